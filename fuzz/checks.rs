//! What holds for any input: nothing panics, and every range lies inside its text, on character boundaries. Run by the
//! fuzz targets, and by the tests on damaged fixtures.
#![allow(dead_code)] // each target runs one of them

use std::path::Path;

use flagwise::index::{self, FileReferences, Index, Reference};
use flagwise::syntax::{BlockScan, KnownKeys, Language, Words, extract_without};

/// The first line is the file's extension, the rest is the file.
pub fn file(data: &[u8]) {
    let Some((language, text)) = language_and_text(data) else { return };
    file_of(language, &text);
}

/// One file, with and without known keys.
pub fn file_of(language: Language, text: &str) {
    for known in [KnownKeys::default(), known_keys()] {
        let found = index::file_references(Some(language), text, &known);
        check_references(text, &found.all);
        check_ignores(text, &found);
    }
    excerpt_of(language, text);
}

/// What is left of a file without what is of no interest.
fn excerpt_of(language: Language, text: &str) {
    let Some(blocks) = BlockScan::of(language, text, &[]) else { return };
    let mut words = Words::default();
    ["variation", "Flags", "isOn", "KEYS", "boolVariation"].into_iter().for_each(|word| words.insert(word));
    for words in [&[][..], &[&words]] {
        let left_out = blocks.without(words, words.first().copied());
        let mut end = 0;
        for range in &left_out {
            assert!(range.start >= end && range.start < range.end, "out of order: {left_out:?}");
            assert!(text.get(range.start..range.end).is_some(), "cut: {range:?}");
            end = range.end;
        }
        let known = known_keys();
        let facts = std::sync::Arc::new(extract_without(language, text, &left_out));
        let index = Index::new(&known).with_facts([("".into(), facts)]);
        check_references(text, &index.references(""));
    }
}

/// Files cut apart by byte 0. Their sites are the same whether they came at once or one by one.
pub fn workspace(data: &[u8]) {
    let files: Vec<(String, Language, String)> = data
        .split(|byte| *byte == 0)
        .take(6)
        .enumerate()
        .filter_map(|(number, part)| {
            let (language, text) = language_and_text(part)?;
            let extension = language.extensions().first().copied().unwrap_or("txt");
            Some((format!("src/file{number}.{extension}"), language, text))
        })
        .collect();
    let known = known_keys();
    let borrowed = files.iter().map(|(path, language, text)| (path.as_str(), *language, text.as_str()));
    let whole = Index::new(&known).with_files(borrowed.clone());
    let references = whole.all_references();
    for (path, references) in &references {
        let text = files.iter().find(|(other, ..)| **other == **path).map_or("", |(.., text)| text);
        check_references(text, references);
    }
    let one_by_one = borrowed.rev().fold(Index::new(&known), |index, file| index.with_files([file]));
    assert_eq!(references, one_by_one.all_references());
}

/// A `flagwise.toml`: settings or problems, each with a place in the text.
pub fn toml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (_, problems) = flagwise::config::load_text(&text);
    let lines = text.split('\n').count();
    for problem in problems {
        assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)), "outside: {problem:?}");
        assert!(problem.column != Some(0) && !problem.message.is_empty(), "{problem:?}");
    }
}

/// A `coderefs.yaml`: rules or problems, and the aliases of some keys in a text.
pub fn yaml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (coderefs, problems) = flagwise::coderefs::parse(&text);
    assert!(problems.len() <= 51 && coderefs.rules().count() <= 1_000, "too much");
    let bytes = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    for (_, rule) in coderefs.rules() {
        if let flagwise::coderefs::AliasKind::FilePattern { paths, patterns } = &rule.kind {
            assert!(bytes(paths) + bytes(patterns) <= 4 << 20, "too long");
        }
    }
    let keys = flagwise::coderefs::Keys { project: None, known: known_keys() };
    let files = [("a.ts".to_owned(), "const A = 'new-checkout'; enum { B = \"beta.feature\" }".to_owned())];
    let _ = coderefs.aliases(&[keys], &files, &Default::default());
}

/// A flag file: flags or an error, and the same again.
pub fn flags(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let options = flagwise::flags::FlagFileOptions::default();
    let read = || flagwise::flags::FlagFile::read(&text, &options);
    match (read(), read()) {
        (Ok(first), Ok(second)) => {
            assert!(first.catalog.flags.keys().eq(second.catalog.flags.keys()));
            assert_eq!(first.problems.len(), second.problems.len());
        }
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        _ => panic!("the same file was read once"),
    }
}

/// An ignore file: what it excludes.
pub fn ignore(data: &[u8]) {
    for path in ["a.ts", "src/a.ts", "src/deep/er/b.test.tsx", ".git/", "[a]", "node_modules/", "é/ü.py"] {
        let _ = flagwise::workspace::excludes(data, path);
    }
}

/// Bytes from an editor, also after a message: what comes later does not change what was understood.
pub fn frames(data: &[u8]) {
    let messages = futures::executor::block_on(flagwise::server::messages(data));
    assert!(messages.len() <= data.len());
    let whole = [b"Content-Length: 2\r\n\r\n[]".as_slice(), data].concat();
    let messages = futures::executor::block_on(flagwise::server::messages(&whole));
    assert_eq!(messages.first(), Some(&Ok(serde_json::json!([]))));
}

fn language_and_text(data: &[u8]) -> Option<(Language, String)> {
    let end = data.iter().take(12).position(|byte| *byte == b'\n')?;
    let extension = std::str::from_utf8(&data[..end]).ok()?;
    let language = Language::of_path(Path::new(&format!("file.{extension}")))?;
    Some((language, String::from_utf8_lossy(&data[end + 1..]).into_owned()))
}

/// The fixtures' keys, short keys, and keys that contain each other.
fn known_keys() -> KnownKeys {
    ["new-checkout", "new-checkout-2", "new", "a", "beta.feature", "old_search", "häuser", "variation-flag"]
        .into_iter()
        .collect()
}

fn check_references(text: &str, references: &[Reference]) {
    let mut end = 0;
    for reference in references {
        assert!(
            reference.range.start <= reference.range.end && reference.range.end <= text.len(),
            "outside: {reference:?}"
        );
        assert!(
            text.is_char_boundary(reference.range.start) && text.is_char_boundary(reference.range.end),
            "cut: {reference:?}"
        );
        assert!(reference.range.start >= end, "out of order or one in the other: {reference:?}");
        assert!(reference.key().is_none_or(|key| !key.is_empty()), "no key: {reference:?}");
        if let Some(default) = reference.call.as_ref().and_then(|call| call.default) {
            assert!(text.get(default.start..default.end).is_some(), "default: {reference:?}");
        }
        end = reference.range.end;
    }
}

fn check_ignores(text: &str, found: &FileReferences) {
    let lines = text.split('\n').count();
    assert!(found.ignores.iter().all(|ignore| ignore.line < lines));
}
