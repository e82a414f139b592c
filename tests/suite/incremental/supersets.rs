//! What else is in an index changes nothing: the files of a workspace have the same answers beside random files of other
//! workspaces, in other folders, that share no name with them.

use std::collections::{BTreeMap, BTreeSet};

use flagwise::index::{Index, Reference};
use flagwise::syntax::Language;

use super::edits::{Random, random_writes};
use super::workspaces::{WORKSPACES, Workspace};
use super::{Texts, known};

/// Rounds for each workspace, and edits before the comparison in each.
const ROUNDS: u64 = 6;
const EDITS: usize = 3;

/// Words that mean the same everywhere: of the languages, and of the SDKs.
const SHARED: &str = "\
    abstract as async auto await bool boolean Boolean break case catch char class const constexpr constructor def default \
    defmodule defp defstruct do done dynamic else elsif end enum error explicit export exports extends extension extern \
    false False final for foreach from fun func function get global if implements implementation import in include init \
    inline int interface internal is let local match mod module mut namespace new nil None not null of open override \
    package private property protected protocol pub public readonly require return sealed self Self set shared static \
    string String struct super switch template this throw trait true True try type typedef typeof union unsigned use \
    using val var virtual void when where while with yield interface endif define pragma once include ifdef \
    LaunchDarkly launchdarkly ldclient LDClient LDClientInterface LdClient ILdClient variation boolVariation \
    BoolVariation stringVariation jsonVariation bool_variation string_variation useFlags withLDConsumer sdk node react \
    server client-sdk com Component script setup template div vue defineProps";

/// The files of some other workspaces in folders of their own, with other names wherever `texts` use the same.
fn others(random: &mut Random, texts: &Texts) -> Texts {
    let shared: BTreeSet<&str> = SHARED.split_whitespace().collect();
    let own: BTreeSet<&str> = texts.iter().flat_map(|(path, text)| words(text).chain(words(path))).collect();
    let mut files = Texts::new();
    for number in 0..1 + random.below(3) {
        let other = Workspace::parse(WORKSPACES[random.below(WORKSPACES.len())]);
        for (path, text) in other.texts.iter().filter(|_| random.below(4) > 0) {
            let renamed = |text: &str| {
                let is_taken = |word: &str| own.contains(word) && !shared.contains(word);
                replace_words(text, |word| if is_taken(word) { format!("{word}Zq{number}") } else { word.to_owned() })
            };
            let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
            files.insert(format!("elsewhere{number}/{}.{extension}", renamed(stem)), renamed(text));
        }
    }
    files
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character| !is_word(character)).filter(|word| !word.is_empty())
}

/// The text with other words. Keys stay, as the flags are those of the same project.
fn replace_words(text: &str, replaced: impl Fn(&str) -> String) -> String {
    let keys: BTreeSet<&str> = super::workspaces::KEYS.iter().copied().collect();
    let is_part = |character: char| is_word(character) || character == '-';
    let mut result = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = |part: &dyn Fn(char) -> bool| rest.find(|character| !part(character)).unwrap_or(rest.len());
        let (key, word) = (length(&is_part), length(&is_word));
        let taken = match (word, keys.contains(&rest[..key])) {
            (0, _) => rest.chars().next().map_or(0, char::len_utf8),
            (_, true) => key,
            _ => word,
        };
        let piece = &rest[..taken];
        result.push_str(&if word == 0 || taken == key && key != word { piece.to_owned() } else { replaced(piece) });
        rest = &rest[taken..];
    }
    result
}

fn references<'t>(index: &Index, paths: impl Iterator<Item = &'t String>) -> BTreeMap<&'t str, Vec<Reference>> {
    paths.map(|path| (path.as_str(), index.references(path))).collect()
}

fn with_texts(index: &Index, texts: &Texts) -> Index {
    index.with_files(texts.iter().map(|(path, text)| {
        let language = Language::of_path(path.as_ref()).unwrap();
        (path.as_str(), language, text.as_str())
    }))
}

#[test]
fn files_of_other_workspaces_change_no_answer() {
    let mut with_references = 0;
    for (number, text) in WORKSPACES.iter().enumerate() {
        let workspace = Workspace::parse(text);
        for round in 0..ROUNDS {
            let mut random = Random::new(number as u64 * 100 + round);
            let mut texts = workspace.texts.clone();
            for _ in 0..EDITS.min(round as usize) {
                for (path, text) in random_writes(&mut random, &workspace, &texts) {
                    match text {
                        Some(text) => _ = texts.insert(path, text),
                        None => _ = texts.remove(&path),
                    }
                }
            }
            let known = known::random(&mut random).with_wrappers(None);
            let others = others(&mut random, &texts);
            let alone = with_texts(&Index::new(&known), &texts);
            let mut all = texts.clone();
            all.extend(others.clone());
            let together = with_texts(&Index::new(&known), &all);
            let (alone, together) = (references(&alone, texts.keys()), references(&together, texts.keys()));
            with_references += alone.values().filter(|found| !found.is_empty()).count();
            for (path, found) in alone {
                assert_eq!(found, together[path], "workspace {number}, round {round}, {path}\n{texts:#?}\n{others:#?}");
            }
        }
    }
    assert!(with_references > 300, "only {with_references} files had something to find");
}
