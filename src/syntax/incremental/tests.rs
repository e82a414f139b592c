//! Random edits: incremental facts equal those of the whole text.

use std::path::Path;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::syntax::extract::Collected;

/// Splits everything that can be split, so that short fixtures have many regions.
const SMALL: Limits = Limits { split_from: 0, long: 0, few: 1 };
/// Regions of some size.
const MIDDLE: Limits = Limits { split_from: 60, long: 150, few: 4 };
/// Edits of each fixture, in all 10,000 and more.
const EDITS: usize = 430;

/// The fixtures of all languages that have a grammar of their own.
fn fixtures() -> Vec<(Language, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let fixtures = files.filter(|file| file.file_stem().is_some_and(|stem| stem == "fixture"));
    let mut fixtures: Vec<(Language, String)> = fixtures
        .filter_map(|file| Some((Language::of_path(&file)?, std::fs::read_to_string(file).unwrap())))
        .filter(|(language, _)| compiled(*language).is_some())
        .collect();
    // Components and templates around a script.
    let script = fixtures.iter().find(|(language, _)| *language == Language::TypeScript).unwrap().1.clone();
    let around = "<template><p v-if=\"flags.beta\" :a=\"on('x')\">{{ name }}</p></template>\n";
    fixtures.push((Language::Vue, format!("{around}<script lang=\"ts\">\n{script}</script>\n{around}")));
    fixtures.push((Language::Svelte, format!("<script lang=\"ts\">\n{script}</script>\n<p>{{name}}</p>\n")));
    fixtures.sort();
    fixtures
}

/// Checks the facts after an edit; whether the text has syntax errors.
fn check(state: &mut Incremental, language: Language, text: &str) -> bool {
    let text: Arc<str> = text.into();
    let language = extract::language_of_text(language, &text);
    let (found, trees) = state.follow(language, &text).unwrap();
    let mut whole = Collected::of(language);
    for (part, tree) in &trees {
        add_whole(&compiled(part.language).unwrap().captures, part.language, &text, tree, &mut whole);
    }
    let expected = whole.finish(&text);
    assert!(found == expected, "{language:?}: the regions of\n{text}\ndiffer:\n{}", differences(&found, &expected));
    let has_error = trees.iter().any(|(_, tree)| tree.root_node().has_error());
    if !has_error {
        let anew = extract(language, &text);
        assert!(found == anew, "{language:?}: the tree of\n{text}\ndiffers:\n{}", differences(&found, &anew));
    }
    has_error
}

fn differences(found: &FileFacts, expected: &FileFacts) -> String {
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let lines = found.lines().zip(expected.lines()).enumerate().filter(|(_, (found, expected))| found != expected);
    let differences = lines.take(12).map(|(at, (found, expected))| format!("{at}: {found} instead of {expected}"));
    differences.collect::<Vec<_>>().join("\n")
}

fn boundary(text: &str, random: &mut StdRng) -> usize {
    let at = random.random_range(0..=text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// One edit as people make them; `before` are the texts so far.
fn edited(text: &str, before: &[String], random: &mut StdRng) -> String {
    const TYPED: &[&str] = &[
        "a", "x = ", "(", ")", "{", "}", "\"", "'", "`", ".", " ", "\n", "ß", "//", "#", ", ", ";", "class ", "@", ":",
    ];
    let at = boundary(text, random);
    let line_start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    match random.random_range(0..12) {
        0..5 => format!("{}{}{}", &text[..at], TYPED[random.random_range(0..TYPED.len())], &text[at..]),
        5 => {
            let rest: String = text[at..].chars().skip(random.random_range(1..9)).collect();
            format!("{}{rest}", &text[..at])
        }
        6 => format!("{}{}", &text[..line_start], &text[line_end..]),
        7 => format!("{}{}{}", &text[..line_end], &text[line_start..line_end], &text[line_end..]),
        8 => {
            let (from, to) = (boundary(text, random), boundary(text, random));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 300));
            let to = (to..=text.len()).find(|to| text.is_char_boundary(*to)).unwrap_or(text.len());
            format!("{}{}{}", &text[..line_start], &text[from..to], &text[line_start..])
        }
        // Back to an older text.
        _ => before[before.len() - random.random_range(1..=before.len().min(4))].clone(),
    }
}

fn follow(language: Language, fixture: &str, limits: Limits, edits: usize, seed: u64) -> usize {
    let mut random = StdRng::seed_from_u64(seed);
    let mut state = Incremental { limits, ..Incremental::default() };
    let mut texts = vec![fixture.to_owned()];
    let mut without_errors = 0;
    for _ in 0..edits {
        let text = texts.last().unwrap().clone();
        without_errors += usize::from(!check(&mut state, language, &text));
        // From time to time back to the start, so that not all ends in rubble.
        let next =
            if random.random_range(0..12) == 0 { fixture.to_owned() } else { edited(&text, &texts, &mut random) };
        texts.push(next);
    }
    without_errors
}

#[test]
fn following_edits_says_what_a_look_at_the_whole_text_says() {
    let fixtures = fixtures();
    let one = |at: usize| {
        let (language, text) = &fixtures[at];
        let limits = [SMALL, MIDDLE];
        let halves = limits.iter().zip(1..).map(|(limits, seed)| follow(*language, text, *limits, EDITS / 2, seed));
        halves.sum::<usize>()
    };
    let done: usize = std::thread::scope(|scope| {
        let odd = scope.spawn(|| (0..fixtures.len()).filter(|at| at % 2 == 1).map(one).sum::<usize>());
        let even: usize = (0..fixtures.len()).filter(|at| at % 2 == 0).map(one).sum();
        odd.join().unwrap() + even
    });
    assert!(fixtures.len() * EDITS >= 10_000 && done > fixtures.len() * EDITS / 5, "{done} texts without errors");
}
