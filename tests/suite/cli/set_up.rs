//! Configuration errors fail with a message that lists the valid values, and never yield a result.

use std::io::Read;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use flagwise::simulator::{Fault, FaultKind};

use super::{Machine, Run, simulator};

/// One line on standard error: `error: …`.
#[track_caller]
fn fails_clearly(run: Run, parts: &[&str]) -> Run {
    let run = run.ends_with(2);
    assert!(run.stderr.starts_with("error: ") && run.stderr.trim_end().lines().count() == 1, "{run:#?}");
    parts.iter().for_each(|part| assert!(run.stderr.contains(part), "{part:?} is missing in {run:#?}"));
    assert_eq!(run.stdout, "");
    run
}

/// A machine with a token for this host.
fn machine_for(host: &str) -> Machine {
    let machine = Machine::new().variable("LAUNCHDARKLY_API_HOST", host);
    machine.write("flagwise.toml", "project = \"storefront\"\n");
    machine.write("a.py", "import ldclient\nldclient.get().variation('express-shiping', c, False)\n");
    machine.variable("LAUNCHDARKLY_ACCESS_TOKEN", "api-some-token")
}

#[test]
fn an_environment_that_does_not_exist_is_named_with_those_that_do() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let all = ["no environment prodution", "test, staging, production, production-eu"];
    for command in ["check --env prodution", "check --env production,prodution", "refs --env prodution"] {
        fails_clearly(machine.run(command), &all);
    }
    fails_clearly(machine.run("flags export --env prodution"), &all);
    // The cached copy has what was cached.
    machine.run("check --env production").ends_with(1);
    simulator.set_faults(vec![Fault::new(FaultKind::Unavailable, 1.0)]);
    let offline = machine.variable("LAUNCHDARKLY_ACCESS_TOKEN", "");
    fails_clearly(offline.run("check --env prodution"), &["no environment prodution", "it has: production."]);
    simulator.set_faults(Vec::new());
    let machine = offline.connected_to(&simulator);

    machine.run("flags export --env production -o flags.json").ends_with(0);
    let run = machine.run("check --flags flags.json --env prodution");
    fails_clearly(run, &["flags.json", "no environment prodution", "it has: production"]);

    machine.write("flagwise.toml", "project = \"storefront\"\nenvironments = [\"prodution\"]\n");
    fails_clearly(machine.run("check"), &all);
    let run = machine.run("doctor").ends_with(2);
    assert!(run.stdout.contains("FAIL  api") && all.iter().all(|part| run.stdout.contains(part)), "{}", run.stdout);
}

#[test]
fn an_environment_of_one_of_several_projects_is_enough() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    machine.write("flagwise.toml", "project = \"storefront\"\n\n[projects]\n\"services/inventory\" = \"warehouse\"\n");
    machine.run("check --env staging").ends_with(1).tells("The project warehouse has no environment staging");
    machine.run("check --env nowhere").ends_with(2).tells("storefront has no").tells("warehouse has no");
}

#[test]
fn a_project_that_does_not_exist_is_named_with_those_that_do() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let parts = ["project storefrnt", "not found", "storefront, warehouse"];
    for command in ["check --project storefrnt", "refs --project storefrnt", "flags export --project storefrnt"] {
        fails_clearly(machine.run(command), &parts);
    }
    machine.run("check --project=").ends_with(2).tells("--project <KEY>");
    // A good copy in the cache does not hide it.
    machine.run("check").ends_with(1);
    machine.write("flagwise.toml", "project = \"storefrnt\"\n");
    fails_clearly(machine.run("check"), &parts);
    let run = machine.run("doctor").ends_with(2);
    assert!(run.stdout.contains("FAIL  api") && run.stdout.contains("storefront, warehouse"), "{}", run.stdout);
}

#[test]
fn a_configuration_file_that_cannot_be_read_is_an_error_of_every_command() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let broken = [&b"project = \"storefront\nenvironments = 7\n"[..], b"[severity", b"project = \"caf\xe9\"", b"= 1"];
    for text in broken {
        machine.write("flagwise.toml", text);
        for command in ["check", "refs", "explain web/src/Cart.tsx:1:1", "flags export", "check --format json"] {
            let run = fails_clearly(machine.run(command), &["flagwise.toml"]);
            assert!(!run.stderr.contains("previous values"), "{}", run.stderr);
        }
        let run = machine.run("doctor").ends_with(2);
        assert!(run.stdout.contains("FAIL  settings"), "{}", run.stdout);
    }
    machine.write("flagwise.toml", "project = \"storefront\"\n");
    let user = machine.home().join("config/flagwise/config.toml");
    std::fs::create_dir_all(user.parent().unwrap()).unwrap();
    std::fs::write(user, "[").unwrap();
    fails_clearly(machine.run("check"), &["config.toml:1"]);
}

#[test]
fn a_host_that_cannot_be_used_is_one_clear_sentence() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = free.local_addr().unwrap();
    drop(free);
    let simulator = simulator();
    let plain = simulator.url().replace("http://", "https://");
    for (host, parts) in [
        (format!("http://{refused}"), ["no connection", "refused"]),
        (format!("https://{refused}"), ["no connection", "refused"]),
        (plain, ["no secure connection", "https"]),
        ("http://no-such-host.localhost:1".to_owned(), ["no-such-host.localhost", "could not be resolved"]),
        ("http://ld.example".to_owned(), ["ld.example", "unencrypted"]),
    ] {
        let machine = machine_for(&host);
        let started = Instant::now();
        let run = machine.run("check").ends_with(2);
        assert!(started.elapsed() < Duration::from_secs(8), "{host}: {:?}", started.elapsed());
        let (last, before) =
            run.stderr.trim_end().rsplit_once('\n').map_or((run.stderr.trim_end(), ""), |(b, l)| (l, b));
        assert!(last.starts_with("error: ") && parts.iter().all(|part| last.contains(part)), "{host}: {run:#?}");
        assert!(before.lines().all(|line| line.starts_with("warning: ")), "{host}: {run:#?}");
        let doctor = machine.run("doctor").ends_with(2);
        assert!(doctor.stdout.contains("FAIL  api"), "{host}: {}", doctor.stdout);
        assert!(!doctor.stderr.contains("WARN"), "{}", doctor.stderr);
    }
}

/// The limit itself is 15 s; a test of it would wait that long for each command, so it is one command.
#[test]
fn a_host_that_accepts_and_never_answers_is_given_up_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let machine = machine_for(&format!("http://{}", listener.local_addr().unwrap()));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || stream.unwrap().read_to_end(&mut Vec::new()));
        }
    });
    let started = Instant::now();
    fails_clearly(machine.run("check"), &["no answer in time", "127.0.0.1"]);
    let took = started.elapsed();
    assert!(took > Duration::from_secs(10) && took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn unusable_certificates_are_told_in_plain_words() {
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator).variable("SSL_CERT_FILE", "/nowhere/ca.pem");
    let run = machine.run("check").ends_with(1);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("warning: the CA certificates of /nowhere/ca.pem"), "{}", run.stderr);
}

#[test]
fn references_need_no_token() {
    let machine = Machine::with_storefront();
    let run = machine.run("refs --format jsonl").ends_with(0).tells("note: no access token is set");
    let keys: Vec<String> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["key"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        keys.contains(&"express-shiping".to_owned()) && keys.contains(&"legacy-cart-banner".to_owned()),
        "{keys:?}"
    );
    assert!(!run.stderr.contains("error") && !run.stderr.contains("--keys"), "{}", run.stderr);
    // Without a project, too.
    let machine = Machine::new();
    machine.write("a.py", "import ldclient\nldclient.get().variation('a-flag', c, False)\n");
    let run = machine.run("refs").ends_with(0);
    assert!(run.stdout.starts_with("a.py:2:27: a-flag"), "{}", run.stdout);
}

#[test]
fn passwords_in_urls_are_shown_nowhere() {
    let refused = "http://me:hunter2@127.0.0.1:9";
    let machine = machine_for("https://ld.example").variable("HTTPS_PROXY", refused).variable("FLAGWISE_LOG", "trace");
    let user = machine.home().join("config/flagwise/config.toml");
    std::fs::create_dir_all(user.parent().unwrap()).unwrap();
    let settings = [
        String::new(),
        format!("proxy = \"{refused}\"\n"),
        "proxy = \"ftp://me:hunter2@proxy\"\n".to_owned(),
        "host = \"https://me:hunter2@ld.example\"\n".to_owned(),
    ];
    for settings in settings {
        std::fs::write(&user, &settings).unwrap();
        for host in ["https://ld.example", "", "https://me:hunter2@ld.example", "http://me:hunter2@ld.example/x?y#z"] {
            let machine = machine_for(host).variable("HTTPS_PROXY", refused).variable("FLAGWISE_LOG", "trace");
            let there = machine.home().join("config/flagwise/config.toml");
            std::fs::create_dir_all(there.parent().unwrap()).unwrap();
            std::fs::write(there, &settings).unwrap();
            if host.is_empty() && !settings.starts_with("host") {
                // It would be LaunchDarkly's own host.
                continue;
            }
            for command in ["doctor", "doctor --json", "check"] {
                let run = machine.run(command);
                assert!(
                    !run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"),
                    "{settings} {host}: {run:#?}"
                );
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_for_the_user_is_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let simulator = simulator();
    let machine = Machine::with_storefront().connected_to(&simulator);
    let cache = machine.home().join("cache/flagwise");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    std::fs::create_dir_all(&cache).unwrap();
    std::fs::set_permissions(&cache, std::fs::Permissions::from_mode(0o755)).unwrap();
    machine.run("check --log-level info --log-file flagwise.log").ends_with(1);
    assert_eq!(mode(&machine.folder.join("flagwise.log")), 0o600);
    assert_eq!(mode(&cache), 0o700, "also one of an earlier version");
    let mut folders = vec![cache];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert!(files >= 2, "flags and shards were cached");
}

#[test]
fn a_host_that_is_no_url_is_not_replaced_by_the_default_one() {
    for arguments in
        ["check --project storefront", "flag off gift-cards --env staging --project storefront --yes", "flags export"]
    {
        let machine = Machine::new()
            .variable("LAUNCHDARKLY_API_HOST", "app launchdarkly")
            .variable("LAUNCHDARKLY_ACCESS_TOKEN", "t");
        machine.write("a.ts", "");
        let run = machine.run(arguments).ends_with(2).tells("`LAUNCHDARKLY_API_HOST` expects a URL");
        assert!(!run.stderr.contains("app.launchdarkly.com:"), "{arguments}: nothing was sent: {run:#?}");
    }
    let machine = Machine::new().variable("LAUNCHDARKLY_API_HOST", "app launchdarkly");
    machine.write("a.ts", "");
    machine.write("keys.txt", "new-checkout\n");
    machine.run("refs --keys keys.txt").ends_with(2).tells("`LAUNCHDARKLY_API_HOST` expects a URL");
    let doctor = machine.run("doctor");
    for label in ["settings", "api     "] {
        let line = format!("FAIL  {label}   `LAUNCHDARKLY_API_HOST` expects a URL");
        assert!(doctor.stdout.contains(&line), "{line}: {doctor:#?}");
    }
}
