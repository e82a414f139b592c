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

/// What is not code: settings, aliases, flags, ignore rules and messages, each damaged as well.
#[test]
fn damaged_files_and_messages_of_other_kinds_do_no_harm() {
    type Check = fn(&[u8]);
    let checks: [(&str, Check); 5] = [
        ("toml", checks::toml),
        ("yaml", checks::yaml),
        ("flags", checks::flags),
        ("ignore", checks::ignore),
        ("frames", checks::frames),
    ];
    for (kind, check) in checks {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(kind);
        let mut seen = 0;
        for seed in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read(seed.unwrap().path()).unwrap();
            check(&text);
            (0..100).for_each(|seed| check(&damaged(&text, &mut StdRng::seed_from_u64(seed))));
            seen += 1;
        }
        assert!(seen > 0, "there are seeds of {kind}");
    }
}

/// Files of the maximum size with superlinear cost.
#[test]
fn a_file_of_settings_costs_what_its_size_allows() {
    let many = |count: usize, line: &str| line.repeat(count);
    let names: String = (0..60_000).map(|number| format!("\"a{number}\" = 1\n")).collect();
    let toml = [
        names,
        format!("a = [{}]", many(300_000, "1, ")),
        format!("ignoredPaths = [{}]", many(15_000, "\"*a*b*[c-z]*{d,e}*\", ")),
        format!("wrappers = [{}]", many(30_000, "{ function = \"a\", key = 0 }, ")),
        format!("{}b = 1", many(100_000, "a.")),
        format!("\"{}\" = 1", many(1_000_000, "a")),
    ];
    for text in toml {
        let (settings, problems) = flagwise::config::load_text(&text);
        assert!(settings.ignored_paths.len() <= 1_000 && settings.wrappers.len() <= 1_000);
        assert!(!problems.is_empty(), "{}", &text[..40]);
    }
    let long = many(500_000, "a");
    let patterns = |pattern: &str, count| {
        let patterns = many(count, &format!("      - '{pattern}'\n"));
        format!("aliases:\n  - type: filepattern\n    paths: ['*']\n    patterns:\n{patterns}")
    };
    let yaml = [
        format!("a: &a \"{long}\"\nb: [{}]\n", many(10_000, "*a, ")),
        format!("a: &a \"{long}\"\naliases: [{}]\n", many(10_000, "{type: *a}, ")),
        patterns("(a)FLAG_KEY", 15_000),
        format!("aliases: [{}]", many(20_000, "{type: camelcase}, ")),
        format!("projects: [{}]", many(20_000, "{key: a, aliases: [{type: camelcase}]}, ")),
    ];
    for text in yaml {
        checks::yaml(text.as_bytes());
        let (_, problems) = flagwise::coderefs::parse(&text);
        assert!(!problems.is_empty(), "{}", &text[..40]);
    }
    checks::ignore(many(60_000, "*a*[b-z]*c/**/d\n").as_bytes());
}
