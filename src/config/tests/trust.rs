//! Guarded options: which sources count, and what the user's answers change.

use super::*;

/// What an attacker's repository can put into the editor's settings.
fn hostile() -> Value {
    json!({
        "host": "http://127.0.0.1:45871", "proxy": "http://me:secret@127.0.0.1:45872", "logFile": "../.bashrc",
        "aliasCommands": ["WS"], "readOnly": false, "flagFile": "../home/secret.json"
    })
}

fn at_workspace(folders: &Folders, mut editor: Value) -> Value {
    if let Some(commands) = editor.get_mut("aliasCommands") {
        *commands = json!([folders.path("ws").to_str().unwrap()]);
    }
    editor
}

fn load_with(folders: &Folders, sources: &Sources, answers: &Answers) -> Loaded {
    folders.with_input(sources, |input| load(&LoadInput { answers, ..copy(input) }))
}

fn copy<'a>(input: &LoadInput<'a>) -> LoadInput<'a> {
    LoadInput { root: input.root.clone(), user_file: input.user_file.clone(), editor: input.editor.clone(), ..*input }
}

fn options(loaded: &Loaded) -> Vec<&str> {
    loaded.unconfirmed.iter().map(|unconfirmed| unconfirmed.option).collect()
}

#[test]
fn no_guarded_value_of_the_editor_counts_without_an_answer() {
    let folders = Folders::new();
    let user = Some("readOnly = true");
    let editor = Some(at_workspace(&folders, hostile()));
    let loaded = load_with(&folders, &Sources { user, editor, ..Sources::default() }, &Answers::default());
    assert_eq!(options(&loaded), ["host", "proxy", "logFile", "aliasCommands", "readOnly", "flagFile"]);
    assert_eq!(
        loaded.settings,
        Settings { read_only: true, origins: loaded.settings.origins.clone(), ..Settings::default() }
    );
    assert_eq!(loaded.problems, []);
    let shown: Vec<String> = loaded.unconfirmed.iter().map(Unconfirmed::shown).collect();
    assert_eq!(shown[1], "\"http://me:***@127.0.0.1:45872\"", "no password is shown");
}

#[test]
fn an_answer_counts_for_its_folder_and_value_only() {
    let folders = Folders::new();
    let editor = |host: &str| Sources { editor: Some(json!({ "host": host })), ..Sources::default() };
    let one = editor("http://127.0.0.1:1");
    let unconfirmed = load_with(&folders, &one, &Answers::default()).unconfirmed.remove(0);
    let answered = |folder: &str, allowed: bool| {
        let mut answers = Answers::default();
        answers.add(&folders.path(folder), &unconfirmed, allowed);
        answers
    };
    let yes = answered("ws", true);
    let loaded = load_with(&folders, &one, &yes);
    assert_eq!((loaded.settings.host.as_deref(), options(&loaded)), (Some("http://127.0.0.1:1"), vec![]));
    let loaded = load_with(&folders, &one, &answered("ws", false));
    assert_eq!((loaded.settings.host, loaded.unconfirmed), (None, vec![]), "refused for good");
    let loaded = load_with(&folders, &one, &answered("home", true));
    assert_eq!((&loaded.settings.host, options(&loaded)), (&None, vec!["host"]), "another folder");
    let loaded = load_with(&folders, &editor("http://127.0.0.1:2"), &yes);
    assert_eq!((&loaded.settings.host, options(&loaded)), (&None, vec!["host"]), "another value");
}

#[test]
fn answers_are_kept_in_a_private_file_that_processes_share() {
    let folders = Folders::new();
    let sources = Sources { editor: Some(json!({ "host": "http://[::1]:9", "readOnly": true })), ..Sources::default() };
    let unconfirmed = load_with(&folders, &sources, &Answers::default()).unconfirmed.remove(0);
    let file = folders.path("home/deeper/answers.json");
    let (mut one, mut other) = (Answers::default(), Answers::default());
    one.add(&folders.path("ws"), &unconfirmed, true);
    other.add(&folders.path("home"), &unconfirmed, false);
    one.store(&file).unwrap();
    other.store(&file).unwrap();
    let read = Answers::read(&file);
    assert_eq!(read.about(&folders.path("ws"), "host", "http://[::1]:9"), Some(true));
    assert_eq!(read.about(&folders.path("home"), "host", "http://[::1]:9"), Some(false));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    }
    for damaged in ["", "[", "{}", "[{\"folder\": 1}]"] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(Answers::read(&file), Answers::default());
    }
}

#[test]
fn only_launchdarkly_and_this_machine_can_be_hosts_of_the_editor() {
    let kind = |host: &str| {
        let folders = Folders::new();
        let sources = Sources { editor: Some(json!({ "host": host })), ..Sources::default() };
        let loaded = load_with(&folders, &sources, &Answers::default());
        match (loaded.settings.host.is_some(), loaded.unconfirmed.len(), loaded.problems.len()) {
            (true, 0, 0) => "used",
            (false, 1, 0) => "unconfirmed",
            (false, 0, 1) => "refused",
            other => panic!("{host}: {other:?}"),
        }
    };
    for own in [
        "https://app.launchdarkly.com",
        "app.eu.launchdarkly.com",
        "https://APP.launchdarkly.us:443/",
        "https://app.launchdarkly.com/api/v2",
    ] {
        assert_eq!(kind(own), "used", "{own}");
    }
    for here in
        ["http://127.0.0.1:45871", "http://localhost:1", "https://[::1]", "http://127.1:3", "http://a.localhost"]
    {
        assert_eq!(kind(here), "unconfirmed", "{here}");
    }
    for foreign in [
        "https://evil.example",
        "http://app.launchdarkly.com",
        "https://app.launchdarkly.com:8443",
        "https://app.launchdarkly.com.evil.example",
        "https://app.launchdarkly.com.",
        "https://app.launchdarkly.com@evil.example",
        "https://app.launchdarkly.com:x@127.0.0.1",
        "https://me@app.launchdarkly.com",
        "https://launchdarkly.com",
        "https://0.0.0.0:1",
        "https://[::ffff:127.0.0.1]:1",
        "http://169.254.169.254",
        "https://app.launchdаrkly.com",
        "javascript:alert(1)",
    ] {
        assert_eq!(kind(foreign), "refused", "{foreign}");
    }
}

#[test]
fn a_value_that_the_users_own_sources_say_too_is_no_question() {
    let host = "http://127.0.0.1:8765";
    let editor = || Some(json!({ "host": host, "readOnly": true, "aliasCommands": ["/somewhere/else"] }));
    let folders = Folders::new();
    let user = format!("host = \"{host}\"\n");
    for sources in [
        Sources { user: Some(&user), editor: editor(), ..Sources::default() },
        Sources { variables: &[("LD_BASE_URI", "http://127.0.0.1:8765")], editor: editor(), ..Sources::default() },
    ] {
        let loaded = load_with(&folders, &sources, &Answers::default());
        assert_eq!(options(&loaded), Vec::<&str>::new());
        assert_eq!((loaded.settings.host.as_deref(), loaded.settings.read_only), (Some(host), true));
    }
}

#[test]
fn a_flag_file_of_the_editor_is_asked_about_outside_of_the_folder() {
    let unconfirmed = |path: &str| {
        let folders = Folders::new();
        fs::write(folders.path("home/secret.json"), "{}").unwrap();
        fs::create_dir(folders.path("ws/inside")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folders.path("home/secret.json"), folders.path("ws/link.json")).unwrap();
            std::os::unix::fs::symlink(folders.path("home"), folders.path("ws/linked")).unwrap();
            std::os::unix::fs::symlink(folders.path("home/later.json"), folders.path("ws/later.json")).unwrap();
        }
        let path = path.replace("WS", folders.path("ws").to_str().unwrap());
        let sources = Sources { editor: Some(json!({ "flagFile": path })), ..Sources::default() };
        let loaded = load_with(&folders, &sources, &Answers::default());
        assert_eq!(loaded.settings.flag_file.is_some(), loaded.unconfirmed.is_empty());
        !loaded.unconfirmed.is_empty()
    };
    for inside in ["flags.json", "inside/flags.json", "./missing/flags.json", "WS/flags.json"] {
        assert!(!unconfirmed(inside), "{inside}");
    }
    for outside in ["../home/secret.json", "/etc/passwd", "inside/../../home/secret.json", "/proc/self/environ"] {
        assert!(unconfirmed(outside), "{outside}");
    }
    #[cfg(unix)]
    for link in ["link.json", "linked/secret.json", "linked/missing.json", "later.json"] {
        assert!(unconfirmed(link), "{link}");
    }
}

#[test]
fn what_an_extension_hands_over_in_the_environment_is_the_users_own() {
    check(
        &Sources {
            user: Some("readOnly = true\n"),
            variables: &[(
                "FLAGWISE_USER_SETTINGS",
                "{ \"host\": \"https://ld.internal\", \"proxy\": \"http://proxy:1\", \"readOnly\": false, \"logFile\": \"/tmp/log\", \
                 \"files.watcher\": \"server\", \"token\": \"api-secret\" }",
            )],
            editor: Some(json!({ "host": "https://evil.example" })),
            ..Sources::default()
        },
        expect![[r#"
            files.watcher = server from the environment variable FLAGWISE_USER_SETTINGS
            host = Some("https://ld.internal") from the environment variable FLAGWISE_USER_SETTINGS
            logFile = Some("/tmp/log") from the environment variable FLAGWISE_USER_SETTINGS
            proxy = Some("http://proxy:1") from the environment variable FLAGWISE_USER_SETTINGS
            readOnly = false from the environment variable FLAGWISE_USER_SETTINGS
            error: FLAGWISE_USER_SETTINGS: `token` is not an option: secrets do not live in settings, where they end up in version control. Remove it, and set the environment variable LAUNCHDARKLY_ACCESS_TOKEN or use your editor's sign-in command
            error: Editor settings, section flagwise: `host` is https://evil.example, which is neither LaunchDarkly nor this machine. A repository can write such settings, and the host receives your access token. It is ignored; set it in home/config.toml or in the environment variable LAUNCHDARKLY_API_HOST
        "#]],
    );
    check(
        &Sources { variables: &[("FLAGWISE_USER_SETTINGS", "{ \"proxy\": \"http://me:secret@")], ..Sources::default() },
        expect![[r#"
            error: FLAGWISE_USER_SETTINGS is not a JSON object. It is ignored
        "#]],
    );
}

#[test]
fn every_option_that_a_repository_must_not_choose_is_guarded() {
    let guarded: Vec<&str> =
        OPTIONS.iter().filter(|option| option.trust != Trust::Anyone).map(|option| option.name).collect();
    assert_eq!(guarded, ["readOnly", "flagFile", "host", "proxy", "aliasCommands", "logFile", "server.path"]);
    let properties = super::vscode_properties();
    for option in OPTIONS.iter().filter(|option| option.trust != Trust::Anyone && option.name != "flagFile") {
        let scope = &properties[&format!("flagwise.{}", option.name)]["scope"];
        assert_eq!(scope, "machine", "{}: VS Code must not take it from a workspace", option.name);
    }
}
