//! A server of raw bytes, for what no well-behaved server can be asked to do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagwise::launchdarkly::{Client, ClientOptions, Host, RetryPolicy};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub const TOKEN: &str = "api-01234567-89ab-4cde-8f01-23456789abcd";

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    /// `GET /api/v2/flags/default?limit=100`.
    pub line: String,
    /// Header lines in lower case names: `accept: application/json`.
    pub headers: Vec<String>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// What the server does with a request.
#[derive(Clone)]
pub enum Reaction {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Closes without a word.
    Hangup,
    /// Never answers.
    Silence,
}

/// An answer with a status and a body.
pub fn answer(status: u16, body: &str) -> Reaction {
    answer_with(status, &[], body)
}

/// An answer with headers.
pub fn answer_with(status: u16, headers: &[&str], body: &str) -> Reaction {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let head =
        format!("HTTP/1.1 {status} Some\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    Reaction::Bytes((head + body).into_bytes())
}

/// An answer whose body ends before its promised length.
pub fn cut_answer(status: u16, body: &str) -> Reaction {
    let head = format!("HTTP/1.1 {status} Some\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    Reaction::Bytes((head + &body[..body.len() / 2]).into_bytes())
}

/// A server that reacts as a function says, from the request and the number of requests before it.
pub struct Wire {
    pub url: String,
    seen: Arc<Mutex<Vec<Received>>>,
    arrived: Arc<Notify>,
    most_at_once: Arc<AtomicUsize>,
}

impl Wire {
    pub async fn start(react: impl Fn(&Received, usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self::start_with_delay(Duration::ZERO, react).await
    }

    /// As [`Wire::start`]; each answer takes this long, so that requests overlap.
    pub async fn start_with_delay(
        delay: Duration,
        react: impl Fn(&Received, usize) -> Reaction + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (at_once, most_at_once) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let arrived = Arc::new(Notify::new());
        let wire = Self {
            url,
            seen: Arc::clone(&seen),
            arrived: Arc::clone(&arrived),
            most_at_once: Arc::clone(&most_at_once),
        };
        let react = Arc::new(react);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, react, arrived) = (Arc::clone(&seen), Arc::clone(&react), Arc::clone(&arrived));
                let (at_once, most_at_once) = (Arc::clone(&at_once), Arc::clone(&most_at_once));
                tokio::spawn(async move {
                    let Some(received) = read_request(&mut stream).await else { return };
                    let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
                    most_at_once.fetch_max(now, Ordering::SeqCst);
                    let number = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(received.clone());
                        seen.len() - 1
                    };
                    arrived.notify_one();
                    tokio::time::sleep(delay).await;
                    let reaction = react(&received, number);
                    at_once.fetch_sub(1, Ordering::SeqCst);
                    match reaction {
                        Reaction::Bytes(bytes) => drop(stream.write_all(&bytes).await),
                        Reaction::Hangup => {}
                        Reaction::Silence => drop(stream.read(&mut [0]).await),
                    }
                });
            }
        });
        wire
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Received> {
        self.seen.lock().unwrap().clone()
    }

    /// The first request, as soon as it is there.
    pub async fn first(&self) -> Received {
        self.arrived.notified().await;
        self.seen.lock().unwrap()[0].clone()
    }

    /// How many requests were waiting for their answer at the same time.
    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }

    pub fn client(&self) -> Client {
        Client::new(self.options()).unwrap()
    }

    pub fn options(&self) -> ClientOptions {
        options(&self.url)
    }
}

/// Options for a server on this machine, with short pauses.
pub fn options(url: &str) -> ClientOptions {
    let millisecond = Duration::from_millis(1);
    ClientOptions {
        host: Host::parse(url).unwrap(),
        retry: RetryPolicy { base: millisecond, cap: millisecond, ..RetryPolicy::default() },
        extra_certificates: Vec::new(),
        ..ClientOptions::new(SecretString::from(TOKEN))
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut chunk).await {
            Ok(length @ 1..) => bytes.extend_from_slice(&chunk[..length]),
            _ => return None,
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<String> = lines
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            format!("{}: {value}", name.to_lowercase())
        })
        .collect();
    let length = headers.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        match stream.read(&mut chunk).await {
            Ok(read @ 1..) => body.extend_from_slice(&chunk[..read]),
            _ => return None,
        }
    }
    Some(Received { line, headers, body: String::from_utf8(body).unwrap() })
}
