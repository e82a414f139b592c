//! The language server as a process: how it ends, and with which exit code.

use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;

use flagwise::simulator::{Simulator, SimulatorOptions};
use serde_json::{Value, json};

use crate::support::editor::{PATIENCE, frame, place};

/// A running `flagwise lsp`; killed when dropped.
struct Process {
    id: u32,
    ended: mpsc::Receiver<ExitStatus>,
    has_ended: bool,
    input: Option<ChildStdin>,
    output: Option<ChildStdout>,
    buffer: Vec<u8>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flagwise"));
        command.args(arguments).args(["--log-level", "off"]).env_remove("LAUNCHDARKLY_ACCESS_TOKEN");
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let empty = std::env::temp_dir();
        command.env("XDG_CONFIG_HOME", &empty).env("XDG_CACHE_HOME", &empty);
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command
            .env_remove("LD_ACCESS_TOKEN")
            .env("FLAGWISE_CREDENTIAL_STORE", "none")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let id = child.id();
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || sender.send(child.wait().unwrap()));
        Self { id, ended, has_ended: false, input, output, buffer: Vec::new() }
    }

    /// A process that has answered `initialize`.
    fn initialized(params: Value) -> Self {
        let mut process = Self::start(&["lsp"]);
        assert!(process.request(1, "initialize", params)["result"]["capabilities"].is_object());
        process.notify("initialized", json!({}));
        process
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().unwrap();
        // A process that has ended does not read; its exit code is what counts then.
        let _ = write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).and_then(|()| input.flush());
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn begin(&mut self, id: i64, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
    }

    fn request(&mut self, id: i64, method: &str, params: Value) -> Value {
        self.begin(id, method, params);
        self.read_until(|message| message["id"] == id)
    }

    /// Reads messages until one fits.
    fn read_until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let mut chunk = [0; 4096];
        loop {
            while let Some((message, length)) = frame(&self.buffer) {
                self.buffer.drain(..length);
                if fits(&message) {
                    return message;
                }
            }
            let count = self.output.as_mut().unwrap().read(&mut chunk).unwrap();
            assert!(count > 0, "the process closed its output");
            self.buffer.extend_from_slice(&chunk[..count]);
        }
    }

    /// Waits for the end by itself and gives the exit code.
    fn ends(&mut self) -> Option<i32> {
        let status = self.ended.recv_timeout(PATIENCE).expect("the process ends");
        self.has_ended = true;
        status.code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.has_ended {
            let _ = Command::new("kill").args(["-9", &self.id.to_string()]).status();
        }
    }
}

fn no_capabilities() -> Value {
    json!({ "processId": null, "capabilities": {} })
}

#[test]
fn shutdown_and_exit_end_with_0_though_the_input_stays_open() {
    let mut process = Process::initialized(no_capabilities());
    assert_eq!(process.request(2, "shutdown", Value::Null)["result"], Value::Null);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(0));
}

#[test]
fn stdio_without_a_subcommand_is_the_language_server() {
    let mut process = Process::start(&["--stdio"]);
    let answer = process.request(1, "initialize", no_capabilities());
    assert_eq!(answer["result"]["serverInfo"]["name"], "flagwise");
    process.request(2, "shutdown", Value::Null);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(0));
}

#[test]
fn exit_without_shutdown_ends_with_1() {
    let mut process = Process::initialized(no_capabilities());
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(1));
    let mut process = Process::start(&["lsp"]);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(1));
}

#[test]
fn a_closed_input_ends_with_1_and_after_shutdown_with_0() {
    let mut process = Process::initialized(no_capabilities());
    drop(process.input.take());
    assert_eq!(process.ends(), Some(1));
    let mut process = Process::initialized(no_capabilities());
    process.request(2, "shutdown", Value::Null);
    drop(process.input.take());
    assert_eq!(process.ends(), Some(0));
}

#[test]
fn messages_sent_in_one_go_before_the_input_is_closed_are_all_served() {
    let mut process = Process::start(&["lsp"]);
    process.begin(1, "initialize", no_capabilities());
    process.begin(2, "shutdown", Value::Null);
    process.notify("exit", Value::Null);
    drop(process.input.take());
    process.read_until(|message| message["id"] == 1 && message["result"].is_object());
    process.read_until(|message| message["id"] == 2 && message["error"].is_null());
    assert_eq!(process.ends(), Some(0));
}

/// The handler works on a document of 27 MB; if the process waited for it, its answer would be there.
#[test]
fn a_closed_input_ends_the_process_though_a_handler_is_busy() {
    let options = json!({ "maxFileSize": 1_000_000_000 });
    let params = json!({ "processId": null, "capabilities": {}, "initializationOptions": options });
    let mut process = Process::initialized(params);
    let uri = "file:///shop/large.js";
    let text = "ldClient.boolVariation(\"a-flag\", {}, false);\n".repeat(600_000);
    let document = json!({ "uri": uri, "languageId": "javascript", "version": 1, "text": text });
    process.notify("textDocument/didOpen", json!({ "textDocument": document }));
    process.begin(2, "textDocument/hover", place(uri, 0, 26));
    // Answered at once: both messages before it have arrived.
    process.request(3, "flagwise/status", Value::Null);
    drop(process.input.take());
    assert_eq!(process.ends(), Some(1));
    let mut rest = Vec::new();
    process.output.take().unwrap().read_to_end(&mut rest).unwrap();
    let rest = String::from_utf8_lossy(&rest);
    assert!(!rest.contains("\"id\":2"), "the handler was to be busy: {rest}");
}

#[test]
fn a_closed_output_ends_with_1_at_once() {
    let mut process = Process::initialized(no_capabilities());
    drop(process.output.take());
    process.begin(2, "textDocument/hover", place("file:///a.js", 0, 0));
    assert_eq!(process.ends(), Some(1));
}

#[test]
fn the_server_ends_with_the_process_that_started_it() {
    // `cat` waits for input that never comes: a stand-in for an editor.
    let mut parent = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut process = Process::initialized(json!({ "processId": parent.id(), "capabilities": {} }));
    assert_eq!(process.request(2, "textDocument/hover", place("file:///a.js", 0, 0))["result"], Value::Null);
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(process.ends(), Some(1));

    let mut process = Process::start(&["lsp"]);
    // The process of above is gone.
    process.begin(1, "initialize", json!({ "processId": parent.id(), "capabilities": {} }));
    assert_eq!(process.ends(), Some(1));
}

#[test]
fn endless_rubbish_is_no_reason_to_end_and_no_panic() {
    let mut process = Process::initialized(no_capabilities());
    let (sender, receiver) = mpsc::channel();
    let mut input = process.input.take().unwrap();
    thread::spawn(move || {
        for piece in [&b"\x00\xff\r\n\r\n"[..], b"Content-Length: 18446744073709551616\r\n\r\n", &[b'{'; 100_000]] {
            input.write_all(piece).unwrap();
        }
        input.flush().unwrap();
        sender.send(input).unwrap();
    });
    process.input = Some(receiver.recv_timeout(PATIENCE).unwrap());
    assert!(process.read_until(|message| message["error"]["code"] == -32700).is_object());
    assert_eq!(process.request(9, "shutdown", Value::Null)["result"], Value::Null);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(0));
}

/// Everything that any part of the program has to say, and the token is in none of it.
#[test]
fn no_token_is_ever_logged() {
    let simulator = Simulator::start(SimulatorOptions::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("flagwise.toml"), "project = \"storefront\"\n").unwrap();
    let log = folder.path().join("log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_flagwise"));
    command.arg("lsp").arg("--log-file").arg(&log).env("FLAGWISE_LOG", "trace");
    command.env("LAUNCHDARKLY_API_HOST", simulator.url()).env("LAUNCHDARKLY_ACCESS_TOKEN", simulator.reader_token());
    let mut process = Process::run(command);
    let root = format!("file://{}", folder.path().display());
    process.request(1, "initialize", json!({ "processId": null, "rootUri": root, "capabilities": {} }));
    process.notify("initialized", json!({}));
    let mut id = 1;
    let mut loaded = |process: &mut Process| {
        loop {
            id += 1;
            let status = process.request(id, "flagwise/status", Value::Null);
            if status["result"]["flags"].as_u64() > Some(0) && status["result"]["loading"] == false {
                return id;
            }
        }
    };
    let last = loaded(&mut process);
    let tokens = [simulator.reader_token(), simulator.writer_token(), "api-that-nobody-has"];
    for (at, token) in tokens.iter().enumerate() {
        process.request(last + 1000 + at as i64, "flagwise/setToken", json!({ "token": token }));
        loaded(&mut process);
    }
    process.request(9000, "shutdown", Value::Null);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(0));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("TRACE") && log.contains("serving"), "the log was kept");
    for token in tokens {
        assert!(!log.contains(token), "{token} is in the log");
    }
}

/// A hostile repository, in an editor that takes its settings from the repository: without "Use", no token leaks, no
/// program runs, and no file is written.
#[cfg(unix)]
#[test]
fn settings_that_a_repository_wrote_send_no_token_run_no_program_and_write_no_file() {
    use std::os::unix::fs::PermissionsExt;

    let simulator = Simulator::start(SimulatorOptions::default()).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let thief = format!("http://{}", listener.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("ws");
    std::fs::create_dir_all(root.join(".launchdarkly")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    write("flagwise.toml", "project = \"storefront\"\n");
    write("a.py", "import ldclient\nx = ldclient.get().variation('new-checkout', ctx, False)\n");
    write(".launchdarkly/coderefs.yaml", "aliases: [{type: command, command: ./evil.sh}]\n");
    write("evil.sh", "#!/bin/sh\ntouch PWNED\ncat >/dev/null\necho '[]'\n");
    std::fs::set_permissions(root.join("evil.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let hostile = json!({
        "host": thief, "proxy": thief, "logFile": "../bashrc", "aliasCommands": [root], "readOnly": false,
        "flagFile": "/etc/passwd", "server": { "path": root.join("evil.sh") }
    });

    let mut command = Command::new(env!("CARGO_BIN_EXE_flagwise"));
    command.arg("lsp").current_dir(&root);
    command.env("LAUNCHDARKLY_API_HOST", simulator.url()).env("LAUNCHDARKLY_ACCESS_TOKEN", simulator.reader_token());
    command.env("XDG_CONFIG_HOME", folder.path().join("config")).env("XDG_CACHE_HOME", folder.path().join("cache"));
    let mut process = Process::spawn(command);
    let capabilities = json!({ "workspace": { "configuration": true } });
    let params = json!({
        "processId": null, "rootUri": format!("file://{}", root.display()), "capabilities": capabilities,
        "initializationOptions": { "flagwise": hostile },
    });
    process.request(1, "initialize", params);
    process.notify("initialized", json!({}));
    process.notify("workspace/didChangeConfiguration", json!({ "settings": { "flagwise": hostile } }));
    let (mut questions, mut has_refused, mut id) = (Vec::new(), false, 2);
    process.begin(id, "flagwise/status", Value::Null);
    let mut has_loaded = false;
    while questions.len() < 4 || !has_refused || !has_loaded {
        let message = process.read_until(|_| true);
        let answer = match message["method"].as_str() {
            Some("workspace/configuration") => json!([hostile, hostile]),
            Some("window/showMessageRequest") => {
                let (text, actions) = (&message["params"]["message"], &message["params"]["actions"]);
                assert_eq!(actions[0]["title"], "Ignore", "the safe button comes first");
                assert!(text.as_str().unwrap().contains(root.to_str().unwrap()), "{text}");
                questions.push(text.as_str().unwrap().to_owned());
                // Closed, refused, closed, refused.
                if questions.len() % 2 == 0 { actions[0].clone() } else { Value::Null }
            }
            Some("window/showMessage") => {
                has_refused |= message.to_string().contains("They were not run");
                continue;
            }
            Some(_) if message.get("id").is_some() => Value::Null,
            Some(_) => continue,
            None => {
                has_loaded |=
                    message["result"]["flags"].as_u64() > Some(0) && message["result"]["host"] == simulator.url();
                id += 1;
                process.begin(id, "flagwise/status", Value::Null);
                continue;
            }
        };
        process.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer }));
    }
    assert!(questions.iter().any(|text| text.contains("`host`") && text.contains(&thief)), "{questions:?}");
    for option in ["`proxy`", "`logFile`", "`aliasCommands`", "`flagFile`"] {
        let count = questions.iter().filter(|text| text.contains(option)).count();
        assert!(count <= 1, "{option} was asked about {count} times");
    }
    id += 1;
    process.request(id + 1000, "shutdown", Value::Null);
    process.notify("exit", Value::Null);
    assert_eq!(process.ends(), Some(0));
    let refused = listener.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(refused, Err(std::io::ErrorKind::WouldBlock), "the token's thief was contacted");
    assert!(!root.join("PWNED").exists() && !folder.path().join("bashrc").exists());
}
