//! Signing in and out on the command line, with the simulator and a browser.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use flagwise::simulator::{Simulator, SimulatorOptions};
use serde_json::{Value, json};

use super::{Machine, Run, simulator};
use crate::support::browser::{parameter, sign_in, visit};

/// A machine with the shop, whose settings lead to the simulator, without a token.
fn machine_of(simulator: &Simulator) -> Machine {
    Machine::with_storefront().variable("LAUNCHDARKLY_API_HOST", &simulator.url())
}

fn file_of(machine: &Machine) -> PathBuf {
    machine.home().join("config/flagwise/credentials.json")
}

fn stored(machine: &Machine, simulator: &Simulator) -> Value {
    let text = fs::read_to_string(file_of(machine)).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[simulator.url()].take()
}

/// Runs a command with this standard input.
fn run_with(machine: &Machine, arguments: &str, input: &str) -> Run {
    let mut command = machine.command(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    ended(child)
}

fn ended(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Starts a sign-in with the browser. Gives the process and the page that it shows.
fn open_page(machine: &Machine, arguments: &str) -> (Child, String) {
    let mut command = machine.command(&format!("login --web --no-browser {arguments}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let page = lines.find_map(|line| Some(line.unwrap()).filter(|line| line.starts_with("http"))).unwrap();
    // The rest is short enough for the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (child, page)
}

fn sign_in_with_browser(machine: &Machine, arguments: &str) -> Run {
    let (child, page) = open_page(machine, arguments);
    let last = sign_in(&page);
    assert!(last.status == 200 && last.text.contains("You can close this page"), "{last:?}");
    ended(child).ends_with(0)
}

/// The requests to the authorization server and their statuses.
fn oauth_requests(simulator: &Simulator) -> Vec<String> {
    let requests = simulator.requests();
    let oauth =
        requests.iter().filter_map(|request| Some((request.target.strip_prefix("/trust/oauth/")?, request.status)));
    oauth.map(|(name, status)| format!("{name} {status}")).collect()
}

#[test]
fn a_token_on_standard_input_is_checked_kept_and_used_until_logout() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    machine.run("login --status").ends_with(2).tells("Run `flagwise login`");
    machine.run("check").ends_with(2).tells("flagwise login");
    let token = simulator.reader_token();
    let run = run_with(&machine, "login", &format!("{token}\n")).ends_with(0);
    assert!(run.stdout.contains("chiyo@example.com, role reader, token \"Sample reader\""), "{run:#?}");
    assert!(run.stdout.contains("credentials.json, which only you can read"), "{run:#?}");

    let checked = machine.run("check").ends_with(1);
    let status = machine.run("login --status").ends_with(0);
    assert!(status.stdout.contains("Account: chiyo@example.com, role reader"), "{status:#?}");
    assert!(status.stdout.contains("Token:   from `flagwise login`, kept in a file ("), "{status:#?}");
    let doctor = machine.run("doctor --json").ends_with(0);
    assert_eq!(doctor.json()["token"], "`flagwise login`, kept in a file");
    assert!(doctor.json()["account"].as_str().unwrap().starts_with("chiyo@example.com, role reader"), "{doctor:#?}");
    for run in [&run, &checked, &status, &doctor] {
        assert!(!format!("{run:?}").contains(token), "{run:#?}");
    }

    let out = machine.run("logout").ends_with(0);
    assert!(out.stdout.contains("Signed out of") && out.stderr.is_empty(), "{out:#?}");
    assert!(!fs::read_to_string(file_of(&machine)).unwrap().contains(token));
    machine.run("login --status").ends_with(2).tells("not signed in");
    assert!(machine.run("logout").ends_with(0).stdout.contains("Not signed in"));
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_the_file_and_one_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let simulator = simulator();
    let machine = machine_of(&simulator);
    run_with(&machine, "login", simulator.reader_token()).ends_with(0);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file_of(&machine)), 0o600);
    assert_eq!(mode(machine.home().join("config/flagwise")), 0o700);
    fs::set_permissions(file_of(&machine), fs::Permissions::from_mode(0o644)).unwrap();
    let run = machine.run("check").ends_with(2).tells("can be read by other users").tells("chmod 600");
    assert!(!format!("{run:?}").contains(simulator.reader_token()));
}

#[test]
fn a_token_that_does_not_work_is_not_kept() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    for (input, told) in [
        ("api-not-a-token", "rejected the access token"),
        ("sdk-11111111", "SDK or mobile key"),
        ("two words", "rejected the access token"),
        ("", "standard input has no token"),
        ("a\u{7f}b", "characters that no token has"),
    ] {
        let run = run_with(&machine, "login", input).ends_with(2).tells(told);
        assert!(input.is_empty() || !format!("{run:?}").contains(input), "{run:#?}");
        assert!(!file_of(&machine).exists(), "{input:?} was kept");
    }
    simulator.shutdown();
    run_with(&machine, "login", "api-1").ends_with(2).tells("Nothing was stored");
}

#[test]
fn a_token_among_the_arguments_is_refused_and_not_repeated() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    for arguments in
        ["login --token", "login --token api-secret", "login --token=api-secret", "login --web --token api-secret"]
    {
        let run = machine.run(arguments).ends_with(2).tells("revoke it").tells("--with-token");
        assert!(!format!("{run:?}").contains("api-secret"), "{run:#?}");
    }
    assert!(!machine.run("login --help").stdout.contains("--token "));
    assert_eq!(simulator.requests(), []);
}

#[test]
fn the_token_of_ldcli_is_copied_for_its_own_host_only() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    machine.run("login --from-ldcli").ends_with(2).tells("ldcli is not configured");
    let configuration = machine.home().join("config/ldcli/config.yml");
    fs::create_dir_all(configuration.parent().unwrap()).unwrap();
    let write = |text: String| fs::write(&configuration, text).unwrap();
    let token = simulator.writer_token();
    write(format!("access-token: {token}\nproject: storefront\n"));
    let run = machine.run("login --from-ldcli").ends_with(2).tells("is for https://app.launchdarkly.com, not for");
    assert!(!format!("{run:?}").contains(token));
    assert_eq!(simulator.requests(), [], "the token of another host was sent");
    // It is not a source by itself.
    write(format!("access-token: {token}\nbase-uri: {}\n", simulator.url()));
    machine.run("login --status").ends_with(2).tells("not signed in");
    let run = machine.run("login --from-ldcli").ends_with(0);
    assert!(run.stdout.contains("ada@example.com, role writer"), "{run:#?}");
    fs::remove_file(&configuration).unwrap();
    machine.run("check").ends_with(1);
}

#[test]
fn the_browser_signs_in_and_logout_revokes() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    let run = sign_in_with_browser(&machine, "");
    assert!(run.stdout.contains("ada@example.com, scopes reader, offline_access"), "{run:#?}");
    machine.run("check").ends_with(1);
    assert!(machine.run("doctor").ends_with(0).stdout.contains("ada@example.com, scopes reader"));
    assert_eq!(oauth_requests(&simulator), ["register/dcr 201", "authorize 302", "token 200"]);

    let kept = fs::read(file_of(&machine)).unwrap();
    machine.run("logout").ends_with(0);
    assert!(oauth_requests(&simulator).iter().any(|request| request == "revoke 200"));
    flagwise::private_files::replace(&file_of(&machine), &kept).unwrap();
    machine.run("login --status").ends_with(2).tells("rejected the access token");
}

#[test]
fn the_right_to_change_flags_is_asked_for_only_with_write() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    let (mut child, page) = open_page(&machine, "");
    assert_eq!(parameter(&page, "scope"), "reader offline_access");
    assert_eq!(parameter(&page, "code_challenge_method"), "S256");
    assert!(parameter(&page, "redirect_uri").starts_with("http://127.0.0.1:"));
    child.kill().unwrap();
    child.wait().unwrap();
    let run = sign_in_with_browser(&machine, "--write");
    assert!(run.stdout.contains("scopes writer"), "{run:#?}");
}

#[test]
fn only_the_answer_with_the_right_state_counts() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    let (child, page) = open_page(&machine, "");
    let redirect = parameter(&page, "redirect_uri");
    for wrong in ["?code=stolen&state=guessed", "?code=stolen", "", "/elsewhere"] {
        assert!(visit(&format!("{redirect}{wrong}")).status >= 400, "{wrong}");
    }
    let other_host = redirect.replace("127.0.0.1", "localhost");
    let state = parameter(&page, "state");
    assert_eq!(visit(&format!("{other_host}?code=stolen&state={state}")).status, 403);
    assert_eq!(sign_in(&page).status, 200);
    ended(child).ends_with(0);
    let address = redirect.trim_start_matches("http://").trim_end_matches("/callback");
    assert!(std::net::TcpStream::connect(address).is_err(), "the listener is closed");

    // Refused by the user.
    let machine = machine_of(&simulator);
    let mut command = machine.command("login --web --no-browser");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut page = String::new();
    while !page.starts_with("http") {
        page.clear();
        stderr.read_line(&mut page).unwrap();
    }
    let (redirect, state) = (parameter(page.trim(), "redirect_uri"), parameter(page.trim(), "state"));
    visit(&format!("{redirect}?error=access_denied&error_description=No%0Away&state={state}"));
    let mut told = String::new();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(told.contains("access_denied: No") && told.contains("way)") && told.trim().lines().count() <= 2, "{told}");
    assert!(!file_of(&machine).exists());
}

#[test]
fn a_token_that_is_about_to_expire_is_renewed_before_it_is_used() {
    let options = SimulatorOptions { oauth_lifetime: Duration::from_secs(30), ..SimulatorOptions::default() };
    let simulator = Simulator::start(options).unwrap();
    let machine = machine_of(&simulator);
    sign_in_with_browser(&machine, "");
    let before = stored(&machine, &simulator);
    machine.run("check").ends_with(1);
    let after = stored(&machine, &simulator);
    for secret in ["accessToken", "refreshToken"] {
        assert!(after[secret].is_string() && after[secret] != before[secret], "{secret} is the old one");
    }
    assert!(simulator.requests().iter().all(|request| request.status != 401));
    machine.run("check").ends_with(1);
}

#[test]
fn a_token_that_is_rejected_early_is_renewed_and_the_request_repeated() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    sign_in_with_browser(&machine, "");
    let before = stored(&machine, &simulator);
    simulator.advance(Duration::from_secs(7200));
    machine.run("check").ends_with(1);
    assert_ne!(stored(&machine, &simulator)["accessToken"], before["accessToken"]);
    let renewals = oauth_requests(&simulator).iter().filter(|request| *request == "token 200").count() - 1;
    assert_eq!(renewals, 1, "concurrent requests share a renewal");
}

#[test]
fn no_token_of_a_sign_in_is_ever_logged() {
    let simulator = simulator();
    let machine = machine_of(&simulator).variable("FLAGWISE_LOG", "trace");
    let log = machine.home().join("log");
    sign_in_with_browser(&machine, &format!("--log-file {}", log.display()));
    let mut secrets = vec![stored(&machine, &simulator)];
    simulator.advance(Duration::from_secs(7200));
    machine.run(&format!("login --status --log-file {}", log.display())).ends_with(0);
    secrets.push(stored(&machine, &simulator));
    machine.run(&format!("logout --log-file {}", log.display())).ends_with(0);
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("TRACE") && log.contains("renew the sign-in"), "the log was kept");
    for secret in secrets.iter().flat_map(|stored| [&stored["accessToken"], &stored["refreshToken"]]) {
        assert!(!log.contains(secret.as_str().unwrap()), "a token is in the log");
    }
}

#[test]
fn an_expired_sign_in_says_how_to_go_on() {
    let simulator = simulator();
    let machine = machine_of(&simulator);
    sign_in_with_browser(&machine, "");
    let mut expired = stored(&machine, &simulator);
    expired["refreshToken"] = json!("secret-that-was-revoked");
    expired["expires"] = json!(1);
    let text = json!({ simulator.url(): expired }).to_string();
    flagwise::private_files::replace(&file_of(&machine), text.as_bytes()).unwrap();
    for command in ["check", "login --status", "refs"] {
        let run = machine.run(command).ends_with(2).tells("has expired. Run `flagwise login`");
        assert!(!format!("{run:?}").contains("secret-that"), "{run:#?}");
    }
    assert!(machine.run("doctor").ends_with(2).stdout.contains("has expired. Run `flagwise login`"));
}

#[test]
fn a_token_is_sent_to_no_other_host() {
    let (one, other) = (simulator(), simulator());
    let machine = machine_of(&one);
    run_with(&machine, "login", one.reader_token()).ends_with(0);
    let machine = machine.variable("LAUNCHDARKLY_API_HOST", &other.url());
    machine.run("check").ends_with(2).tells("no access token is set");
    machine.run("doctor").ends_with(2);
    assert_eq!(other.requests(), []);
    machine.run("logout").ends_with(0);
    let machine = machine.variable("LAUNCHDARKLY_API_HOST", &one.url());
    machine.run("login --status").ends_with(0);
}

#[test]
fn endpoints_of_another_host_are_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let thief = TcpListener::bind("127.0.0.1:0").unwrap();
    thief.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/token", thief.local_addr().unwrap());
    let machine = Machine::new().variable("LAUNCHDARKLY_API_HOST", &host);
    let metadata = json!({
        "issuer": host, "authorization_endpoint": format!("{host}/authorize"), "token_endpoint": elsewhere,
        "registration_endpoint": format!("{host}/register"), "code_challenge_methods_supported": ["S256"],
    });
    let without_pkce = json!({
        "issuer": host, "authorization_endpoint": format!("{host}/authorize"), "token_endpoint": format!("{host}/token"),
    });
    for (metadata, told) in [(metadata, "leads to another host"), (without_pkce, "does not support PKCE")] {
        let mut command = machine.command("login --web --no-browser");
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let body = metadata.to_string();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
        ended(child).ends_with(2).tells(told);
    }
    assert!(thief.accept().is_err(), "the other host was contacted");
}

#[test]
fn the_environment_takes_precedence_and_says_so() {
    let simulator = simulator();
    let machine = machine_of(&simulator).variable("LD_ACCESS_TOKEN", simulator.writer_token());
    run_with(&machine, "login", simulator.reader_token()).ends_with(0).tells("LD_ACCESS_TOKEN takes precedence");
    let status = machine.run("login --status").ends_with(0);
    assert!(status.stdout.contains("the environment variable LD_ACCESS_TOKEN"), "{status:#?}");
    assert!(status.stdout.contains("role writer"), "{status:#?}");
    machine.run("logout").ends_with(0).tells("LD_ACCESS_TOKEN is still used");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_the_alternatives_are_named_before_the_user_signs_in() {
    let simulator = simulator();
    let machine = machine_of(&simulator)
        .variable("FLAGWISE_CREDENTIAL_STORE", "")
        .variable("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let run = run_with(&machine, "login", simulator.reader_token()).ends_with(2);
    let run =
        run.tells("keyring cannot be used").tells("LAUNCHDARKLY_ACCESS_TOKEN").tells("flagwise login --store file");
    assert!(!format!("{run:?}").contains(simulator.reader_token()));
    assert_eq!(simulator.requests(), [], "the token was sent before the store was checked");
    assert!(!file_of(&machine).exists(), "a file is written only if it was asked for");
    // A machine without a keyring is no error for commands that do without.
    machine.run("check").ends_with(2).tells("no access token is set");
    run_with(&machine, "login --store file", simulator.reader_token()).ends_with(0);
    machine.run("check").ends_with(1);
}
