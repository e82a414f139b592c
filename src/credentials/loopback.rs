//! The receiver of an OAuth redirect: a listener on 127.0.0.1 that accepts one response with the right state.
//!
//! Any program and any web page of this machine can connect to it, so every other request is refused and the listener
//! waits on: a wrong request can neither end nor take over a sign-in. Connections are served concurrently, since browsers
//! open some without using them, each with a limit of time and size.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

/// Path of the redirect.
const PATH: &str = "/callback";
/// Maximum size of a request's head, in bytes.
const HEAD: usize = 16 << 10;
/// Maximum time for a request to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// Maximum number of connections served at the same time; others wait.
const CONNECTIONS: usize = 16;

/// A bound listener.
pub(super) struct Loopback {
    listener: TcpListener,
    address: SocketAddr,
}

/// The parameters of a redirect with the right state.
#[derive(Default)]
pub(super) struct Redirect {
    /// The authorization code.
    pub code: Option<SecretString>,
    /// OAuth's error code, such as `access_denied`.
    pub error: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The issuer (RFC 9207).
    pub issuer: Option<String>,
}

impl Loopback {
    /// Binds a free port of 127.0.0.1.
    pub(super) async fn bind() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address to register and to redirect to.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Waits for the redirect with this state, then closes the listener and all connections.
    pub(super) async fn receive(self, state: &SecretString) -> std::io::Result<Redirect> {
        let expected = Arc::new(Expected { authority: self.address.to_string(), state: state.clone() });
        let slots = Arc::new(Semaphore::new(CONNECTIONS));
        let (sender, mut received) = mpsc::channel(1);
        // Aborts the tasks when it is dropped.
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                redirect = received.recv() => match redirect {
                    Some(redirect) => return Ok(redirect),
                    None => return Err(std::io::ErrorKind::BrokenPipe.into()),
                },
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept(), if slots.available_permits() > 0 => {
                    let Ok((stream, _)) = accepted else {
                        // Out of file descriptors, or the peer is gone: not a reason to give up.
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    };
                    let Ok(slot) = slots.clone().try_acquire_owned() else { continue };
                    let (expected, sender) = (expected.clone(), sender.clone());
                    connections.spawn(async move {
                        let _slot = slot;
                        let served = tokio::time::timeout(PATIENCE, serve(stream, &expected)).await;
                        if let Ok(Ok(Some(redirect))) = served {
                            let _ = sender.send(redirect).await;
                        }
                    });
                }
            }
        }
    }
}

/// What a redirect must have.
struct Expected {
    /// `Host` header.
    authority: String,
    state: SecretString,
}

impl Expected {
    /// The redirect in a request's head, or the status to refuse it with.
    fn check(&self, head: &str) -> Result<Redirect, &'static str> {
        let mut lines = head.split("\r\n");
        let mut request = lines.next().unwrap_or_default().split(' ');
        let (Some("GET"), Some(target)) = (request.next(), request.next()) else {
            return Err("405 Method Not Allowed");
        };
        // A page that resolves its own name to 127.0.0.1 names itself here.
        let is_host = |line: &&str| line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case("host"));
        let hosts: Vec<&str> = lines.filter(is_host).filter_map(|line| Some(line.split_once(':')?.1.trim())).collect();
        if hosts != [self.authority.as_str()] {
            return Err("403 Forbidden");
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != PATH {
            return Err("404 Not Found");
        }
        let mut redirect = Redirect::default();
        let mut states = 0;
        let mut is_right = false;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "state" => {
                    states += 1;
                    is_right = value == self.state.expose_secret();
                }
                "code" => redirect.code = Some(SecretString::from(value.into_owned())),
                "error" => redirect.error = Some(value.into_owned()),
                "error_description" => redirect.description = Some(value.into_owned()),
                "iss" => redirect.issuer = Some(value.into_owned()),
                _ => {}
            }
        }
        let is_answer = redirect.code.is_some() || redirect.error.is_some();
        if states == 1 && is_right && is_answer { Ok(redirect) } else { Err("400 Bad Request") }
    }
}

/// Answers one request.
async fn serve(mut stream: TcpStream, expected: &Expected) -> std::io::Result<Option<Redirect>> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut chunk).await?;
        if count == 0 || head.len() + count > HEAD {
            return Ok(None);
        }
        head.extend_from_slice(&chunk[..count]);
    }
    let checked = expected.check(&String::from_utf8_lossy(&head));
    let (status, text) = match &checked {
        Ok(Redirect { code: Some(_), .. }) => ("200 OK", "flagwise has received the answer. You can close this page."),
        Ok(_) => ("200 OK", "You are not signed in to flagwise. You can close this page."),
        Err(status) => (*status, "This is not the answer that flagwise waits for."),
    };
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>flagwise</title><p>{text}</p>\n");
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n{page}",
        page.len()
    );
    // The answer counts even if the browser does not read the page.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    Ok(checked.ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> Expected {
        Expected { authority: "127.0.0.1:4000".to_owned(), state: SecretString::from("right") }
    }

    fn check(target: &str) -> Result<Redirect, &'static str> {
        expected().check(&format!("GET {target} HTTP/1.1\r\nhost: 127.0.0.1:4000\r\nAccept: */*\r\n\r\n"))
    }

    #[test]
    fn the_redirect_with_the_right_state_is_accepted() {
        let redirect = check("/callback?code=a%2Bb&state=right&iss=https%3A%2F%2Fa.example").unwrap();
        assert_eq!(redirect.code.unwrap().expose_secret(), "a+b");
        assert_eq!(redirect.issuer.as_deref(), Some("https://a.example"));
        let denied = check("/callback?error=access_denied&state=right").unwrap();
        assert_eq!((denied.error.as_deref(), denied.code.is_none()), (Some("access_denied"), true));
    }

    #[test]
    fn everything_else_is_refused() {
        for target in [
            "/callback?code=a",
            "/callback?code=a&state=wrong",
            "/callback?code=a&state=right&state=right",
            "/callback?code=a&state=wrong&state=right",
            "/callback?state=right",
            "/callback",
            "/",
            "/other?code=a&state=right",
        ] {
            assert!(check(target).is_err(), "{target}");
        }
        for head in [
            "POST /callback?code=a&state=right HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n\r\n",
            "GET /callback?code=a&state=right HTTP/1.1\r\nHost: evil.example:4000\r\n\r\n",
            "GET /callback?code=a&state=right HTTP/1.1\r\n\r\n",
            "GET /callback?code=a&state=right HTTP/1.1\r\nHost: 127.0.0.1:4000\r\nHost: evil.example\r\n\r\n",
            "",
        ] {
            assert!(expected().check(head).is_err(), "{head}");
        }
    }

    async fn visit(address: SocketAddr, target: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn silent_and_wrong_connections_do_not_end_the_wait_and_the_port_closes_after_the_right_one() {
        let loopback = Loopback::bind().await.unwrap();
        let address = loopback.address;
        assert!(address.ip().is_loopback());
        let state = SecretString::from("right");
        let waiting = tokio::spawn(async move { loopback.receive(&state).await });
        let _silent = TcpStream::connect(address).await.unwrap();
        assert!(visit(address, "/callback?code=stolen&state=wrong").await.starts_with("HTTP/1.1 400"));
        assert!(visit(address, "/favicon.ico").await.starts_with("HTTP/1.1 404"));
        let page = visit(address, "/callback?code=good&state=right").await;
        assert!(page.starts_with("HTTP/1.1 200") && !page.contains("good"), "{page}");
        let redirect = waiting.await.unwrap().unwrap();
        assert_eq!(redirect.code.unwrap().expose_secret(), "good");
        assert!(TcpStream::connect(address).await.is_err(), "the listener is closed");
    }
}
