//! `flagwise flag` against the simulator: the spawned binary, and what the audit log and the request log show of it.

mod changes;
mod reach;
mod reads;
mod safety;
#[cfg(target_os = "linux")]
mod terminal;

use std::process::Command;

use flagwise::flags::{Flag, FlagKey};
use flagwise::launchdarkly::{Client, ClientOptions, HistoryEntry, HistoryQuery, Host};
use flagwise::simulator::Simulator;
use secrecy::SecretString;

use super::{Machine, Run, finish, simulator};

/// A machine with the writer's token of a simulator, in a folder that names the project.
struct Desk {
    simulator: Simulator,
    machine: Machine,
}

impl Desk {
    fn new() -> Self {
        let simulator = simulator();
        let token = simulator.writer_token().to_owned();
        let machine = Machine::new().connected_to(&simulator).variable("LAUNCHDARKLY_ACCESS_TOKEN", &token);
        machine.write("flagwise.toml", "project = \"storefront\"\n");
        Self { simulator, machine }
    }

    /// Runs `flagwise flag` with arguments that may be quoted like in a shell.
    fn flag(&self, arguments: &str) -> Run {
        finish(self.command(arguments))
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = self.machine.command("flag");
        command.args(words(arguments));
        command
    }

    fn with_client<T>(&self, work: impl AsyncFnOnce(Client) -> T) -> T {
        let token = SecretString::from(self.simulator.writer_token());
        let host = Host::parse(&self.simulator.url()).unwrap();
        let client = Client::new(ClientOptions { host, ..ClientOptions::new(token) }).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(work(client))
    }

    /// A flag as it is at the simulator.
    fn at_launchdarkly(&self, key: &str) -> Flag {
        let project = self.simulator.project();
        self.with_client(async |client| client.flag(&project, &FlagKey::new(key), &[]).await.unwrap())
    }

    fn is_on(&self, key: &str, environment: &str) -> bool {
        self.at_launchdarkly(key).environments[environment].on
    }

    /// The audit log of a flag, newest first.
    fn audit(&self, key: &str) -> Vec<HistoryEntry> {
        let project = self.simulator.project();
        let query = HistoryQuery { environment: None, after: None, limit: 100 };
        self.with_client(async |client| client.flag_history(&project, Some(&FlagKey::new(key)), &query).await.unwrap())
    }

    /// Requests that may change something, as `METHOD path status`.
    fn writes(&self) -> Vec<String> {
        let requests = self.simulator.requests().into_iter();
        let writes = requests.filter(|request| request.method != "GET" && !request.target.contains("safety-issues"));
        writes.map(|request| format!("{} {} {}", request.method, request.target, request.status)).collect()
    }
}

/// Splits at spaces outside of single quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut any) = (false, false);
    for character in text.chars() {
        match character {
            '\'' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            other => word.push(other),
        }
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    words
}
