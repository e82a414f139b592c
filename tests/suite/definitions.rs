//! Definitions keep their identity while their workspace is edited, and finding references inverts going to a definition.

use std::collections::BTreeMap;
use std::sync::Arc;

use flagwise::index::{DefinitionId, FlagDefinition, Form, Index, Reference};
use flagwise::syntax::{KnownKeys, Language};

use crate::incremental::workspaces::{KEYS, WORKSPACES, Workspace};

type Texts = BTreeMap<String, String>;

fn index(texts: &Texts) -> Index {
    let known: KnownKeys = KEYS.iter().copied().chain(["another-key"]).collect();
    let files = texts.iter().map(|(path, text)| (path.as_str(), Language::of_path(path.as_ref()).unwrap(), &**text));
    Index::new(&known).with_files(files)
}

/// The workspaces with their index.
fn workspaces() -> impl Iterator<Item = (Texts, Index)> {
    WORKSPACES.iter().map(|text| {
        let texts = Workspace::parse(text).texts;
        let index = index(&texts);
        (texts, index)
    })
}

fn references(index: &Index) -> Vec<(Arc<str>, Reference)> {
    let all = index.all_references().into_iter();
    all.flat_map(|(path, found)| found.into_iter().map(move |one| (path.clone(), one))).collect()
}

/// The constants that references lead to.
fn definitions(index: &Index) -> BTreeMap<DefinitionId, FlagDefinition> {
    let ids = references(index).into_iter().filter_map(|(_, reference)| reference.definition);
    ids.map(|id| (id, index.definition(id).unwrap_or_else(|| panic!("{id:?} has no definition")))).collect()
}

#[test]
fn finding_references_inverts_going_to_the_definition() {
    let (mut through_names, mut of_keys) = (0, 0);
    for (texts, index) in workspaces() {
        let all = references(&index);
        let flat = |found: Vec<(Arc<str>, Vec<Reference>)>| -> Vec<(Arc<str>, Reference)> {
            found.into_iter().flat_map(|(path, found)| found.into_iter().map(move |one| (path.clone(), one))).collect()
        };
        for (id, definition) in definitions(&index) {
            let wanted: Vec<_> = all.iter().filter(|(_, one)| one.definition == Some(id)).cloned().collect();
            assert_eq!(flat(index.references_of(id)), wanted, "{definition:?}");
            assert!(wanted.iter().all(|(_, one)| one.key() == Some(&definition.key)), "{definition:?}: {wanted:#?}");
            let text = &texts[&*definition.path];
            let name = definition.chain.last().unwrap().trim_start_matches('@');
            assert!(definition.name.of(text).contains(name), "{definition:?}");
            if let Some(literal) = definition.literal {
                assert!(literal.of(text).contains(&*definition.key), "{definition:?}");
            }
            through_names += wanted.iter().filter(|(_, one)| one.form != Form::Definition).count();
        }
        for key in KEYS {
            let wanted: Vec<_> =
                all.iter().filter(|(_, one)| one.key().is_some_and(|own| &**own == *key)).cloned().collect();
            assert_eq!(flat(index.references_to(key)), wanted, "{key}");
            of_keys += wanted.len();
        }
    }
    assert!(through_names > 100 && of_keys > 200, "only {through_names} and {of_keys} references were found");
}

#[test]
fn edits_elsewhere_moved_lines_and_other_keys_keep_a_definition() {
    for (texts, before) in workspaces() {
        let kept = definitions(&before);
        let moved = texts.iter().map(|(path, text)| (path.clone(), format!("\n\n\n{text}\n\n")));
        let moved = definitions(&index(&moved.collect()));
        let paths = |definitions: &BTreeMap<DefinitionId, FlagDefinition>| -> BTreeMap<DefinitionId, Arc<str>> {
            definitions.iter().map(|(id, definition)| (*id, definition.path.clone())).collect()
        };
        assert_eq!(paths(&moved), paths(&kept), "{:?}", texts.keys());

        for definition in kept.values() {
            let Some(literal) = definition.literal else { continue };
            let mut texts = texts.clone();
            let text = texts.get_mut(&*definition.path).unwrap();
            if literal.of(text) != &*definition.key {
                continue;
            }
            text.replace_range(std::ops::Range::from(literal), "another-key");
            let after = index(&texts).definition(definition.id);
            let after = after.unwrap_or_else(|| panic!("{definition:?} is gone"));
            assert_eq!((&*after.key, &after.chain), ("another-key", &definition.chain));
        }
    }
}

#[test]
fn another_name_or_path_ends_a_definition() {
    let mut renamed = 0;
    for (texts, before) in workspaces() {
        for definition in definitions(&before).values() {
            let name = definition.chain.last().unwrap();
            let mut other_name = texts.clone();
            let text = other_name.get_mut(&*definition.path).unwrap();
            *text = text.replace(&**name, &format!("{name}Q"));
            assert_eq!(index(&other_name).definition(definition.id), None, "{name} in {}", definition.path);

            let mut other_path = texts.clone();
            let text = other_path.remove(&*definition.path).unwrap();
            let (stem, extension) = definition.path.rsplit_once('.').unwrap();
            other_path.insert(format!("{stem}Q.{extension}"), text);
            assert_eq!(index(&other_path).definition(definition.id), None, "{name} in {}", definition.path);
            renamed += 1;
        }
    }
    assert!(renamed > 50, "only {renamed} definitions were renamed");
}

#[test]
fn a_key_that_is_typed_has_a_position() {
    let text = "import { init } from \"@launchdarkly/node-server-sdk\";\nconst on = (flag) => ldClient.variation(flag, user, false);\nldClient.variation(\"\", user, false);\non(\"\");\nother(\"\");\non(\"beta\");\n";
    let index = index(&[("a.ts".to_owned(), text.to_owned())].into());
    let ends: Vec<usize> = text.match_indices("(\"\"").map(|(at, _)| at + 2).collect();
    let at =
        |offset: usize| index.key_position_at("a.ts", offset).map(|reference| (reference.form, reference.range.len()));
    assert_eq!(
        ends.iter().map(|end| at(*end)).collect::<Vec<_>>(),
        [Some((Form::EmptyLiteral, 0)), Some((Form::EmptyLiteral, 0)), None]
    );
    let beta = text.find("beta").unwrap();
    assert_eq!(at(beta + 2), Some((Form::Literal, 4)));
    assert_eq!(at(0), None);
}
