//! Damaged sources: cut, doubled, shuffled and overwritten fixtures of every language. The fuzz targets run the same checks.

use std::path::Path;

use flagwise::syntax::Language;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

#[path = "../../fuzz/checks.rs"]
mod checks;

/// Damaged versions of each fixture.
const ROUNDS: u64 = 15;

fn fixtures() -> Vec<(Language, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    let mut fixtures = Vec::new();
    for language in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(language).unwrap().map(|entry| entry.unwrap().path()) {
            if file.file_stem().is_some_and(|stem| stem == "fixture")
                && let Some(language) = Language::of_path(&file)
            {
                fixtures.push((language, std::fs::read(file).unwrap()));
            }
        }
    }
    fixtures.sort();
    fixtures
}

fn damaged(text: &[u8], random: &mut StdRng) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..random.random_range(1..6) {
        let start = random.random_range(0..=text.len());
        let end = (start + random.random_range(0..200)).min(text.len());
        match random.random_range(0..5) {
            0 => text.truncate(start.max(1)),
            1 => {
                text.drain(start..end);
            }
            2 => {
                let part = text[start..end].to_vec();
                let at = random.random_range(0..=text.len());
                text.splice(at..at, part);
            }
            3 => text[start..end].iter_mut().for_each(|byte| *byte = random.random()),
            _ => {
                let quote = [b"\"", b"'", b"`", b"{", b"(", b"\\", b"\n", b"#"][random.random_range(0..8)];
                text.splice(start..start, quote.iter().copied());
            }
        }
    }
    text
}

#[test]
fn damaged_files_of_every_language_are_looked_at_without_harm() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 8, "the fixtures are where they were");
    for (language, text) in &fixtures {
        for seed in 0..ROUNDS {
            let text = damaged(text, &mut StdRng::seed_from_u64(seed));
            checks::file_of(*language, &String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn damaged_workspaces_say_the_same_in_any_order() {
    let fixtures = fixtures();
    for seed in 0..ROUNDS {
        let mut random = StdRng::seed_from_u64(seed);
        let files: Vec<Vec<u8>> = (0..3)
            .map(|_| {
                let (language, text) = &fixtures[random.random_range(0..fixtures.len())];
                let extension = language.extensions().first().unwrap();
                let text: Vec<u8> = damaged(text, &mut random).into_iter().filter(|byte| *byte != 0).collect();
                [extension.as_bytes(), b"\n", &text].concat()
            })
            .collect();
        checks::workspace(&files.join(&0));
    }
}

#[test]
fn deep_nesting_is_no_danger() {
    for language in Language::all().filter(|language| language.is_parsed()) {
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("a.b(", ")"), ("!", ""), ("`${", "}`"), ("{a:", "}")]
        {
            let text = format!("const x = {}\"new-checkout\"{}", open.repeat(2_000), close.repeat(2_000));
            checks::file_of(language, &text);
        }
    }
}

#[test]
fn a_heredoc_with_an_end_too_long_for_the_grammar_is_no_danger() {
    for end in ["A".repeat(300), format!("'{}'", "a\\nb".repeat(100)), format!("~\"{}\"", "é".repeat(130))] {
        let text = format!("x = <<{end}\nclient.variation(\"new-checkout\")\n");
        checks::file_of(Language::Ruby, &text);
        let known = ["new-checkout"].into_iter().collect();
        let found = flagwise::index::file_references(Some(Language::Ruby), &text, &known);
        assert_eq!(found.all.len(), 1, "the key is a mention all the same");
    }
}

#[test]
fn names_that_are_one_of_many_names_each_come_to_an_end() {
    let loops: String = (0..16)
        .rev()
        .map(|at| {
            let names = vec![format!("a{}", at + 1); 60].join(", ");
            format!("  for (const a{at} of [{names}]) {{}}\n")
        })
        .collect();
    let text = format!(
        "import * as LD from 'launchdarkly-node-server-sdk';\nexport function f(client: LD.LDClient) {{\n{loops}  \
         client.variation(a0, {{}}, false);\n}}\n"
    );
    checks::file_of(Language::TypeScript, &text);
}
