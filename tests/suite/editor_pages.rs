//! What the editors' configurations and pages say of languages and options is what the code knows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flagwise::config;
use flagwise::syntax::Language;

const HEADINGS: [&str; 5] = ["Install", "Enable", "Configure", "Verify", "Troubleshoot"];

/// Documents in which only mentions are looked for.
const MENTIONS_ONLY: [&str; 2] = ["json", "jsonc"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn pages() -> Vec<String> {
    let mut pages = vec!["editors/vscode/README.md".to_owned(), "editors/neovim/README.md".to_owned()];
    for entry in fs::read_dir(root().join("docs/editors")).unwrap() {
        pages.push(format!("docs/editors/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    pages
}

/// The blocks of a page that are fenced with this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    page.split(open.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Compares the languages behind an editor's names with those that flagwise reads.
fn check_languages(editor: &str, names: &[&str]) {
    let mut covered = BTreeSet::new();
    for name in names {
        match Language::of_language_id(name) {
            Some(language) => {
                covered.insert(language);
            }
            None => assert!(MENTIONS_ONLY.contains(name), "{editor} starts for `{name}`, which is no language"),
        }
    }
    let all: BTreeSet<Language> = Language::all().collect();
    let missing: Vec<&str> = all.difference(&covered).map(|language| language.name()).collect();
    assert!(missing.is_empty(), "{editor} does not start for {missing:?}");
}

#[test]
fn the_vscode_extension_starts_for_every_language() {
    let manifest: serde_json::Value = serde_json::from_str(&read("editors/vscode/package.json")).unwrap();
    let events = manifest["activationEvents"].as_array().unwrap();
    let names: Vec<&str> = events.iter().filter_map(|event| event.as_str()?.strip_prefix("onLanguage:")).collect();
    check_languages("VS Code", &names);
}

#[test]
fn the_neovim_configuration_starts_for_every_language() {
    let configuration = read("editors/neovim/lsp/flagwise.lua");
    let (_, rest) = configuration.split_once("filetypes = {").unwrap();
    let (list, _) = rest.split_once('}').unwrap();
    let names: Vec<&str> =
        list.split(',').map(|name| name.trim().trim_matches('\'')).filter(|name| !name.is_empty()).collect();
    // Neovim's names that LSP spells otherwise.
    let (_, rest) = configuration.split_once("return ({").unwrap();
    let (table, _) = rest.split_once('}').unwrap();
    let renamed: Vec<(&str, &str)> = table
        .split(',')
        .filter_map(|pair| pair.split_once('='))
        .map(|(from, to)| (from.trim(), to.trim().trim_matches('\'')))
        .collect();
    let names: Vec<&str> = names
        .into_iter()
        .map(|name| renamed.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to))
        .collect();
    check_languages("Neovim", &names);
}

#[test]
fn every_editor_has_a_page_with_the_same_headings() {
    for name in pages() {
        let page = read(&name);
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{name}");
    }
}

#[test]
fn the_configurations_on_the_pages_can_be_parsed() {
    let mut parsed = 0;
    for name in pages() {
        let page = read(&name);
        for block in blocks(&page, "toml") {
            block.parse::<toml::Table>().unwrap_or_else(|error| panic!("{name}: {error}\n{block}"));
            parsed += 1;
        }
        for block in blocks(&page, "json") {
            serde_json::from_str::<serde_json::Value>(block).unwrap_or_else(|error| panic!("{name}: {error}\n{block}"));
            parsed += 1;
        }
    }
    assert!(parsed >= 10, "the pages' blocks were not found");
}

/// The Neovim plugin passes exactly the options that need the user's consent.
#[test]
fn the_neovim_configuration_hands_over_what_is_guarded() {
    let text = include_str!("../../editors/neovim/lsp/flagwise.lua");
    let line = text.lines().find(|line| line.starts_with("local guarded = ")).unwrap();
    let mut handed: Vec<&str> = line.split('\'').skip(1).step_by(2).collect();
    handed.sort_unstable();
    let is_guarded =
        |option: &&config::ConfigOption| option.trust != config::Trust::Anyone && option.scope != config::Scope::Editor;
    let mut guarded: Vec<&str> = config::OPTIONS.iter().filter(is_guarded).map(|option| option.name).collect();
    guarded.sort_unstable();
    assert_eq!(handed, guarded);
}
