//! How sets of flags spell their properties, and which keys a property can mean.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::index::camel;
use crate::index::program::{FileId, Program};
use crate::syntax::{FlagNames, KnownKeys, Language};

/// How a set of flags spells its properties, as far as code tells: the packages of the workspace decide the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::index) enum SetSpelling {
    /// As they are.
    Exact,
    /// As the React SDK does that the package of a file has.
    Package(FileId),
    /// In the way of that SDK, or as they are.
    Likely(FileId),
    /// In any way that an SDK has.
    Any,
}

impl SetSpelling {
    /// The ways that are possible with the packages of a workspace.
    pub(in crate::index) fn resolve(self, program: &Program, known: &KnownKeys) -> Spelling {
        let of_package = |file: FileId| Spelling::camel(known.names_at(&program.files[file].path));
        match self {
            Self::Exact => Spelling::EXACT,
            Self::Package(file) => of_package(file),
            Self::Likely(file) if program.files[file].language.family() == Language::JavaScript => {
                Spelling { exact: true, ..of_package(file) }
            }
            Self::Likely(_) => Spelling::EXACT,
            Self::Any => Spelling::ANY,
        }
    }
}

/// The ways in which a set of flags may spell a key as a property; several where it is not known which SDK made the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spelling {
    /// As it is.
    pub exact: bool,
    /// By `lodash.camelcase`, as `launchdarkly-react-client-sdk` does.
    pub lodash: bool,
    /// By the camel-casing of `@launchdarkly/react-sdk`.
    pub react_sdk: bool,
}

impl Spelling {
    /// The keys, unchanged.
    pub const EXACT: Self = Self { exact: true, lodash: false, react_sdk: false };
    /// Any that an SDK has.
    pub const ANY: Self = Self { exact: true, lodash: true, react_sdk: true };

    /// That of the sets that the React SDKs of a package give.
    pub(in crate::index) fn camel(names: FlagNames) -> Self {
        let FlagNames { lodash, react_sdk, exact } = names;
        if exact { Self::EXACT } else { Self { exact: false, lodash, react_sdk } }
    }

    /// Whether it is certainly that of a set of flags that a React SDK gives.
    pub fn is_camel(self) -> bool {
        !self.exact && (self.lodash || self.react_sdk)
    }

    /// A key as a property, most likely first.
    pub fn spell(self, key: &str) -> Vec<String> {
        let mut names = Vec::new();
        if self.lodash {
            names.push(camel::lodash(key));
        }
        if self.react_sdk {
            names.push(camel::react_sdk(key));
        }
        if self.exact {
            names.push(key.to_owned());
        }
        names.dedup();
        names
    }
}

/// Every name of a file is looked up in them where flags are searched for.
type KeysByName = HashMap<String, Vec<String>, foldhash::fast::RandomState>;

/// The properties that the known keys can have.
#[derive(Debug, Default)]
pub(in crate::index) struct PropertyNames {
    known: KnownKeys,
    lodash: KeysByName,
    react_sdk: KeysByName,
    /// In the order of the keys.
    by_key: Box<[SpelledKey]>,
}

/// A key with its spellings, which take longer to make than all else that is done with a key.
#[derive(Debug)]
struct SpelledKey {
    key: Box<str>,
    lodash: Box<str>,
    react_sdk: Box<str>,
}

impl PropertyNames {
    pub(in crate::index) fn new(known: &KnownKeys) -> Self {
        let spelled = |key: &str| SpelledKey {
            key: key.into(),
            lodash: camel::lodash(key).into(),
            react_sdk: camel::react_sdk(key).into(),
        };
        let mut by_key: Box<[SpelledKey]> = known.iter().map(spelled).collect();
        by_key.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let by_name = |name: fn(&SpelledKey) -> &str| {
            let mut names = KeysByName::default();
            for spelled in &by_key {
                names.entry(name(spelled).to_owned()).or_default().push(spelled.key.to_string());
            }
            names
        };
        let (lodash, react_sdk) = (by_name(|spelled| &spelled.lodash), by_name(|spelled| &spelled.react_sdk));
        Self { known: known.clone(), lodash, react_sdk, by_key }
    }

    /// The keys, in order, each with its most likely name in a set.
    pub(in crate::index) fn spelled(&self, spelling: Spelling) -> impl Iterator<Item = (&str, &str)> {
        self.by_key.iter().map(move |spelled| {
            let name = match spelling {
                Spelling { lodash: true, .. } => &spelled.lodash,
                Spelling { react_sdk: true, .. } => &spelled.react_sdk,
                _ => &spelled.key,
            };
            (&*spelled.key, &**name)
        })
    }

    /// Whether no key is known.
    pub(in crate::index) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The key that is equal to a text.
    pub(in crate::index) fn get(&self, key: &str) -> Option<&str> {
        self.known.get(key)
    }

    /// Every camel-cased property.
    pub(in crate::index) fn camel_cased(&self) -> impl Iterator<Item = &str> {
        self.lodash.keys().chain(self.react_sdk.keys()).map(String::as_str)
    }

    /// Every key.
    pub(in crate::index) fn exact(&self) -> impl Iterator<Item = &str> {
        self.known.iter()
    }

    /// The keys that a property of a set can mean, in order.
    pub(in crate::index) fn keys(&self, property: &str, spelling: Spelling) -> Vec<&str> {
        let camel = [(spelling.lodash, &self.lodash), (spelling.react_sdk, &self.react_sdk)];
        let camel = camel.into_iter().filter(|(is_used, _)| *is_used);
        let mut keys: Vec<&str> =
            camel.filter_map(|(_, keys)| keys.get(property)).flatten().map(String::as_str).collect();
        keys.extend(self.known.get(property).filter(|_| spelling.exact));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The flag that a text names in another spelling, and its name in this one; `None` where the text names no flag, or
    /// one in this spelling.
    pub(in crate::index) fn right_name(&self, text: &str, spelling: Spelling) -> Option<(&str, String)> {
        if !self.keys(text, spelling).is_empty() {
            return None;
        }
        let keys = self.keys(text, Spelling::ANY);
        let [key] = keys[..] else { return None };
        Some((key, spelling.spell(key).into_iter().next()?))
    }
}
