//! Identifier heuristics.

/// The lower-case words of a name: `ldClient` is `ld` and `client`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    let characters: Vec<char> = name.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            previous = ' ';
            continue;
        }
        let next_lower = characters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = !previous.is_alphanumeric()
            || character.is_uppercase()
                && (previous.is_lowercase() || previous.is_numeric() || next_lower && previous.is_uppercase());
        if starts || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    words
}

/// Whether a name or module refers to LaunchDarkly: `ldClient`, `LaunchDarklyService`, `@launchdarkly/…`.
pub(super) fn mentions_launchdarkly(name: &str) -> bool {
    if contains(name, "launchdarkly") || contains(name, "launch_darkly") || contains(name, "launch-darkly") {
        return true;
    }
    contains(name, "ld") && words(name).iter().any(|word| word == "ld" || word.starts_with("ldclient"))
}

/// Whether a LaunchDarkly name denotes something without evaluations: `LDContext`, `ldUser`.
pub(super) fn is_no_client(name: &str) -> bool {
    const OTHERS: &[&str] = &["context", "user", "builder", "config", "options", "logger", "provider"];
    mentions_launchdarkly(name) && words(name).last().is_some_and(|last| OTHERS.contains(&last.as_str()))
}

/// Whether a name has a flag word.
pub(super) fn mentions_flags(name: &str) -> bool {
    const WORDS: &[&str] = &["flag", "feature", "toggle", "experiment"];
    let maybe = WORDS.iter().any(|known| contains(name, known)) || contains(name, "ff");
    let is_flag_word = |word: &String| word == "ff" || WORDS.iter().any(|known| word.contains(known));
    maybe && words(name).iter().any(is_flag_word) || mentions_launchdarkly(name)
}

/// Whether a name may denote an evaluator: not `ldContext`, as in `ldContext.getValue("email")`.
pub(super) fn may_be_asked(name: &str) -> bool {
    mentions_flags(name) && !is_no_client(name)
}

/// Whether a function changes flags, by the first of several words of its name: such a flag need not exist before.
pub(super) fn is_change(name: &str) -> bool {
    #[rustfmt::skip]
    const VERBS: &[&str] = &[
        "add", "archive", "assign", "clone", "copy", "create", "define", "delete", "deprecate", "disable", "enable",
        "force", "insert", "make", "mock", "new", "override", "patch", "provision", "register", "remove", "reset", "restore",
        "save", "schedule", "seed", "set", "store", "stub", "toggle", "turn", "unset", "update", "upsert", "write",
    ];
    let is_verb = |word: &str| VERBS.contains(&word);
    matches!(words(name).as_slice(), [first, _, ..] if is_verb(first))
}

/// Whether a name denotes a flag set: `flags`, `ldFlags`, `useFeatureFlags`, `FlagSet` without its last word.
pub(super) fn holds_flags(name: &str) -> bool {
    const PLURALS: &[&str] = &["flags", "toggles", "experiments"];
    const BEFORE: &[&str] =
        &["use", "get", "feature", "ld", "launch", "darkly", "launchdarkly", "app", "all", "user", "client", "release"];
    if !PLURALS.iter().any(|plural| contains(name, plural)) {
        return false;
    }
    let words = words(name);
    words.split_last().is_some_and(|(last, before)| {
        PLURALS.contains(&last.as_str()) && before.iter().all(|word| BEFORE.contains(&word.as_str()))
    })
}

/// Whether a name contains a lower-case word, ignoring case.
fn contains(name: &str, word: &str) -> bool {
    name.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a name is an SDK's word for an evaluation, in any spelling.
pub(super) fn is_variation(name: &str) -> bool {
    contains(name, "variation")
}

/// Whether a method or property returns the own text of an enum member or constant.
pub(super) fn is_accessor(name: &str) -> bool {
    let lower = name.to_lowercase().replace('_', "");
    matches!(
        lower.as_str(),
        "value"
            | "key"
            | "name"
            | "id"
            | "tostring"
            | "getkey"
            | "getvalue"
            | "getname"
            | "flag"
            | "flagkey"
            | "keyname"
            | "entryname"
            | "featurekey"
            | "getflagkey"
            | "getflag"
            | "rawvalue"
            | "valueof"
            | "str"
            | "trim"
            | "tos"
            | "asstr"
            | "asstring"
            | "asref"
            | "cstr"
            | "tostdstring"
            | "toutf8"
            | "asderef"
            | "toowned"
            | "into"
            | "clone"
            | "getid"
            | "code"
            | "getcode"
    )
}

/// Whether a member of an object is named like the key of a flag.
pub(super) fn is_key_member(name: &str) -> bool {
    let name = name.replace('_', "").to_lowercase();
    matches!(name.as_str(), "key" | "flag" | "flagkey" | "featurekey" | "featureflag" | "flagname" | "keyname")
}

/// Whether a declared type is just a string, or nothing.
pub(super) fn is_plain_type(name: &str) -> bool {
    let name = name.to_lowercase();
    let plain = ["", "string", "str", "charsequence", "var", "val", "let", "auto", "any", "object", "nsstring", "text"];
    plain.contains(&name.as_str())
}

/// Whether a variable may have a type by its name: they share their last words.
pub(super) fn similar(variable: &str, type_name: &str) -> bool {
    let (variable, type_name) = (words(variable), words(type_name));
    let shared = variable.iter().rev().zip(type_name.iter().rev()).take_while(|(a, b)| a == b).count();
    shared > 0 && (shared == variable.len() || shared == type_name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("ldClient"), ["ld", "client"]);
        assert_eq!(words("LDClientInterface"), ["ld", "client", "interface"]);
        assert_eq!(words("IFeatureService"), ["i", "feature", "service"]);
        assert_eq!(words("_feature_service2"), ["feature", "service2"]);
    }

    #[test]
    fn words_that_only_contain_the_letters_do_not_speak() {
        assert!(mentions_launchdarkly("ldClient"));
        assert!(mentions_launchdarkly("@launchdarkly/node-server-sdk"));
        assert!(!mentions_launchdarkly("oldClient"));
        assert!(!mentions_launchdarkly("builder"));
        assert!(mentions_flags("isFeatureEnabled"));
        assert!(!mentions_flags("translate"));
    }

    #[test]
    fn a_variable_resembles_its_type_by_its_last_words() {
        assert!(similar("featureToggler", "LaunchDarklyFeatureToggler"));
        assert!(similar("flags", "Flags"));
        assert!(!similar("service", "Translator"));
    }
}
