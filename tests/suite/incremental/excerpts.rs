//! A scan that parses only what could matter says what one of whole files says: small workspaces, with so much said between
//! the statements that leaving them out is worth it, after random edits.

use std::fs;
use std::path::Path;

use flagwise::syntax::{KnownKeys, Language};
use flagwise::workspace::{ScanOptions, scan};

use super::Writes;
use super::edits::{Random, random_writes_of_words};
use super::workspaces::{KEYS, WORKSPACES, Workspace};

/// Histories for each workspace, and edits in each.
const HISTORIES: u64 = 2;
const EDITS: usize = 10;

/// The text with long comments between its statements.
fn padded(path: &str, text: &str) -> String {
    let long = "so much to say ".repeat(9);
    let lines = |mark: &str| text.lines().map(|line| format!("{line}\n{mark} {long}\n")).collect();
    match Language::of_path(path.as_ref()) {
        Some(Language::Python | Language::Elixir) => lines("#"),
        Some(Language::Lua | Language::Haskell) => lines("--"),
        Some(Language::Erlang) => lines("%"),
        Some(Language::Vue | Language::Html | Language::Ruby) | None => text.to_owned(),
        _ => {
            let comment = format!("/* {long} */");
            text.chars()
                .flat_map(|c| [c.to_string(), if "{;".contains(c) { comment.clone() } else { String::new() }])
                .collect()
        }
    }
}

fn write(root: &Path, writes: &Writes) {
    for (path, text) in writes {
        let absolute = root.join(path);
        match text {
            Some(text) => {
                fs::create_dir_all(absolute.parent().unwrap()).unwrap();
                fs::write(absolute, padded(path, text)).unwrap();
            }
            None => _ = fs::remove_file(absolute),
        }
    }
}

/// What a scan says, and how many bytes it parsed.
fn answers(root: &Path, known: &KnownKeys, only_known: bool, whole: bool) -> (Vec<String>, usize) {
    let options = ScanOptions { base: Some(root.to_owned()), only_known, index: whole, ..ScanOptions::default() };
    let scan = scan(&[root.to_owned()], &options, known, &|_| {});
    let told = scan
        .files
        .iter()
        .flat_map(|file| file.references.all.iter().map(move |reference| format!("{} {reference:?}", file.path)));
    (told.collect(), scan.cost.parsed_bytes)
}

#[test]
fn excerpts_say_what_whole_files_say() {
    let (mut left_out, mut with_sites) = (0, 0);
    for (number, workspace) in WORKSPACES.iter().enumerate() {
        let workspace = Workspace::parse(workspace);
        for history in 0..HISTORIES {
            let mut random = Random::new(number as u64 * 1000 + history);
            let known: KnownKeys = KEYS.iter().filter(|_| random.below(5) > 0).copied().collect();
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().canonicalize().unwrap();
            let mut texts = workspace.texts.clone();
            write(&root, &texts.iter().map(|(path, text)| (path.clone(), Some(text.clone()))).collect());
            for edit in 0..EDITS {
                for only_known in [true, false] {
                    let (excerpts, parsed) = answers(&root, &known, only_known, false);
                    let (whole, all) = answers(&root, &known, only_known, true);
                    assert_eq!(excerpts, whole, "workspace {number}, history {history}, edit {edit}: {texts:#?}");
                    left_out += usize::from(parsed < all);
                    with_sites += usize::from(!whole.is_empty());
                }
                // A syntax error in a part that is skipped changes how a parser reads the parts around it.
                let writes = random_writes_of_words(&mut random, &workspace, &texts);
                for (path, text) in &writes {
                    match text {
                        Some(text) => _ = texts.insert(path.clone(), text.clone()),
                        None => _ = texts.remove(path),
                    }
                }
                write(&root, &writes);
            }
        }
    }
    assert!(with_sites > 400, "only {with_sites} scans found something");
    assert!(left_out > 80, "only {left_out} scans left something out");
}
