//! A minimal in-memory LSP client.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Timeout for any reaction of the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// A minimal LSP client: records published diagnostics and answers the server's requests.
pub struct Editor {
    to_server: WriteHalf<DuplexStream>,
    from_server: mpsc::UnboundedReceiver<Value>,
    next_id: i64,
    responses: BTreeMap<i64, Value>,
    /// Latest diagnostics by document.
    pub diagnostics: BTreeMap<String, Vec<Value>>,
    /// Message requests with the chosen button.
    pub questions: Vec<Question>,
    /// Messages shown.
    pub messages: Vec<String>,
    /// Part of the title of the button to press; message requests without such a button are dismissed.
    pub press: Option<&'static str>,
}

/// A `window/showMessageRequest` of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Message.
    pub text: String,
    /// The buttons offered.
    pub buttons: Vec<String>,
    /// The pressed button; `None` if dismissed.
    pub pressed: Option<String>,
}

impl Editor {
    /// An editor on one end of a connection. Requires a Tokio runtime.
    pub fn new(connection: DuplexStream) -> Self {
        let (read, to_server) = tokio::io::split(connection);
        let (send, from_server) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut read = BufReader::new(read);
            while let Ok(Some(message)) = read_message(&mut read).await {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            to_server,
            from_server,
            next_id: 0,
            responses: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            questions: Vec::new(),
            messages: Vec::new(),
            press: None,
        }
    }

    /// Sends a request and waits for its result.
    pub async fn request(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.next_id += 1;
        let id = self.next_id;
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await?;
        self.wait_for(method, |editor| editor.responses.contains_key(&id)).await?;
        let mut response = self.responses.remove(&id).unwrap_or_default();
        match response.get("error") {
            Some(error) => bail!("the server answered {method} with an error: {error}"),
            None => Ok(response["result"].take()),
        }
    }

    /// Sends a notification.
    pub async fn notify(&mut self, method: &str, params: Value) -> anyhow::Result<()> {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params })).await
    }

    /// Handles messages until `reached` holds; `what` is part of the timeout error.
    pub async fn wait_for(&mut self, what: &str, reached: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let arrives = async {
            while !reached(self) {
                let message =
                    self.from_server.recv().await.ok_or_else(|| anyhow!("the server closed the connection"))?;
                self.take(message).await?;
            }
            anyhow::Ok(())
        };
        timeout(PATIENCE, arrives).await.map_err(|_| anyhow!("no {what} within {} s", PATIENCE.as_secs()))?
    }

    async fn take(&mut self, mut message: Value) -> anyhow::Result<()> {
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            let id = message["id"].as_i64().context("a response without an id")?;
            self.responses.insert(id, message);
            return Ok(());
        };
        let params = message["params"].take();
        if message.get("id").is_some() {
            let result = self.answer(&method, &params);
            return self.send(json!({ "jsonrpc": "2.0", "id": message["id"], "result": result })).await;
        }
        match method.as_str() {
            "textDocument/publishDiagnostics" => {
                let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                let diagnostics = params["diagnostics"].as_array().cloned().unwrap_or_default();
                self.diagnostics.insert(uri, diagnostics);
            }
            "window/showMessage" => self.messages.push(params["message"].as_str().unwrap_or_default().to_owned()),
            _ => {}
        }
        Ok(())
    }

    /// Answers a request of the server.
    fn answer(&mut self, method: &str, params: &Value) -> Value {
        match method {
            "window/showMessageRequest" => {
                let actions = params["actions"].as_array().cloned().unwrap_or_default();
                let title = |action: &Value| action["title"].as_str().unwrap_or_default().to_owned();
                let pressed = self.press.and_then(|word| {
                    actions.iter().find(|action| title(action).to_lowercase().contains(word)).cloned()
                });
                self.questions.push(Question {
                    text: params["message"].as_str().unwrap_or_default().to_owned(),
                    buttons: actions.iter().map(title).collect(),
                    pressed: pressed.as_ref().map(title),
                });
                pressed.unwrap_or_default()
            }
            "workspace/configuration" => {
                let count = params["items"].as_array().map_or(0, Vec::len);
                Value::Array(vec![Value::Null; count])
            }
            "window/showDocument" => json!({ "success": true }),
            "workspace/applyEdit" => json!({ "applied": true }),
            _ => Value::Null,
        }
    }

    async fn send(&mut self, message: Value) -> anyhow::Result<()> {
        let body = message.to_string();
        let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.to_server.write_all(frame.as_bytes()).await.context("the server closed its input")
    }
}

/// Reads the next message; `None` at the end of the stream.
async fn read_message(read: &mut BufReader<ReadHalf<DuplexStream>>) -> io::Result<Option<Value>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().ok();
        }
    }
    let length =
        length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a message without Content-Length"))?;
    let mut body = vec![0; length];
    read.read_exact(&mut body).await?;
    Ok(Some(serde_json::from_slice(&body)?))
}
