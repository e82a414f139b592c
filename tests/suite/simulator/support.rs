//! A simulator with a plain HTTP client beside it.

use std::time::Duration;

use flagwise::flags::UnixMillis;
use flagwise::simulator::{Clock, Simulator, SimulatorOptions};
use reqwest::Method;
use serde_json::{Value, json};

/// Sunday, 2026-11-22 12:00 UTC.
pub const NOW: i64 = 1_795_348_800_000;
/// A day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// Content type of semantic patches.
pub const SEMANTIC: &str = "application/json; domain-model=launchdarkly.semanticpatch";

/// A running simulator whose clock stands still, and a client with a writer's token.
pub struct Bench {
    pub simulator: Simulator,
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
    token: String,
}

/// An answer, taken apart.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(SimulatorOptions { clock: Clock::stopped_at(UnixMillis(NOW)), ..SimulatorOptions::default() })
    }

    pub fn with(options: SimulatorOptions) -> Self {
        let simulator = Simulator::start(options).unwrap();
        let token = simulator.writer_token().to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { simulator, client: client(), runtime, token }
    }

    /// The same simulator with another token.
    pub fn with_reader(mut self) -> Self {
        self.token = self.simulator.reader_token().to_owned();
        self
    }

    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.simulator.url()));
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
            request = request.header("Authorization", &self.token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        self.runtime.block_on(async {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let text = response.text().await?;
            Ok(Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
        })
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(method, path, &[("Content-Type", "application/json")], Some(&body))
    }

    /// A semantic patch of a flag of the sample project.
    pub fn patch(&self, flag: &str, environment: Option<&str>, instructions: Value) -> Answer {
        let mut body = json!({ "instructions": instructions });
        if let Some(environment) = environment {
            body["environmentKey"] = environment.into();
        }
        self.semantic(&format!("/api/v2/flags/storefront/{flag}"), body)
    }

    pub fn semantic(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, &[("Content-Type", SEMANTIC)], Some(&body))
    }

    /// A flag of the sample project, whole.
    pub fn flag(&self, key: &str) -> Value {
        let answer = self.get(&format!("/api/v2/flags/storefront/{key}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    pub fn advance_days(&self, days: u64) {
        self.simulator.advance(Duration::from_secs(days * 86_400));
    }
}

fn client() -> reqwest::Client {
    // Only the first of many tests installs it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}
