//! Golden fixtures: every SDK method of every language is found without any known key, and look-alikes are not.

use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;

use super::workspace_tests::label;
use super::*;
use crate::syntax::languages::{compiled, sdk_of};
use crate::syntax::sdk::Evidence;
use crate::text::{LineIndex, PositionEncoding};

const FIXTURES: &[(Language, &str)] = &[
    (Language::Rust, "rust/fixture.rs"),
    (Language::C, "c/fixture.c"),
    (Language::Cpp, "cpp/fixture.cpp"),
    (Language::Elixir, "elixir/fixture.ex"),
    (Language::Erlang, "erlang/fixture.erl"),
    (Language::Haskell, "haskell/fixture.hs"),
    (Language::Lua, "lua/fixture.lua"),
    (Language::JavaScript, "javascript/fixture.jsx"),
    (Language::TypeScript, "typescript/fixture.ts"),
    (Language::Tsx, "typescript/fixture.tsx"),
    (Language::Python, "python/fixture.py"),
    (Language::Go, "go/fixture.go"),
    (Language::Java, "java/fixture.java"),
    (Language::CSharp, "csharp/fixture.cs"),
    (Language::Ruby, "ruby/fixture.rb"),
    (Language::Kotlin, "kotlin/fixture.kt"),
    (Language::Swift, "swift/fixture.swift"),
    (Language::Scala, "scala/fixture.scala"),
    (Language::Php, "php/fixture.php"),
    (Language::Dart, "dart/fixture.dart"),
    (Language::ObjectiveC, "objective-c/fixture.m"),
    (Language::Apex, "apex/fixture.cls"),
];

/// Draws each reference below its line, as compilers do.
fn draw(text: &str, references: &[Reference]) -> String {
    let lines = LineIndex::new(text);
    let mut drawn = String::new();
    for (number, line) in text.lines().enumerate() {
        let _ = writeln!(drawn, "{line}");
        for reference in references {
            let start = lines.position(text, reference.range.start, PositionEncoding::Utf32);
            if start.line as usize != number {
                continue;
            }
            let marks = "^".repeat(reference.range.of(text).chars().count());
            let indent: String =
                line.chars().take(start.character as usize).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            let call = reference.call.as_ref().map_or(String::new(), |call| {
                let default = call.default.map(|range| format!(" default {}", range.of(text))).unwrap_or_default();
                let condition = if call.is_condition { " condition" } else { "" };
                format!(" {} {:?}{default}{condition}", call.method, call.value_kind)
            });
            let _ = writeln!(drawn, "{indent}{marks} {}{call}", label(reference));
        }
    }
    drawn
}

#[test]
fn every_method_of_every_sdk_is_found_and_look_alikes_are_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    for (language, fixture) in FIXTURES.iter().filter(|(language, _)| compiled(*language).is_some()) {
        let text = std::fs::read_to_string(folder.join(fixture)).unwrap();
        let found = file_references(Some(*language), &text, &KnownKeys::default());
        for (_, method) in sdk_of(*language).unwrap().methods() {
            if *language == Language::TypeScript && method.evidence == Evidence::Component {
                continue;
            }
            let key = format!("{}-flag", method.name);
            assert!(
                found.resolved().any(|(own, one)| one.kind() == ReferenceKind::Call && **own == *key),
                "{fixture}: {} was not found",
                method.name
            );
        }
        let claimed: Vec<_> = found.resolved().map(|(key, _)| &**key).collect();
        for key in ["in-a-comment", "an-i18n-id", "not-a-key", "not-a-flag"] {
            assert!(!claimed.contains(&key), "{fixture}: {key} is no flag");
        }
        expect_file![folder.join(format!("{fixture}.expected"))].assert_eq(&draw(&text, &found.all));
    }
}

/// The fixtures' text with other modules, types and receivers: every method's name stays.
fn of_something_else(text: &str) -> String {
    let mut text = text.to_owned();
    for (own, other) in [
        ("launchdarkly", "library"),
        ("LaunchDarkly", "Library"),
        ("openfeature", "openlibrary"),
        ("OpenFeature", "OpenLibrary"),
        ("open_feature", "open_library"),
        ("open-feature", "open-library"),
        ("LDClient", "Shelf"),
        ("LdClient", "Shelf"),
        ("ldclient", "shelf"),
        ("ldClient", "shelf"),
        ("ld_client", "shelf"),
        ("Client", "Shelf"),
        ("ldai", "shelfai"),
        ("as LD", "as Shelf"),
        ("LD.", "Shelf."),
        ("ld = ", "shelf = "),
        ("ld.", "shelf."),
    ] {
        text = text.replace(own, other);
    }
    text
}

#[test]
fn the_same_methods_of_something_else_are_no_flags() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    // The functions of C bear LaunchDarkly's name themselves.
    let named = |language| compiled(language).is_some() && !matches!(language, Language::C | Language::Cpp);
    for (language, fixture) in FIXTURES.iter().filter(|(language, _)| named(*language)) {
        let text = of_something_else(&std::fs::read_to_string(folder.join(fixture)).unwrap());
        let found = file_references(Some(*language), &text, &KnownKeys::default());
        let claimed: Vec<_> = found.all.iter().map(|reference| reference.range.of(&text)).collect();
        assert!(claimed.is_empty(), "{fixture}: {claimed:?}");
    }
}
