//! Access control of the simulator: its own address, its own tokens, and allowed web pages.

use std::io::{Read, Write};
use std::net::TcpStream;

use flagwise::simulator::{Simulator, SimulatorError, SimulatorOptions};
use serde_json::json;

use super::support::Bench;

const FLAGS: &str = "/api/v2/flags/storefront?limit=1";

/// The status of a request with these lines for a head, besides the token.
fn status(bench: &Bench, first: &str, lines: &[&str]) -> u16 {
    let address = bench.simulator.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    let mut head =
        format!("{first} HTTP/1.1\r\nAuthorization: {}\r\nConnection: close\r\n", bench.simulator.writer_token());
    for line in lines {
        head.push_str(&line.replace("PORT", address.rsplit(':').next().unwrap()));
        head.push_str("\r\n");
    }
    write!(stream, "{head}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(!answer.contains("storefront") || answer.contains(" 200 "), "{answer}");
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_request_for_another_host_is_refused() {
    let bench = Bench::new();
    let get = |lines: &[&str]| status(&bench, &format!("GET {FLAGS}"), lines);
    for own in ["127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT", "127.0.0.5:PORT"] {
        assert_eq!(get(&[&format!("Host: {own}")]), 200, "{own}");
    }
    for foreign in [
        "evil.example:PORT",
        "evil.example",
        "localhost",
        "127.0.0.1:1",
        "localhost.evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "192.168.1.1:PORT",
        "me@127.0.0.1:PORT",
        "",
    ] {
        assert!(get(&[&format!("Host: {foreign}")]) >= 400, "{foreign}");
    }
    assert!(get(&["Host: 127.0.0.1:PORT", "Host: evil.example:PORT"]) >= 400);
    assert!(get(&[]) >= 400);
    assert!(status(&bench, "GET http://evil.example/api/v2/flags/storefront", &["Host: 127.0.0.1:PORT"]) >= 400);
    assert!(status(&bench, "OPTIONS /api/v2/flags/storefront", &["Host: evil.example:PORT"]) >= 400);
    assert!(status(&bench, "GET /sdk/latest-all", &["Host: evil.example:PORT"]) == 403);
    assert_eq!(
        bench.simulator.requests().iter().filter(|request| request.status >= 400).count(),
        0,
        "none was handled"
    );
}

#[test]
fn no_web_page_reads_a_response_but_those_of_allowed_origins() {
    let allowed_origins = vec!["http://localhost:3000/".to_owned()];
    let bench = Bench::with(SimulatorOptions { allowed_origins, ..SimulatorOptions::default() });
    let origin = |bench: &Bench, method: &str, path: &str, origin: &str| {
        let answer = bench.send(method, path, &[("Origin", origin)], None);
        answer.headers.get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned())
    };
    for (method, path) in [("GET", FLAGS), ("OPTIONS", FLAGS), ("GET", "/api/v2/nowhere"), ("GET", "/sdk/latest-all")] {
        assert_eq!(origin(&bench, method, path, "http://localhost:3000").as_deref(), Some("http://localhost:3000"));
        for other in ["https://evil.example", "http://localhost:3001", "null", "http://localhost:3000.evil.example"] {
            assert_eq!(origin(&bench, method, path, other), None, "{method} {path} from {other}");
            assert_eq!(origin(&Bench::new(), method, path, other), None);
        }
    }
    for foreign in ["https://evil.example", "*", "null", "http://192.168.1.1:3000", "http://localhost.evil.example"] {
        let options = SimulatorOptions { allowed_origins: vec![foreign.to_owned()], ..SimulatorOptions::default() };
        assert!(matches!(Simulator::start(options), Err(SimulatorError::Origin(_))), "{foreign}");
    }
}

#[test]
fn tokens_are_new_in_every_run_unless_chosen_and_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("kept.data");
    let open = |token: Option<&str>| {
        let (token, data) = (token.map(str::to_owned), Some(data.clone()));
        Bench::with(SimulatorOptions { token, data, ..SimulatorOptions::default() })
    };
    let first = open(None);
    let old = [first.simulator.writer_token().to_owned(), first.simulator.reader_token().to_owned()];
    assert_eq!(first.json("POST", "/api/v2/flags/storefront", json!({ "name": "Kept", "key": "kept" })).status, 201);
    first.simulator.shutdown();
    let second = open(Some("api-chosen"));
    assert_eq!(second.get("/api/v2/flags/storefront/kept").status, 200);
    assert_eq!(second.simulator.writer_token(), "api-chosen");
    assert!(!old.contains(&second.simulator.reader_token().to_owned()));
    for token in &old {
        assert_eq!(second.send("GET", FLAGS, &[("Authorization", token)], None).status, 401);
    }
    second.simulator.shutdown();
    let bytes = std::fs::read(&data).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for token in old.iter().map(String::as_str).chain(["api-chosen"]) {
        assert!(!text.contains(token), "{token} is in the file");
    }
    for unusable in ["", "a b", "sdk-1", "ä"] {
        let options = SimulatorOptions { token: Some(unusable.to_owned()), ..SimulatorOptions::default() };
        assert!(matches!(Simulator::start(options), Err(SimulatorError::Token)), "{unusable:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_data_file_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("kept.data");
    let open = || Bench::with(SimulatorOptions { data: Some(data.clone()), ..SimulatorOptions::default() });
    let mode = || std::fs::metadata(&data).unwrap().permissions().mode() & 0o777;
    open().simulator.shutdown();
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o644)).unwrap();
    open().simulator.shutdown();
    assert_eq!(mode(), 0o600, "a file of an earlier version");
}
