//! The arrows between the layers: what a module may use, read from its `use crate::` lines.

use std::fs;
use std::path::{Path, PathBuf};

/// What each top module may use of the others. An arrow that is not here does not exist.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("syntax", &["text"]),
    ("index", &["syntax", "text"]),
    ("hosts", &[]),
    ("flags", &["hosts"]),
    // The reader is below `config` and `workspace`, which do not depend on each other.
    ("files", &[]),
    ("private_files", &[]),
    ("config", &["files", "hosts", "private_files"]),
    ("logging", &["private_files", "text"]),
    ("ide", &["index", "syntax", "flags", "text", "config", "hosts"]),
    ("coderefs", &["syntax"]),
    ("workspace", &["coderefs", "files", "index", "syntax", "text", "private_files"]),
    ("launchdarkly", &["flags", "hosts", "private_files"]),
    ("credentials", &["files", "launchdarkly", "private_files"]),
    ("simulator", &["flags", "hosts", "launchdarkly", "private_files"]),
    (
        "server",
        &[
            "ide",
            "index",
            "syntax",
            "flags",
            "text",
            "config",
            "logging",
            "workspace",
            "launchdarkly",
            "credentials",
            "coderefs",
            "files",
        ],
    ),
    (
        "cli",
        &[
            "server",
            "simulator",
            "ide",
            "index",
            "syntax",
            "flags",
            "text",
            "config",
            "logging",
            "workspace",
            "launchdarkly",
            "credentials",
            "coderefs",
        ],
    ),
];

/// Modules that may open files: the reader, and those that only read files of flagwise or its user.
const OPENERS: &[(&str, &str)] = &[
    ("files.rs", "the reader"),
    ("logging.rs", "the log"),
    ("private_files.rs", "what is the user's alone"),
    ("workspace/shards/store.rs", "the disk cache"),
    ("launchdarkly/cache.rs", "the disk cache"),
    ("launchdarkly/client.rs", "the certificates that the environment names"),
    ("cli/doctor/report.rs", "a limit in /proc"),
    ("simulator/journal.rs", "the simulator's own data"),
    ("simulator/store.rs", "the simulator's own data"),
];

/// Calls that open a file for reading, directly or in a library.
const OPENING: &[&str] = &[
    "fs::read(",
    "fs::read_to_string",
    "read_to_string(",
    "File::open",
    "OpenOptions",
    "File::options",
    "Gitignore::new",
    ".git_ignore(true",
    "WalkBuilder::add_ignore",
    "from_path(",
    "tokio::fs",
];

/// Layers that do no I/O and know no protocol.
const PURE: &[&str] = &["text", "syntax", "index", "flags", "coderefs", "ide"];

/// What a pure layer may not name.
const FORBIDDEN: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io",
    "tokio",
    "reqwest",
    "tower_lsp",
    "ls_types",
    "axum",
    "SystemTime::now",
    "Timestamp::now",
    "Instant::now",
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with the top module it belongs to.
fn files_by_layer() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(&root).unwrap().to_owned();
            let first = relative.components().next()?.as_os_str().to_string_lossy().into_owned();
            let layer = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            Some((layer, relative, text))
        })
        .filter(|(layer, ..)| layer != "lib" && layer != "main")
        .collect()
}

/// The top modules that a file names by `crate::NAME`.
fn used_layers(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect())
        .collect()
}

#[test]
fn every_layer_uses_only_what_lies_below_it() {
    let files = files_by_layer();
    assert!(files.len() > 20, "the sources were found");
    let mut wrong = Vec::new();
    for (layer, path, text) in &files {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| name == layer) else {
            wrong.push(format!("{}: the layer {layer} is not in the table", path.display()));
            continue;
        };
        for used in used_layers(text) {
            if used != *layer && ALLOWED.iter().any(|(name, _)| *name == used) && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {layer} may not use {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is solved is the same whichever keys exist: only the join knows them.
#[test]
fn nothing_below_the_join_knows_which_keys_exist() {
    let below = ["index/program", "index/solve", "index/fixpoint.rs", "index/callee.rs", "index/tables.rs"];
    let files = files_by_layer();
    let below: Vec<_> =
        files.iter().filter(|(_, path, _)| below.iter().any(|part| path.to_string_lossy().starts_with(part))).collect();
    assert!(below.len() > 20, "the sources were found");
    for (_, path, text) in below {
        let is_test = path.ends_with("tests.rs");
        assert!(is_test || !text.contains("KnownKeys"), "{} names the keys that exist", path.display());
    }
}

#[test]
fn pure_layers_do_no_io_and_know_no_protocol() {
    let mut wrong = Vec::new();
    for (layer, path, text) in files_by_layer() {
        if !PURE.contains(&layer.as_str()) || path.to_string_lossy().ends_with("tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for forbidden in FORBIDDEN {
                if line.contains(forbidden) {
                    wrong.push(format!("{}: {forbidden} in `{}`", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A repository's files can be anything: only `files` reads them safely.
#[test]
fn only_the_reader_opens_files() {
    let mut wrong = Vec::new();
    for (_, path, text) in files_by_layer() {
        let name = path.to_string_lossy().replace('\\', "/");
        if name.ends_with("tests.rs") || OPENERS.iter().any(|(opener, _)| *opener == name) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            if OPENING.iter().any(|opening| line.contains(opening)) {
                wrong.push(format!("{name}: `{}` opens a file; use crate::files", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
