//! Proxies named by the environment, seen with the real program: a test cannot change its own environment.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use flagwise::launchdarkly::{Client, ClientOptions, Error, NetworkProblem, RetryPolicy};
use flagwise::simulator::{Simulator, SimulatorOptions};

use super::wire::{TOKEN, Wire, answer, options};

/// Starts `flagwise flags export` with nothing in its environment but these variables.
fn export(home: &Path, variables: &[(&str, &str)], project: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_flagwise"))
        .args(["flags", "export", "--project", project])
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn requests_go_through_the_proxy_and_the_proxy_never_sees_the_token() {
    let proxy = Wire::start(|_, _| answer(407, "")).await;
    let home = tempfile::tempdir().unwrap();
    let mut child = export(
        home.path(),
        &[
            ("LAUNCHDARKLY_ACCESS_TOKEN", TOKEN),
            ("LAUNCHDARKLY_API_HOST", "https://launchdarkly.example"),
            ("HTTPS_PROXY", &proxy.url),
            ("SSL_CERT_DIR", "/etc/ssl/certs"),
        ],
        "default",
    );
    let seen = proxy.first().await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen.line, "CONNECT launchdarkly.example:443");
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}

#[tokio::test]
async fn a_proxy_of_the_settings_is_used() {
    let proxy = Wire::start(|_, _| answer(407, "")).await;
    let retry = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    let options = ClientOptions { retry, proxy: Some(proxy.url.clone()), ..options("https://launchdarkly.example") };
    let error = Client::new(options).unwrap().caller_identity().await.unwrap_err();
    assert!(matches!(&error, Error::Network { problem: NetworkProblem::Connect(_), .. }), "{error:?}");
    assert!(error.message().contains("HTTPS_PROXY"), "{}", error.message());
    let seen = proxy.first().await;
    assert_eq!(seen.line, "CONNECT launchdarkly.example:443");
    assert!(!format!("{seen:?}").contains(TOKEN), "{seen:?}");
}

#[tokio::test]
async fn the_simulator_is_reached_in_spite_of_a_proxy() {
    let proxy = Wire::start(|_, _| answer(502, "")).await;
    let simulator = Simulator::start(SimulatorOptions::default()).unwrap();
    let url = simulator.url();
    let variables = [
        ("LD_ACCESS_TOKEN", simulator.writer_token()),
        ("LD_BASE_URI", url.as_str()),
        ("HTTP_PROXY", proxy.url.as_str()),
        ("ALL_PROXY", proxy.url.as_str()),
        ("NODE_EXTRA_CA_CERTS", "/no/such/file.pem"),
    ];
    let home = tempfile::tempdir().unwrap();
    let child = export(home.path(), &variables, simulator.project().as_str());
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(proxy.seen().is_empty());
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"items\""));
}
