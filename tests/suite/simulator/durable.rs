//! The process and its data file: what was acknowledged stays, however the process ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use flagwise::flags::UnixMillis;
use flagwise::simulator::{Clock, SimulatorOptions};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::support::{Bench, DAY, NOW, SEMANTIC};

/// A simulator in a process of its own.
struct Process {
    child: Child,
    ready: Value,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flagwise"))
            .arg("simulate")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"));
        Self { child, ready }
    }

    fn over(data: &Path) -> Self {
        Self::start(&["--data", data.to_str().unwrap()])
    }

    /// A plain request on a connection of its own; `None` where the process went away.
    fn request(&self, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        request(&self.ready, method, path, body)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn request(ready: &Value, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let address = ready["url"].as_str().unwrap().trim_start_matches("http://");
    let token = ready["token"].as_str().unwrap();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {token}\r\nContent-Type: {SEMANTIC}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let promised = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if promised != Some(body.len()) {
        return None;
    }
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

/// Two instructions of one patch that must be there together or not at all.
fn write(ready: &Value, flag: &str, number: u64) -> bool {
    let instructions = json!([
        { "kind": "updateDescription", "value": number.to_string() },
        { "kind": "updateName", "value": format!("number {number}") },
    ]);
    let path = format!("/api/v2/flags/storefront/{flag}");
    matches!(request(ready, "PATCH", &path, &json!({ "instructions": instructions })), Some((200, _)))
}

/// Kills the process again and again while it writes; each time the file opens and holds what was acknowledged.
fn kill_many_times(folder: &Path, seed: u64, kills: u32) {
    let data = folder.join(format!("{seed}.data"));
    let mut random = StdRng::seed_from_u64(seed);
    let flags = ["footer-links", "size-guide", "gift-cards"];
    let sent = Arc::new(AtomicU64::new(0));
    let mut acknowledged = [0_u64; 3];
    for round in 0..kills {
        let process = Process::over(&data);
        for (flag, acknowledged) in flags.iter().zip(&acknowledged) {
            let path = format!("/api/v2/flags/storefront/{flag}");
            let (status, body) = process.request("GET", &path, &Value::Null).unwrap();
            assert_eq!(status, 200, "seed {seed}, round {round}");
            let Ok(held) = body["description"].as_str().unwrap().parse::<u64>() else {
                assert_eq!(*acknowledged, 0, "seed {seed}, round {round}: {flag} lost {acknowledged}");
                continue;
            };
            assert_eq!(body["name"], format!("number {held}"), "seed {seed}, round {round}: half a patch");
            assert!(held >= *acknowledged, "seed {seed}, round {round}: {flag} lost {acknowledged}, has {held}");
            assert!(held <= sent.load(Ordering::SeqCst), "seed {seed}, round {round}: {flag} has {held}");
        }
        let ready = process.ready.clone();
        let (first, counter) = (sent.load(Ordering::SeqCst), sent.clone());
        let writer = std::thread::spawn(move || {
            let mut done = [0_u64; 3];
            for number in first + 1.. {
                let which = (number % 3) as usize;
                counter.store(number, Ordering::SeqCst);
                if !write(&ready, flags[which], number) {
                    break;
                }
                done[which] = number;
            }
            done
        });
        std::thread::park_timeout(Duration::from_micros(random.random_range(0..40_000)));
        process.kill();
        for (held, done) in acknowledged.iter_mut().zip(writer.join().unwrap()) {
            *held = (*held).max(done);
        }
    }
    assert!(acknowledged.iter().sum::<u64>() > 0, "seed {seed}: nothing was ever acknowledged");
}

#[test]
fn two_hundred_kills_under_writes_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let lanes: Vec<_> = [11, 12]
            .map(|seed| (seed, folder.path()))
            .into_iter()
            .map(|(seed, folder)| scope.spawn(move || kill_many_times(folder, seed, 100)))
            .collect();
        for lane in lanes {
            lane.join().unwrap();
        }
    });
}

#[test]
fn a_first_start_that_is_killed_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("first.data");
    for round in 0..12 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flagwise"))
            .args(["simulate", "--data", data.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::park_timeout(Duration::from_millis(5 + 17 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let process = Process::over(&data);
    let (status, body) = process.request("GET", "/api/v2/flags/storefront?limit=1", &Value::Null).unwrap();
    assert_eq!((status, body["totalCount"].as_u64() > Some(100)), (200, true));
    process.kill();
}

#[test]
fn everything_is_as_it_was_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("kept.data");
    let clock = Clock::stopped_at(UnixMillis(NOW));
    let open = || {
        let clock = clock.clone();
        Bench::with(SimulatorOptions { data: Some(data.clone()), clock, ..SimulatorOptions::default() })
    };
    let place = "/api/v2/projects/storefront/flags/gift-cards/environments";
    let everything = |bench: &Bench| {
        let mut answers: Vec<Value> = [0, 100]
            .map(|offset| {
                let query = format!("env=test,staging,production,production-eu&summary=0&limit=100&offset={offset}");
                bench.get(&format!("/api/v2/flags/storefront?{query}&expand=codeReferences,evaluation")).body
            })
            .to_vec();
        answers.extend(
            [
                "/api/v2/flags/storefront?limit=100&filter=state%3Aarchived",
                "/api/v2/flag-statuses/storefront/production",
                "/api/v2/projects?expand=environments",
                "/api/v2/auditlog?limit=20",
                "/api/v2/flags/storefront/gift-cards/expiring-targets/production",
                &format!("{place}/production/scheduled-changes"),
                &format!("{place}/production-eu/approval-requests"),
            ]
            .map(|path| bench.get(path).body),
        );
        answers
    };
    let bench = open();
    let on = bench.flag("gift-cards")["variations"][0]["_id"].clone();
    let turn_off = json!([{ "kind": "turnFlagOff" }]);
    bench.patch("gift-cards", Some("test"), turn_off.clone());
    bench.json("POST", "/api/v2/flags/storefront", json!({ "name": "Kept", "key": "kept", "tags": ["kept"] }));
    bench.json("DELETE", "/api/v2/flags/storefront/size-guide", Value::Null);
    let scheduled = json!({ "executionDate": NOW + 30 * DAY, "instructions": turn_off, "comment": "later" });
    bench.json("POST", &format!("{place}/production/scheduled-changes"), scheduled);
    let request = json!({ "description": "Off", "instructions": turn_off });
    let made = bench.json("POST", &format!("{place}/production-eu/approval-requests"), request).body;
    let reviews = format!("{place}/production-eu/approval-requests/{}/reviews", made["_id"].as_str().unwrap());
    assert_eq!(bench.json("POST", &reviews, json!({ "kind": "comment", "comment": "hm" })).status, 200);
    let expiring = json!([{ "kind": "addExpiringTarget", "value": NOW + 30 * DAY, "variationId": on,
        "contextKey": "org-acme", "contextKind": "organization" }]);
    let path = "/api/v2/flags/storefront/gift-cards/expiring-targets/production";
    assert_eq!(bench.semantic(path, json!({ "instructions": expiring })).body["successfulInstructions"], 1);
    bench.advance_days(6);
    let before = everything(&bench);
    bench.simulator.shutdown();
    let bench = open();
    assert_eq!(everything(&bench), before);
    let made = |bench: &Bench, key: &str| {
        let body = json!({ "name": key, "key": key });
        bench.json("POST", "/api/v2/flags/storefront", body).body["variations"][0]["_id"].clone()
    };
    assert_ne!(made(&bench, "one"), bench.flag("kept")["variations"][0]["_id"], "ids go on from where they were");
}

#[test]
fn a_data_file_has_one_owner_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("shared.data");
    let process = Process::over(&data);
    let second = Command::new(env!("CARGO_BIN_EXE_flagwise"))
        .args(["simulate", "--data", data.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    let message = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(message.contains("another simulator has it open"), "{message}");
    process.kill();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["shared.data"], "everything is in one file");
}

#[test]
fn damaged_and_foreign_files_are_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("notes.txt");
    std::fs::write(&data, "these are my notes, not flags".repeat(400)).unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_flagwise"))
        .args(["simulate", "--data", data.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(message.contains("notes.txt") && message.contains("Choose"), "{message}");
    assert!(std::fs::read_to_string(&data).unwrap().starts_with("these are my notes"));
}

#[test]
fn the_command_makes_requests_fail_when_told_to() {
    let process = Process::start(&["--fault", "unavailable:1", "--extra-flags", "5"]);
    let (status, body) = process.request("GET", "/api/v2/projects", &Value::Null).unwrap();
    assert_eq!((status, body["code"].as_str()), (503, Some("service_unavailable")));
    process.kill();
}

#[cfg(unix)]
#[test]
fn the_command_says_where_it_is_and_ends_when_asked() {
    let process = Process::start(&["--seed", "7"]);
    assert!(process.ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(process.ready["project"], "storefront");
    assert_eq!(process.ready["environments"], json!(["test", "staging", "production", "production-eu"]));
    assert!(process.ready["sdkKeys"]["production"].as_str().unwrap().starts_with("sdk-"));
    let Process { mut child, .. } = process;
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signal.success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "an interrupt ends it cleanly");
}

#[test]
fn an_empty_data_file_is_one_to_be_filled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("reserved");
    std::fs::write(&data, "").unwrap();
    let process = Process::over(&data);
    let flag = process.request("GET", "/api/v2/flags/storefront/gift-cards", &Value::Null);
    assert_eq!(flag.map(|(status, _)| status), Some(200));
    process.kill();
    assert!(std::fs::metadata(&data).unwrap().len() > 0);
}
