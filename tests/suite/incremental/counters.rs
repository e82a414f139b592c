//! What an event costs, in files: edits inside of a function, keys that come, go or are archived.

use flagwise::index::{Counters, Index};
use flagwise::syntax::{KnownKeys, Language, extract};

use super::known;
use super::workspaces::{WORKSPACES, Workspace};

fn index(texts: &super::Texts, known: &KnownKeys) -> Index {
    Index::new(known).with_files(texts.iter().map(|(path, text)| {
        let language = Language::of_path(path.as_ref()).unwrap();
        (path.as_str(), language, text.as_str())
    }))
}

/// The work between two versions of an index.
fn work(before: &Index, after: &Index) -> Counters {
    let (before, after) = (before.counters(), after.counters());
    Counters { solved: after.solved - before.solved, joined: after.joined - before.joined }
}

#[test]
fn an_archived_key_costs_nothing() {
    for text in WORKSPACES {
        let index = index(&Workspace::parse(text).texts, &known::all());
        // The catalog is another, and its keys are the same: archived and deprecated ones are among them.
        assert_eq!(work(&index, &index.with_keys(&known::all())), Counters::default(), "{text}");
    }
}

#[test]
fn a_key_that_comes_or_goes_is_joined_and_nothing_is_solved() {
    for text in WORKSPACES {
        let all = known::all();
        let fewer: KnownKeys = all.iter().filter(|key| *key != "beta").collect();
        let index = index(&Workspace::parse(text).texts, &fewer);
        let added = index.with_keys(&all);
        assert_eq!(work(&index, &added).solved, 0, "{text}");
        assert_eq!(work(&added, &added.with_keys(&fewer)).solved, 0, "{text}");
    }
}

#[test]
fn a_key_that_no_file_names_is_joined_with_none() {
    let text = "import { init } from '@launchdarkly/node-server-sdk';\n\
                export const isOn = (key: string) => init('key').variation(key, {}, false);\n";
    let page = |number: usize| {
        format!("import {{ isOn }} from './flags';\nexport const on{number} = () => isOn('page-{number}');\n")
    };
    let mut texts: super::Texts = (0..20).map(|number| (format!("src/page{number}.ts"), page(number))).collect();
    texts.insert("src/flags.ts".to_owned(), text.to_owned());
    let known: KnownKeys = (0..10).map(|number| format!("page-{number}")).collect();
    let index = index(&texts, &known);
    let with = |key: &str| known.iter().chain([key]).collect::<KnownKeys>();
    assert_eq!(work(&index, &index.with_keys(&with("of-no-file"))), Counters::default());
    let added = index.with_keys(&with("page-15"));
    let Counters { solved, joined } = work(&index, &added);
    assert_eq!(solved, 0);
    assert!((1..=2).contains(&joined), "{joined} files were joined for a key of one file");
}

#[test]
fn an_edit_inside_of_a_function_solves_its_file_alone() {
    let page = |number: usize| format!("export function on{number}() {{ return isOn('page-{number}'); }}\n");
    let texts: super::Texts = (0..20).map(|number| (format!("src/page{number}.ts"), page(number))).collect();
    let index = index(&texts, &known::all());
    let edited = extract(Language::TypeScript, &page(3).replace("return", "const more = 1; return"));
    let after = index.edited("src/page3.ts", edited.into()).settled();
    assert_eq!(work(&index, &after).solved, 1);
}
