//! A small language client over an in-memory connection: what an editor is to the server.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagwise::server::{self, ServerOptions};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Longer than anything takes on a slow machine; a wait that reaches it is a failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An editor with a server of its own.
pub struct Editor {
    outgoing: mpsc::UnboundedSender<Vec<u8>>,
    shared: Arc<Shared>,
    next_id: AtomicI64,
    server: JoinHandle<i32>,
}

#[derive(Default)]
struct Shared {
    /// Requests and notifications of the server that no test took yet.
    inbox: Mutex<VecDeque<Value>>,
    /// Everything the server ever sent.
    transcript: Mutex<Vec<Value>>,
    waiting: Mutex<HashMap<i64, oneshot::Sender<Result<Value, Value>>>>,
    /// What is answered without the test's doing, by method. `null` entries of the map are never answered.
    answers: Mutex<HashMap<String, Option<Value>>>,
    arrived: Notify,
}

impl Editor {
    /// Starts a server and connects to it.
    pub fn start(options: ServerOptions) -> Self {
        let (near, far) = tokio::io::duplex(1 << 20);
        let (far_read, far_write) = tokio::io::split(far);
        let server = tokio::spawn(server::serve(far_read, far_write, options));
        let (read, write) = tokio::io::split(near);
        Self::connect(read, write, server)
    }

    fn connect(
        read: impl AsyncRead + Unpin + Send + 'static,
        mut write: impl AsyncWrite + Unpin + Send + 'static,
        server: JoinHandle<i32>,
    ) -> Self {
        let (outgoing, mut queue) = mpsc::unbounded_channel::<Vec<u8>>();
        tokio::spawn(async move {
            while let Some(bytes) = queue.recv().await {
                if write.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            let _ = write.shutdown().await;
        });
        let shared = Arc::new(Shared::default());
        for method in ["client/registerCapability", "window/workDoneProgress/create", "workspace/diagnostic/refresh"] {
            shared.answers.lock().unwrap().insert(method.to_owned(), Some(Value::Null));
        }
        tokio::spawn(receive(read, shared.clone(), outgoing.clone()));
        Self { outgoing, shared, next_id: AtomicI64::new(1), server }
    }

    /// Answers requests with this method by `answer` from now on; `None` leaves them without one.
    pub fn answer(&self, method: &str, answer: Option<Value>) {
        self.shared.answers.lock().unwrap().insert(method.to_owned(), answer);
    }

    /// `initialize` with these parameters, then `initialized`. Gives the answer.
    pub async fn initialize(&self, params: Value) -> Value {
        let answer = self.request("initialize", params).await.unwrap();
        self.notify("initialized", json!({}));
        answer
    }

    /// Sends a request and waits for its answer.
    pub async fn request(&self, method: &str, params: Value) -> Result<Value, Value> {
        let (_, answer) = self.begin(method, params);
        self.wait(method, answer).await
    }

    /// Sends a request. Gives its id and where its answer will be.
    pub fn begin(&self, method: &str, params: Value) -> (i64, oneshot::Receiver<Result<Value, Value>>) {
        let id = self.next_id.fetch_add(1, Ordering::SeqCst);
        let (sender, receiver) = oneshot::channel();
        self.shared.waiting.lock().unwrap().insert(id, sender);
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        (id, receiver)
    }

    /// Waits for an answer.
    pub async fn wait<T>(&self, what: &str, answer: oneshot::Receiver<T>) -> T {
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            _ => panic!("{what} was not answered; the server sent {:#?}", self.transcript()),
        }
    }

    /// Sends a notification.
    pub fn notify(&self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Answers a request of the server.
    pub fn respond(&self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    /// Sends JSON in a frame.
    pub fn send(&self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&self, bytes: Vec<u8>) {
        let _ = self.outgoing.send(bytes);
    }

    /// Takes the first message of the server, past or to come, that fits.
    pub async fn take(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let search = async {
            loop {
                let arrived = self.shared.arrived.notified();
                {
                    let mut inbox = self.shared.inbox.lock().unwrap();
                    if let Some(at) = inbox.iter().position(&fits) {
                        return inbox.remove(at).unwrap();
                    }
                }
                arrived.await;
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(message) => message,
            Err(_) => panic!("no {what} came; the server sent {:#?}", self.transcript()),
        }
    }

    /// Takes the first message with this method.
    pub async fn take_method(&self, method: &str) -> Value {
        self.take(method, |message| message["method"] == method).await
    }

    /// Takes the next diagnostics published for a document that fit.
    pub async fn take_diagnostics(&self, uri: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.take("fitting diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && fits(&message["params"])
        })
        .await["params"]
            .take()
    }

    /// Everything the server sent so far.
    pub fn transcript(&self) -> Vec<Value> {
        self.shared.transcript.lock().unwrap().clone()
    }

    /// Opens a document with version 1.
    pub fn open(&self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces a document's whole text.
    pub fn replace(&self, uri: &str, version: i32, text: &str) {
        let params = json!({
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "text": text }],
        });
        self.notify("textDocument/didChange", params);
    }

    /// `textDocument/hover`.
    pub async fn hover(&self, uri: &str, line: u32, character: u32) -> Value {
        self.request("textDocument/hover", place(uri, line, character)).await.unwrap()
    }

    /// Waits until everything that was sent has taken effect. Returns the status.
    pub async fn quiescent(&self) -> Value {
        let search = async {
            loop {
                let status = self.request("flagwise/status", Value::Null).await.unwrap();
                if status["quiescent"] == true {
                    return status;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("the server becomes quiescent")
    }

    /// Reports a file or folder that was created (1), changed (2) or deleted (3).
    pub fn changed_on_disk(&self, uri: &str, kind: u8) {
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": kind }] }));
    }

    /// Pulls the diagnostics of a document, as lines and codes.
    pub async fn codes(&self, uri: &str) -> Vec<(u64, String)> {
        let params = json!({ "textDocument": { "uri": uri } });
        let answer = self.request("textDocument/diagnostic", params).await.unwrap();
        let of =
            |one: &Value| (one["range"]["start"]["line"].as_u64().unwrap(), one["code"].as_str().unwrap().to_owned());
        answer["items"].as_array().unwrap().iter().map(of).collect()
    }

    /// `shutdown` and `exit`. Gives the exit code.
    pub async fn quit(self) -> i32 {
        self.request("shutdown", Value::Null).await.unwrap();
        self.notify("exit", Value::Null);
        self.end().await
    }

    /// Waits for the server's end. Gives the exit code.
    pub async fn end(self) -> i32 {
        tokio::time::timeout(PATIENCE, self.server).await.expect("the server ends").unwrap()
    }
}

/// Parameters that name a place in a document.
pub fn place(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

async fn receive(mut read: impl AsyncRead + Unpin, shared: Arc<Shared>, outgoing: mpsc::UnboundedSender<Vec<u8>>) {
    let outgoing = outgoing.downgrade();
    let mut buffer = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        while let Some((message, length)) = frame(&buffer) {
            buffer.drain(..length);
            shared.transcript.lock().unwrap().push(message.clone());
            if message.get("method").is_none() {
                let waiting = message["id"].as_i64().and_then(|id| shared.waiting.lock().unwrap().remove(&id));
                match waiting {
                    Some(waiting) => {
                        let answer = match message.get("error") {
                            Some(error) => Err(error.clone()),
                            None => Ok(message["result"].clone()),
                        };
                        let _ = waiting.send(answer);
                    }
                    None => shared.inbox.lock().unwrap().push_back(message),
                }
            } else {
                let answer = shared.answers.lock().unwrap().get(message["method"].as_str().unwrap()).cloned();
                if let (Some(Some(answer)), Some(outgoing)) = (answer, outgoing.upgrade()) {
                    let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer }).to_string();
                    let _ = outgoing.send(format!("Content-Length: {}\r\n\r\n{answer}", answer.len()).into_bytes());
                }
                shared.inbox.lock().unwrap().push_back(message);
            }
            shared.arrived.notify_waiters();
        }
        match read.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(count) => buffer.extend_from_slice(&chunk[..count]),
        }
    }
}

/// The first message in a buffer and how many bytes it takes.
pub fn frame(buffer: &[u8]) -> Option<(Value, usize)> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let header = std::str::from_utf8(&buffer[..end]).unwrap();
    let length: usize = header.trim().strip_prefix("Content-Length: ").unwrap().parse().unwrap();
    let body = buffer.get(end..end + length)?;
    Some((serde_json::from_slice(body).unwrap(), end + length))
}
