//! Special files under the names that flagwise reads: pipes, devices, endless files, links out of the folder.
#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flagwise::server::ServerOptions;
use serde_json::{Value, json};

use crate::cli::{Machine, Run};
use crate::support::editor::{Editor, PATIENCE};
use crate::support::shop::{Shop, pulls};

const FLAGS: &str = r#"{"items": [{"key": "new-checkout", "variations": []}]}"#;
const CALL: &str =
    "import * as LD from 'launchdarkly-node-server-sdk';\nLD.init('k').variation('no-such-flag', {}, 0);\n";
const KINDS: [&str; 4] = ["pipe", "device", "sparse", "link"];

/// Puts something that is no readable file at a path.
fn put(kind: &str, path: &Path, outside: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match kind {
        "pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        "device" => symlink("/dev/zero", path).unwrap(),
        "sparse" => File::create(path).unwrap().set_len(40 << 30).unwrap(),
        _ => symlink(outside, path).unwrap(),
    }
}

/// Runs a command that must end by itself, with 4 GB of memory.
fn run(machine: &Machine, arguments: &str) -> Run {
    let mut shell = machine.prepare(Command::new("bash"), "");
    let binary = env!("CARGO_BIN_EXE_flagwise");
    shell.args(["-c", &format!("ulimit -v 4000000; exec {binary} {arguments}")]);
    let mut child = shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("{arguments} does not end");
        }
        std::thread::yield_now();
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn no_name_makes_the_check_hang_or_read_what_it_must_not() {
    let names = [
        "flagwise.toml",
        "package.json",
        "sub/package.json",
        ".gitignore",
        "sub/.gitignore",
        "sub/.ignore",
        ".ldignore",
        ".git/info/exclude",
        ".launchdarkly/coderefs.yaml",
    ];
    for kind in KINDS {
        let machine = Machine::new();
        fs::create_dir(machine.folder.join(".git")).unwrap();
        machine.write("flags.json", FLAGS);
        machine.write("sub/a.ts", CALL);
        machine.write(
            "sub/b.tsx",
            "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { newCheckout } = useFlags();\n",
        );
        let outside = machine.home().join("outside");
        fs::write(&outside, "*.ts\n").unwrap();
        for name in names {
            put(kind, &machine.folder.join(name), &outside);
        }
        for cache in ["", "", " --no-cache"] {
            let run = run(&machine, &format!("check --flags flags.json --format json{cache}")).ends_with(1);
            assert_eq!(run.findings(), ["sub/a.ts:2 unknown-flag no-such-flag"], "{kind}");
            for name in names {
                let is_told = run.stderr.contains(name) || run.stdout.contains(name);
                assert!(is_told, "{kind} {name}{cache}: {}\n{}", run.stderr, run.stdout);
            }
        }
    }
}

#[test]
fn a_flag_file_that_is_none_is_an_error_of_one_sentence() {
    for kind in KINDS {
        let machine = Machine::new();
        machine.write("a.ts", CALL);
        let outside = machine.home().join("outside");
        fs::write(&outside, FLAGS).unwrap();
        put(kind, &machine.folder.join("f.json"), &outside);
        let run = run(&machine, "check --flags f.json");
        match kind {
            "link" => run.ends_with(1),
            _ => run.ends_with(2).tells(if kind == "sparse" { "is too large" } else { "is not a file" }),
        };
    }
}

#[test]
fn git_files_that_lead_to_pipes_are_not_waited_for() {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    machine.write("a.ts", CALL);
    machine.write(".git", "gitdir: git\n");
    put("pipe", &machine.folder.join("git/commondir"), Path::new(""));
    run(&machine, "check --flags flags.json").ends_with(1);
    fs::remove_file(machine.folder.join(".git")).unwrap();
    put("pipe", &machine.folder.join(".git"), Path::new(""));
    run(&machine, "check --flags flags.json").ends_with(1);
}

/// The first diagnostic of a document, once it fits.
async fn until(editor: &Editor, uri: &str, fits: impl Fn(&Value) -> bool) {
    let asking = async {
        loop {
            let params = json!({ "textDocument": { "uri": uri } });
            let answer = editor.request("textDocument/diagnostic", params).await.unwrap();
            if fits(&answer["items"][0]) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, asking).await.is_ok(), "{uri} never had what it should");
}

#[tokio::test]
async fn an_editor_goes_on_whatever_appears_in_the_folder() {
    for kind in KINDS {
        let shop = Shop::open();
        let outside = shop.folder.path().parent().unwrap().join(format!("outside-{kind}-{}", std::process::id()));
        fs::write(&outside, "export const CART_FLAG = \"legacy-cart-banner\";\n").unwrap();
        for name in ["package.json", "sub/.gitignore", ".ignore", "first.ts", ".launchdarkly/coderefs.yaml"] {
            put(kind, &shop.path(name), &outside);
        }
        let options: ServerOptions = shop.options();
        let editor = shop.editor(options, pulls()).await;
        let uri = shop.uri("page.ts");
        let page = "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n";
        editor.open(&uri, "typescript", page);
        let changed = |names: &[&str]| {
            let changes: Vec<Value> = names.iter().map(|name| json!({ "uri": shop.uri(name), "type": 1 })).collect();
            editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        };
        let later = ["later.ts", "keys.ts", "new/package.json", ".ldignore", ".gitignore"];
        for name in later {
            put(kind, &shop.path(name), &outside);
        }
        changed(&later);
        // Afterwards, a plain file: what is seen of it was not held up, and the link's target was not read.
        fs::write(shop.path("other.ts"), "export const OTHER_FLAG = \"dark-mode-v1\";\n").unwrap();
        changed(&["other.ts"]);
        let other = shop.uri("second.ts");
        editor.open(
            &other,
            "typescript",
            "import { OTHER_FLAG } from \"./other\";\nldClient.variation(OTHER_FLAG, 0);\n",
        );
        until(&editor, &other, |first| first["code"] == "deprecated-flag").await;
        until(&editor, &uri, Value::is_null).await;
        fs::remove_file(shop.path("keys.ts")).unwrap();
        fs::write(shop.path("keys.ts"), "export const CART_FLAG = \"legacy-cart-banner\";\n").unwrap();
        changed(&["keys.ts"]);
        until(&editor, &uri, |first| first["code"] == "archived-flag").await;
        // The settings, too.
        fs::remove_file(shop.path("flagwise.toml")).unwrap();
        put(kind, &shop.path("flagwise.toml"), &outside);
        changed(&["flagwise.toml"]);
        let shown = editor.take("a message about flagwise.toml", |message| {
            message["method"] == "window/showMessage" && message.to_string().contains("flagwise.toml")
        });
        shown.await;
        fs::remove_file(outside).unwrap();
    }
}
