//! What look-ups cost in a file where many functions or types use one name, counted in entries and not in time.

use std::cell::Cell;
use std::fmt::Write;

use crate::index::Index;
use crate::syntax::{KnownKeys, Language};

thread_local! {
    /// How many entries the look-ups of this thread went over.
    pub(super) static VISITED: Cell<usize> = const { Cell::new(0) };
}

const HEAD: &str = "import { init } from '@launchdarkly/node-server-sdk';\nconst client = init('sdk');\n\
     const isOn = (key) => client.boolVariation(key, {}, false);\n";

/// The keys found in `count` copies of a text whose `#` is the number of the copy, and the entries visited for that.
fn found(text: &str, count: usize) -> (Vec<String>, usize) {
    let mut whole = HEAD.to_owned();
    for number in 0..count {
        let _ = writeln!(whole, "{}", text.replace('#', &number.to_string()));
    }
    let known: KnownKeys = (0..count).map(|number| format!("flag-{number}")).collect();
    VISITED.set(0);
    let index = Index::new(&known).with_files([("src/many.ts", Language::TypeScript, whole.as_str())]);
    let keys = index.references("src/many.ts").iter().filter_map(|one| Some(one.key()?.to_string())).collect();
    (keys, VISITED.get())
}

/// Every copy has its own key, and twice the copies cost at most about twice as many entries.
#[track_caller]
fn check_linear(text: &str) {
    let (keys, entries) = found(text, 100);
    let (_, entries_of_twice) = found(text, 200);
    let count = |number: usize| keys.iter().filter(|key| **key == format!("flag-{number}")).count();
    assert!(count(0) > 0, "no key in {text}");
    for number in 1..100 {
        assert_eq!(count(number), count(0), "flag-{number} in {text}: {keys:?}");
    }
    assert!(entries_of_twice <= entries * 2 + 20, "{entries} entries, then {entries_of_twice} for {text}");
}

#[test]
fn locals_of_one_name_in_many_functions_are_linear() {
    check_linear("function f#() { const key = 'flag-#'; return isOn(key); }");
}

#[test]
fn parameters_that_hide_one_another_are_linear() {
    check_linear("function f#(key, other) { const name = 'flag-#'; return [key, other].map((key) => isOn(name)); }");
}

#[test]
fn locals_that_are_given_several_texts_are_linear() {
    check_linear(
        "function f#(on) { let key = 'other'; if (on) { key = 'flag-#'; } const same = key; return isOn('flag-#'); }",
    );
}

#[test]
fn members_of_local_objects_of_one_name_are_those_of_their_function() {
    check_linear("function f#() { const options = { key: 'flag-#' }; const { key } = options; return isOn(key); }");
    check_linear("function f#() { const options = { key: 'flag-#' }; return isOn(options.key); }");
}

#[test]
fn members_of_one_name_in_many_types_are_linear() {
    check_linear("class C# { static KEY = 'flag-#'; check() { return isOn(C#.KEY); } }");
    check_linear("class C# { key = 'flag-#'; check() { return isOn(this.key); } }");
    check_linear("const OBJECT_# = { key: 'flag-#' };\nfunction f#() { return isOn(OBJECT_#.key); }");
}
