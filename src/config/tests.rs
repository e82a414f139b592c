mod trust;
mod wrappers;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;

/// What the sources say in one test.
#[derive(Default)]
struct Sources<'a> {
    workspace: Option<&'a str>,
    user: Option<&'a str>,
    editor: Option<Value>,
    variables: &'a [(&'a str, &'a str)],
}

/// A workspace folder and a configuration folder.
struct Folders {
    directory: tempfile::TempDir,
}

impl Folders {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("ws")).unwrap();
        fs::create_dir(directory.path().join("home")).unwrap();
        Self { directory }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, sources: &Sources) {
        if let Some(text) = sources.workspace {
            fs::write(self.path("ws/flagwise.toml"), text).unwrap();
        }
        if let Some(text) = sources.user {
            fs::write(self.path("home/config.toml"), text).unwrap();
        }
    }

    fn with_input<T>(&self, sources: &Sources, use_input: impl FnOnce(&LoadInput) -> T) -> T {
        self.write(sources);
        let environment = |name: &str| {
            let found = sources.variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        use_input(&LoadInput {
            root: Some(self.path("ws")),
            user_file: Some(self.path("home/config.toml")),
            editor: sources.editor.clone(),
            environment: &environment,
            answers: &Answers::default(),
        })
    }

    /// The text without the folder's name, which differs in each run.
    fn strip(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.directory.path().display()), "")
    }
}

fn check(sources: &Sources, expected: Expect) {
    let folders = Folders::new();
    let loaded = folders.with_input(sources, load);
    expected.assert_eq(&folders.strip(&render(&loaded)));
}

/// What differs from the defaults with its origin, then the problems.
fn render(loaded: &Loaded) -> String {
    let Settings {
        project,
        projects,
        environments,
        host,
        proxy,
        severity,
        inferred_severity,
        ignored_paths,
        wrappers,
        ignored_wrappers,
        alias_commands,
        code_lens,
        inlay_hints,
        links,
        read_only,
        flag_file,
        refresh_interval,
        max_file_size,
        diagnostic_scope,
        file_watcher,
        log_level,
        log_file,
        origins,
    } = &loaded.settings;
    let mut text = String::new();
    for (name, origin) in origins {
        let value = match name.as_str() {
            "project" => format!("{project:?}"),
            "environments" => format!("{environments:?}"),
            "host" => format!("{host:?}"),
            "proxy" => format!("{proxy:?}"),
            "ignoredPaths" => format!("{ignored_paths:?}"),
            "wrappers" => format!("{wrappers:?}"),
            "ignoredWrappers" => format!("{ignored_wrappers:?}"),
            "inferredSeverity" => inferred_severity.name().to_owned(),
            "aliasCommands" => format!("{alias_commands:?}"),
            "codeLens" => code_lens.name().to_owned(),
            "inlayHints" => inlay_hints.name().to_owned(),
            "links" => format!("{links}"),
            "readOnly" => format!("{read_only}"),
            "flagFile" => format!("{flag_file:?}"),
            "refreshInterval" => format!("{refresh_interval:?}"),
            "maxFileSize" => format!("{max_file_size}"),
            "diagnostics.scope" => diagnostic_scope.name().to_owned(),
            "files.watcher" => file_watcher.name().to_owned(),
            "logLevel" => log_level.clone(),
            "logFile" => format!("{log_file:?}"),
            "projects" => format!("{projects:?}"),
            other => match other.split_once('.') {
                Some(("severity", code)) => format!("{:?}", severity[code]),
                Some(("projects", folder)) => projects[folder].clone(),
                _ => panic!("an origin of no option: {other}"),
            },
        };
        writeln!(text, "{name} = {value} from {origin}").unwrap();
    }
    for problem in &loaded.problems {
        writeln!(text, "{}: {problem}", problem.severity.name()).unwrap();
    }
    text
}

#[test]
fn nothing_anywhere_gives_the_defaults() {
    check(&Sources::default(), expect![[""]]);
    let folders = Folders::new();
    let loaded = folders.with_input(&Sources::default(), load);
    assert_eq!(loaded.settings, Settings::default());
    assert_eq!(loaded.settings.origin("project"), Origin::Default);
}

#[test]
fn later_sources_win_and_every_value_keeps_its_origin() {
    check(
        &Sources {
            user: Some(
                "project = \"mine\"\nlogLevel = \"debug\"\n[severity]\nstale-flag = \"hint\"\nunknown-flag = \"error\"\n",
            ),
            workspace: Some(
                "project = \"shop\"\nenvironments = [\"production\", \"staging\", \"production\"]\nignoredPaths = [\"vendor/**\"]\n\n[severity]\nstale-flag = \"warning\"\n",
            ),
            editor: Some(
                json!({ "environments": ["test"], "ignoredPaths": ["dist/**"], "severity.stale-flag": "off" }),
            ),
            ..Default::default()
        },
        expect![[r#"
            environments = ["test"] from the editor's settings
            ignoredPaths = ["vendor/**", "dist/**"] from the editor's settings
            logLevel = debug from home/config.toml:2
            project = Some("shop") from ws/flagwise.toml:1
            severity.stale-flag = Off from the editor's settings
            severity.unknown-flag = Error from home/config.toml:5
        "#]],
    );
}

#[test]
fn empty_and_null_editor_values_say_nothing() {
    let workspace = Some("project = \"shop\"\nenvironments = [\"production\"]\nreadOnly = true\n");
    let editor = json!({
        "project": "", "environments": [], "severity": {}, "readOnly": null, "refreshInterval": null, "flagFile": " ",
        "server": { "path": "" }, "trace": { "server": "off" }
    });
    check(
        &Sources { workspace, editor: Some(editor), ..Default::default() },
        expect![[r#"
        environments = ["production"] from ws/flagwise.toml:2
        project = Some("shop") from ws/flagwise.toml:1
        readOnly = true from ws/flagwise.toml:3
    "#]],
    );
}

/// The settings of all groups of VS Code's manifest.
fn vscode_properties() -> serde_json::Map<String, Value> {
    let groups = vscode_configuration();
    let groups = groups.as_array().unwrap();
    groups.iter().flat_map(|group| group["properties"].as_object().unwrap().clone()).collect()
}

#[test]
fn every_option_is_in_one_group_of_vscodes_settings() {
    let properties = vscode_properties();
    assert_eq!(properties.len(), OPTIONS.len());
    assert!(OPTIONS.iter().all(|option| properties.contains_key(&format!("flagwise.{}", option.name))));
}

#[test]
fn what_vscode_sends_when_nobody_set_anything_says_nothing() {
    let properties = vscode_properties();
    let section: serde_json::Map<String, Value> = properties
        .iter()
        .map(|(name, property)| (name.strip_prefix("flagwise.").unwrap().to_owned(), property["default"].clone()))
        .collect();
    check(&Sources { editor: Some(Value::Object(section)), ..Default::default() }, expect![[""]]);
}

#[test]
fn unknown_names_get_a_suggestion_with_their_place() {
    check(
        &Sources {
            workspace: Some(
                "projct = \"x\"\n  ignored_paths = []\nzebra = 1\n[severity]\nstale_flag = \"off\"\nnonsense = \"off\"\nstale-flag = \"warn\"\n",
            ),
            editor: Some(json!({ "read-only": true })),
            ..Default::default()
        },
        expect![[r#"
            warning: ws/flagwise.toml:1:1: unknown option `projct`; did you mean `project`?
            warning: ws/flagwise.toml:2:3: unknown option `ignored_paths`; did you mean `ignoredPaths`?
            warning: ws/flagwise.toml:3:1: unknown option `zebra`; docs/options.md lists all options
            warning: ws/flagwise.toml:5:1: `severity.stale_flag`: unknown rule; did you mean `stale-flag`?
            warning: ws/flagwise.toml:6:1: `severity.nonsense`: unknown rule; expected one of unknown-flag, misspelled-flag, archived-flag, deprecated-flag, stale-flag, ambiguous-flag, kind-mismatch, default-mismatch, default-value, impossible-variation, client-side-unavailable, archived-prerequisite, missing-prerequisite, unused-flag, duplicate-evaluation, evaluation-in-loop, evaluation-before-initialization
            error: ws/flagwise.toml:7:14: `severity.stale-flag` expects one of off, hint, information, warning, error. It is ignored. Did you mean "warning"?
            warning: Editor settings, section flagwise: unknown option `read-only`; did you mean `readOnly`?
        "#]],
    );
}

#[test]
fn wrong_types_name_the_option_and_what_is_expected() {
    check(
        &Sources {
            workspace: Some(
                "project = 5\nenvironments = \"production\"\nreadOnly = \"yes\"\nrefreshInterval = -1\nmaxFileSize = 1.5\nlogLevel = \"loud\"\nignoredPaths = [\"a[\", \"ok/**\", ]\nprojects = { \"a\" = 1 }\nseverity = \"off\"\nflagFile = 2020-01-01\n",
            ),
            editor: Some(json!({ "project": "not a key", "environments": [1], "maxFileSize": 2e6 })),
            ..Default::default()
        },
        expect![[r#"
            ignoredPaths = ["ok/**"] from ws/flagwise.toml:7
            maxFileSize = 2000000 from the editor's settings
            projects = {} from ws/flagwise.toml:8
            error: ws/flagwise.toml:1:11: `project` expects a key, such as "my-project", found an integer. It is ignored
            error: ws/flagwise.toml:2:16: `environments` expects a list of keys, such as ["production", "staging"], found a string. It is ignored
            error: ws/flagwise.toml:3:12: `readOnly` expects true or false, found a string. It is ignored
            error: ws/flagwise.toml:4:19: `refreshInterval` expects an integer of at least 0. It is ignored
            error: ws/flagwise.toml:5:15: `maxFileSize` expects an integer of at least 1, found a number with a fraction. It is ignored
            error: ws/flagwise.toml:6:12: `logLevel` expects one of error, warn, info, debug, trace. It is ignored
            error: ws/flagwise.toml:7:17: `ignoredPaths`: "a[" is not a pattern: unclosed character class; missing ']'. It is ignored
            error: ws/flagwise.toml:8:20: `projects.a` expects a key, such as "my-project". It is ignored
            error: ws/flagwise.toml:9:12: `severity` expects a table of rules and severities, such as { "stale-flag" = "off" }, found a string. It is ignored
            error: ws/flagwise.toml:10:12: `flagFile` expects a path, found a date. It is ignored
            error: Editor settings, section flagwise: `project` expects a key, such as "my-project". It is ignored
            error: Editor settings, section flagwise: `environments` expects a list of keys, such as ["production", "staging"]. It is ignored
        "#]],
    );
}

#[test]
fn a_workspace_file_may_not_send_a_token_elsewhere_or_start_programs() {
    check(
        &Sources {
            workspace: Some(
                "host = \"https://evil.example\"\nproxy = \"http://evil.example\"\nlogFile = \"/home/you/.bashrc\"\ncommand = \"rm\"\n[server]\npath = \"./evil\"\n[trace]\nserver = \"off\"\n",
            ),
            ..Default::default()
        },
        expect![[r#"
            error: ws/flagwise.toml:1:1: `host` cannot be set in a workspace file: a cloned repository could redirect your access token. Remove it here and set it in home/config.toml
            error: ws/flagwise.toml:2:1: `proxy` cannot be set in a workspace file: a cloned repository could redirect your access token. Remove it here and set it in home/config.toml
            error: ws/flagwise.toml:3:1: `logFile` cannot be set in a workspace file: a cloned repository must not change this. Remove it here and set it in home/config.toml
            error: ws/flagwise.toml:4:1: `command` may not be set in a workspace file: a cloned repository must not be able to start a program. Remove it; the program's path is a user setting of the editor
            error: ws/flagwise.toml:6:1: `server.path` cannot be set in a workspace file: a cloned repository must not be able to start a program. Remove it here and set it in your editor's user settings
            error: ws/flagwise.toml:8:1: `trace.server` cannot be set in a workspace file: a cloned repository must not change this. Remove it here and set it in your editor's user settings
        "#]],
    );
}

#[test]
fn tokens_are_refused_everywhere_and_never_repeated() {
    let folders = Folders::new();
    let sources = Sources {
        workspace: Some("token = \"api-secret-1\"\n"),
        user: Some("access_token = \"api-secret-2\"\n[api]\nx = 1\n"),
        editor: Some(json!({ "apiKey": "api-secret-3", "severity": { "token": "api-secret-4" } })),
        ..Default::default()
    };
    let text = folders.strip(&render(&folders.with_input(&sources, load)));
    assert!(!text.contains("api-secret"), "{text}");
    expect![[r#"
        error: home/config.toml:1:1: `access_token` is not an option: secrets do not live in settings, where they end up in version control. Remove it, and set the environment variable LAUNCHDARKLY_ACCESS_TOKEN or use your editor's sign-in command
        warning: home/config.toml:2:2: unknown option `api`; docs/options.md lists all options
        error: ws/flagwise.toml:1:1: `token` is not an option: secrets do not live in settings, where they end up in version control. Remove it, and set the environment variable LAUNCHDARKLY_ACCESS_TOKEN or use your editor's sign-in command
        error: Editor settings, section flagwise: `apiKey` is not an option: secrets do not live in settings, where they end up in version control. Remove it, and set the environment variable LAUNCHDARKLY_ACCESS_TOKEN or use your editor's sign-in command
        warning: Editor settings, section flagwise: `severity.token`: unknown rule; expected one of unknown-flag, misspelled-flag, archived-flag, deprecated-flag, stale-flag, ambiguous-flag, kind-mismatch, default-mismatch, default-value, impossible-variation, client-side-unavailable, archived-prerequisite, missing-prerequisite, unused-flag, duplicate-evaluation, evaluation-in-loop, evaluation-before-initialization
    "#]].assert_eq(&text);
}

#[test]
fn a_workspace_can_only_tighten_read_only() {
    let read_only = |workspace, user, editor| {
        let folders = Folders::new();
        let sources = Sources { workspace, user, editor, ..Default::default() };
        let loaded = folders.with_input(&sources, load);
        (loaded.settings.read_only, loaded.problems.len())
    };
    let (on, off) = (Some("readOnly = true"), Some("readOnly = false"));
    assert_eq!(read_only(on, None, None), (true, 0));
    assert_eq!(read_only(on, off, None), (false, 0), "the user lifts it");
    assert_eq!(read_only(on, None, Some(json!({ "readOnly": false }))), (true, 0), "the editor's word is not enough");
    assert_eq!(read_only(off, on, None), (true, 1), "the workspace cannot lift the user's");
    assert_eq!(read_only(off, None, None), (false, 1), "and is told so");
    assert_eq!(read_only(None, on, Some(json!({ "readOnly": false }))), (true, 0));
    assert_eq!(read_only(None, None, Some(json!({ "readOnly": true }))), (true, 0), "the editor may be stricter");
}

#[test]
fn a_workspace_flag_file_stays_inside_the_folder() {
    let problem = |path: &str| {
        let folders = Folders::new();
        fs::write(folders.path("home/secret.json"), "{}").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folders.path("home/secret.json"), folders.path("ws/link.json")).unwrap();
        let text = format!("flagFile = {path:?}");
        let loaded = folders.with_input(&Sources { workspace: Some(&text), ..Default::default() }, load);
        (
            loaded.settings.flag_file.map(|file| file.strip_prefix(folders.path("ws")).unwrap().to_owned()),
            loaded.problems.len(),
        )
    };
    assert_eq!(problem("flags/list.json"), (Some("flags/list.json".into()), 0));
    assert_eq!(problem("../home/secret.json"), (None, 1));
    assert_eq!(problem("/etc/passwd"), (None, 1));
    #[cfg(unix)]
    assert_eq!(problem("link.json"), (None, 1));
}

#[test]
fn the_user_may_name_any_flag_file_and_log_file() {
    check(
        &Sources { user: Some("flagFile = \"/data/flags.json\"\nlogFile = \"flagwise.log\"\n"), ..Default::default() },
        expect![[r#"
            flagFile = Some("/data/flags.json") from home/config.toml:1
            logFile = Some("home/flagwise.log") from home/config.toml:2
        "#]],
    );
}

#[test]
fn the_host_comes_from_user_file_and_variables() {
    check(
        &Sources { user: Some("host = \"https://app.eu.launchdarkly.com/\"\n"), ..Default::default() },
        expect![[r#"
            host = Some("https://app.eu.launchdarkly.com") from home/config.toml:1
        "#]],
    );
    check(
        &Sources {
            user: Some("host = \"https://app.eu.launchdarkly.com\"\n"),
            variables: &[("LD_BASE_URI", "http://127.0.0.1:8765"), ("LAUNCHDARKLY_API_HOST", "app.ld.example")],
            ..Default::default()
        },
        expect![[r#"
            host = Some("https://app.ld.example") from the environment variable LAUNCHDARKLY_API_HOST
        "#]],
    );
    check(
        &Sources {
            variables: &[("LAUNCHDARKLY_API_HOST", ""), ("LD_BASE_URI", "http://127.0.0.1:8765")],
            ..Default::default()
        },
        expect![[r#"
            host = Some("http://127.0.0.1:8765") from the environment variable LD_BASE_URI
        "#]],
    );
    check(
        &Sources {
            editor: Some(json!({ "host": "http://ld.internal:8080" })),
            variables: &[("LD_BASE_URI", "ftp://x")],
            ..Default::default()
        },
        expect![[r#"
            error: `LD_BASE_URI` expects a URL, such as "https://app.launchdarkly.com"
            error: Editor settings, section flagwise: `host` is http://ld.internal:8080, which is neither LaunchDarkly nor this machine. A repository can write such settings, and the host receives your access token. It is ignored; set it in home/config.toml or in the environment variable LAUNCHDARKLY_API_HOST
        "#]],
    );
}

#[test]
fn a_broken_file_keeps_what_it_said_and_is_told_once() {
    let folders = Folders::new();
    let good = folders.with_input(&Sources { workspace: Some("project = \"shop\"\n"), ..Default::default() }, load);
    let broken = Sources { workspace: Some("project = \"shop\"\nenvironments = [\n"), ..Default::default() };

    let first = folders.with_input(&broken, |input| reload(input, &good));
    assert_eq!(first.settings, good.settings);
    expect![[r#"
        project = Some("shop") from ws/flagwise.toml:1
        error: ws/flagwise.toml:2:17: invalid TOML: unclosed array, expected `]`. The file is ignored until it is fixed; its previous values still apply
    "#]].assert_eq(&folders.strip(&render(&first)));
    assert_eq!(first.new_problems(&good).len(), 1);

    let broken = Sources { workspace: Some("project = \"shop\"\n\nenvironments = [1 2\n"), ..Default::default() };
    let second = folders.with_input(&broken, |input| reload(input, &first));
    assert_eq!(second.settings, good.settings, "however often it is read");
    assert_eq!(second.new_problems(&first), Vec::<&Problem>::new());

    let repaired = Sources { workspace: Some("project = \"other\"\n"), ..Default::default() };
    let third = folders.with_input(&repaired, |input| reload(input, &second));
    assert_eq!((third.settings.project.as_deref(), third.problems.len()), (Some("other"), 0));

    fs::remove_file(folders.path("ws/flagwise.toml")).unwrap();
    let fourth = folders.with_input(&Sources::default(), |input| reload(input, &third));
    assert_eq!(fourth.settings, Settings::default(), "a file that is gone says nothing");
}

#[test]
fn files_that_are_no_text_are_reported() {
    let folders = Folders::new();
    fs::create_dir(folders.path("ws/flagwise.toml")).unwrap();
    fs::write(folders.path("home/config.toml"), b"project = \"caf\xe9\"").unwrap();
    let loaded = folders.with_input(&Sources::default(), load);
    expect![[r#"
        error: home/config.toml: the file is not UTF-8. Save it as UTF-8
        error: ws/flagwise.toml: this is a folder, expected a file. Move it away
    "#]]
    .assert_eq(&folders.strip(&render(&loaded)));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    check(
        &Sources { workspace: Some("\u{feff}project = \"shop\"\r\nenvironments = [\"a\"]\r\n"), ..Default::default() },
        expect![[r#"
            environments = ["a"] from ws/flagwise.toml:2
            project = Some("shop") from ws/flagwise.toml:1
        "#]],
    );
}

#[test]
fn the_nearest_folder_decides_the_project() {
    let folders = Folders::new();
    let sources = Sources {
        workspace: Some(
            "project = \"all\"\n[projects]\n\"apps\" = \"apps\"\n\"./apps/web/\" = \"web\"\n'libs\\ui' = \"ui\"\n",
        ),
        ..Default::default()
    };
    let settings = folders.with_input(&sources, load).settings;
    let project = |path| settings.project_of(path).unwrap();
    assert_eq!(project("apps/web/src/main.ts"), "web");
    assert_eq!(project("apps/website/main.ts"), "apps");
    assert_eq!(project("libs/ui/button.tsx"), "ui");
    assert_eq!(project("README.md"), "all");
    assert_eq!(Settings::default().project_of("a.ts"), None);
}

#[test]
fn severities_fall_back_to_the_rule() {
    let mut settings = Settings::default();
    assert_eq!(settings.severity_of("stale-flag"), Severity::Information);
    settings.severity.insert("stale-flag".to_owned(), Severity::Error);
    assert_eq!(settings.severity_of("stale-flag"), Severity::Error);
    assert_eq!(settings.severity_of("no-such-rule"), Severity::Off);
    assert_eq!(settings.severity_of_inferred(false), Severity::Warning);
    assert_eq!(settings.severity_of_inferred(true), Severity::Information);
    settings.severity.insert("unknown-flag".to_owned(), Severity::Error);
    assert_eq!(settings.severity_of_inferred(false), Severity::Warning, "inferred positions have a limit of their own");
    settings.inferred_severity = Severity::Hint;
    assert_eq!(settings.severity_of_inferred(true), Severity::Hint);
}

#[test]
fn the_section_may_come_wrapped_in_its_name() {
    check(
        &Sources {
            editor: Some(json!({ "flagwise": { "project": "shop", "severity": { "stale-flag": false } } })),
            ..Default::default()
        },
        expect![[r#"
            project = Some("shop") from the editor's settings
            severity.stale-flag = Off from the editor's settings
        "#]],
    );
    check(&Sources { editor: Some(json!(["not", "an", "object"])), ..Default::default() }, expect![[""]]);
}

#[test]
fn who_watches_files_is_the_users_choice() {
    check(
        &Sources {
            workspace: Some("files.watcher = \"server\"\n"),
            user: Some("[files]\nwatcher = \"client\"\n"),
            editor: Some(json!({ "files": { "watcher": "both" } })),
            ..Default::default()
        },
        expect![[r#"
            files.watcher = client from home/config.toml:2
            error: ws/flagwise.toml:1:7: `files.watcher` cannot be set in a workspace file: a cloned repository must not change this. Remove it here and set it in home/config.toml
            error: Editor settings, section flagwise: `files.watcher` expects one of client, server, auto. It is ignored
        "#]],
    );
    check(
        &Sources { editor: Some(json!({ "files.watcher": "server" })), ..Default::default() },
        expect![[r#"
        files.watcher = server from the editor's settings
    "#]],
    );
}

#[test]
fn the_schema_accepts_what_is_loaded_and_refuses_what_is_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let accepts = |text: &str| validator.is_valid(&toml::from_str::<Value>(text).unwrap());
    assert!(accepts(
        "project = \"shop\"\nenvironments = [\"a\"]\n[severity]\nstale-flag = \"off\"\n[projects]\n\"a/b\" = \"web\""
    ));
    assert!(accepts("files.watcher = \"server\""));
    assert!(!accepts("files.watcher = \"both\""));
    assert!(!accepts("projct = \"shop\""));
    assert!(!accepts("[severity]\nstale-flag = \"loud\""));
    assert!(!accepts("token = \"x\""));
}

#[test]
fn the_user_file_lies_in_the_configuration_folder() {
    let file = user_file().expect("this machine has a home folder");
    assert!(file.ends_with(Path::new("flagwise").join("config.toml")), "{}", file.display());
}
