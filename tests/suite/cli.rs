//! The command line, as a shell sees it: the real binary, its output and its exit codes.

mod aliases;
mod bad_input;
mod check;
mod demo;
mod doctor;
mod explain;
mod export;
mod flag;
mod hostile;
mod left_out;
mod login;
mod react;
mod refs;
mod set_up;
mod usage;
mod wrappers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flagwise::simulator::{Simulator, SimulatorOptions};
use serde_json::Value;
use tempfile::TempDir;

/// A user's machine: a home of its own, and a folder to work in. Nothing of this machine's settings reaches it.
pub struct Machine {
    home: TempDir,
    /// The folder that commands start in.
    pub folder: PathBuf,
    variables: Vec<(String, String)>,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it told.
    pub stderr: String,
}

/// Copies the shop into a folder.
pub fn copy_storefront(folder: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/storefront"), folder);
}

impl Machine {
    /// A machine with an empty folder and no token.
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().canonicalize().unwrap().join("work");
        fs::create_dir(&folder).unwrap();
        Self { home, folder, variables: Vec::new() }
    }

    /// A machine whose folder is a copy of the shop.
    pub fn with_storefront() -> Self {
        let machine = Self::new();
        copy_storefront(&machine.folder);
        machine
    }

    /// The same machine, with the simulator's address and token set.
    pub fn connected_to(self, simulator: &Simulator) -> Self {
        let token = simulator.reader_token().to_owned();
        self.variable("LAUNCHDARKLY_API_HOST", &simulator.url()).variable("LAUNCHDARKLY_ACCESS_TOKEN", &token)
    }

    /// The same machine with an environment variable.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file into the folder.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// The user's home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The binary with arguments separated by spaces, ready to be started.
    pub fn command(&self, arguments: &str) -> Command {
        self.prepare(Command::new(env!("CARGO_BIN_EXE_flagwise")), arguments)
    }

    /// A command with arguments, in the machine's folder and environment.
    pub fn prepare(&self, mut command: Command, arguments: &str) -> Command {
        let home = self.home.path();
        command
            .args(arguments.split_whitespace())
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("USERPROFILE", home)
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            // Never the keyring of the machine that runs the tests.
            .env("FLAGWISE_CREDENTIAL_STORE", "file")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, arguments: &str) -> Run {
        finish(self.command(arguments))
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

impl Run {
    /// The output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Path, line, code and key of every finding of `check --format json`.
    pub fn findings(&self) -> Vec<String> {
        let json = self.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let findings = json["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| {
                let (path, code, key) = (text(&finding["path"]), text(&finding["code"]), text(&finding["key"]));
                format!("{path}:{} {code} {key}", finding["line"])
            })
            .collect()
    }

    /// The same run, having ended with this exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The same run, having told something.
    #[track_caller]
    pub fn tells(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "{text:?} is missing in {self:#?}");
        self
    }
}

/// A running simulator with the sample data.
pub fn simulator() -> Simulator {
    Simulator::start(SimulatorOptions::default()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
