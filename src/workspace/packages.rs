//! Spelling of flags as properties, from the `package.json` files around a file and from the SDK's start options.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use ignore::DirEntry;
use serde_json::Value;

use super::read::{TEXT_LIMIT, read_source, read_text_in};
use super::shards;
use crate::files;
use crate::syntax::facts::FileFacts;
use crate::syntax::{FlagNames, Packages};

/// Functions and hooks whose files depend on the spelling.
const USERS: [&str; 2] = ["useFlags", "withLDConsumer"];
/// Functions and components that may disable camel-casing.
pub(super) const STARTERS: [&str; 6] = [
    "useCamelCaseFlagKeys",
    "reactOptions",
    "asyncWithLDProvider",
    "withLDProvider",
    "LDProvider",
    "createLDReactProvider",
];
/// The option that disables it.
const OPTION: &str = "useCamelCaseFlagKeys";
/// Name of the file.
const NAME: &str = "package.json";
/// Maximum size of a `package.json`, in bytes.
const LARGEST: u64 = 4 << 20;

/// Whether the spelling of flags may depend on a file with these facts.
pub fn affects_spelling(facts: &FileFacts) -> bool {
    USERS.iter().chain(&STARTERS).any(|name| facts.find_name(name).is_some())
}

/// Whether a text contains a name that [`affects_spelling`] would find, possibly in a comment.
pub fn may_affect_spelling(text: &str) -> bool {
    USERS.iter().chain(&STARTERS).any(|name| memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_some())
}

/// The packages around files, given by path relative to the root, absolute path and facts. `None` if no file reads
/// flags as properties.
pub(super) fn find<'f>(files: impl Iterator<Item = (&'f str, &'f Path, &'f FileFacts)>) -> Option<Arc<Packages>> {
    let mut folders: BTreeMap<String, Option<FlagNames>> = BTreeMap::new();
    let mut is_used = false;
    let mut turned_off: Vec<String> = Vec::new();
    for (path, absolute, facts) in files {
        let names = |names: &[&str]| names.iter().any(|name| facts.find_name(name).is_some());
        let uses = names(&USERS);
        let may_start = names(&STARTERS);
        if !uses && !may_start {
            continue;
        }
        is_used = true;
        let root = absolute.ancestors().nth(path.split('/').count()).unwrap_or(Path::new(""));
        let mut here = absolute.parent();
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        while let Some(place) = here {
            folders.entry(folder.to_owned()).or_insert_with(|| names_of(root, place));
            if folder.is_empty() {
                break;
            }
            folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
            here = place.parent();
        }
        if may_start && read_source(root, absolute, TEXT_LIMIT).is_ok_and(|text| turns_camel_case_off(&text.text)) {
            turned_off.push(path.to_owned());
        }
    }
    let mut packages: BTreeMap<String, FlagNames> =
        folders.into_iter().filter_map(|(folder, names)| Some((folder, names?))).collect();
    for path in turned_off {
        let mut folder = path.as_str();
        while !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
            if folder.is_empty() || packages.contains_key(folder) {
                break;
            }
        }
        packages.entry(folder.to_owned()).or_default().exact = true;
    }
    is_used.then(|| Arc::new(packages.into_iter().collect()))
}

/// Hash of every `package.json` that [`find`] may read for files, given by their paths below `root`.
pub(super) fn fingerprint<'p>(root: &Path, files: impl Iterator<Item = &'p str>) -> u128 {
    let mut folders = BTreeSet::new();
    for path in files {
        let mut folder = path;
        while let Some((outer, _)) = folder.rsplit_once('/') {
            folder = outer;
            if !folders.insert(folder) {
                break;
            }
        }
        folders.insert("");
    }
    let mut found = Vec::new();
    for folder in folders {
        if let Ok(bytes) = files::read_in(root, &root.join(folder).join(NAME), LARGEST) {
            found.extend(shards::fingerprint(folder).to_le_bytes());
            found.extend(shards::fingerprint(bytes).to_le_bytes());
        }
    }
    shards::fingerprint(found)
}

/// The error of a `package.json` in a walk of `root`, if it cannot be read.
pub(super) fn problem_with(root: &Path, entry: &DirEntry) -> Option<String> {
    if entry.file_name() != NAME {
        return None;
    }
    let kind = entry.file_type()?;
    let is_plain = kind.is_file() && entry.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST);
    if is_plain || kind.is_dir() {
        return None;
    }
    files::read_in(root, entry.path(), LARGEST).err().map(|error| format!("{error}; it is ignored"))
}

/// Spelling according to the `package.json` of a folder; `None` if it depends on no SDK.
fn names_of(root: &Path, folder: &Path) -> Option<FlagNames> {
    let manifest: Value = serde_json::from_str(&read_text_in(root, &folder.join(NAME), LARGEST).ok()?.text).ok()?;
    let depends = |package: &str| {
        ["dependencies", "devDependencies", "peerDependencies"]
            .iter()
            .any(|kind| manifest.get(kind).and_then(|packages| packages.get(package)).is_some())
    };
    let lodash = depends("launchdarkly-react-client-sdk") || depends("gatsby-plugin-launchdarkly");
    let react_sdk = depends("@launchdarkly/react-sdk");
    (lodash || react_sdk).then_some(FlagNames { lodash, react_sdk, exact: false })
}

/// Whether a text contains `useCamelCaseFlagKeys: false`, also as an attribute or quoted.
pub fn turns_camel_case_off(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), OPTION).any(|at| {
        let rest = text[at + OPTION.len()..].trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix([':', '=']).map(|value| value.trim_start_matches(['{', ' ', '\t', '\r', '\n']));
        value.is_some_and(|value| value.starts_with("false"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Language, extract};

    #[test]
    fn the_option_is_found_however_it_is_written() {
        for text in [
            "useCamelCaseFlagKeys: false",
            "'useCamelCaseFlagKeys' : false",
            "{ \"useCamelCaseFlagKeys\":false }",
            "<LDProvider reactOptions={{ useCamelCaseFlagKeys:\n false }}>",
        ] {
            assert!(turns_camel_case_off(text), "{text}");
        }
        for text in ["useCamelCaseFlagKeys: true", "useCamelCaseFlagKeys", "useCamelCaseFlagKeysX: false", ""] {
            assert!(!turns_camel_case_off(text), "{text}");
        }
    }

    #[test]
    fn the_nearest_package_that_names_an_sdk_decides() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("package.json", r#"{"dependencies": {"launchdarkly-react-client-sdk": "3"}}"#);
        write("apps/new/package.json", r#"{"peerDependencies": {"@launchdarkly/react-sdk": "4"}}"#);
        write("apps/new/src/package.json", r#"{"type": "module"}"#);
        write("apps/raw/package.json", r#"{"devDependencies": {"launchdarkly-react-client-sdk": "3"}}"#);
        write("apps/broken/package.json", "{");
        let user = "const { a } = useFlags();";
        let starter = "withLDProvider({ reactOptions: { useCamelCaseFlagKeys: false } })(App);";
        let files = [
            ("apps/new/src/a.tsx", user),
            ("apps/raw/src/a.tsx", user),
            ("apps/raw/src/start.tsx", starter),
            ("apps/broken/a.tsx", user),
            ("a.tsx", user),
        ];
        let read: Vec<_> = files
            .iter()
            .map(|(path, text)| {
                write(path, text);
                (*path, folder.path().join(path), extract(Language::Tsx, text))
            })
            .collect();
        let packages = find(read.iter().map(|(path, absolute, facts)| (*path, absolute.as_path(), facts))).unwrap();
        let names = |path: &str| {
            let FlagNames { lodash, react_sdk, exact } = packages.names_at(path);
            (lodash, react_sdk, exact)
        };
        assert_eq!(names("apps/new/src/a.tsx"), (false, true, false));
        assert_eq!(names("apps/raw/src/a.tsx"), (true, false, true));
        assert_eq!(names("apps/broken/a.tsx"), (true, false, false));
        assert_eq!(names("a.tsx"), (true, false, false));
    }
}
