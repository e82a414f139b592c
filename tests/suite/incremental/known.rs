//! The keys that exist in a history, with other names for them and with what the configuration declares.

use std::sync::Arc;

use flagwise::syntax::{Aliases, ArgumentName, Delimiters, Forbidden, KnownKeys, Takes, ValueKind, Wrapper, Wrappers};

use super::edits::Random;
use super::workspaces::KEYS;

/// All keys.
pub(super) fn all() -> KnownKeys {
    KEYS.iter().copied().collect()
}

/// Functions that the configuration declares, and none that it forbids.
pub(super) fn declared() -> Option<Arc<Wrappers>> {
    Some(Arc::new(wrappers(false)))
}

/// Most of the keys: without known keys, what flows into SDK calls is all there is.
pub(super) fn random(random: &mut Random) -> KnownKeys {
    let declared = Declared::random(random);
    declared.with_keys(some(random))
}

/// What a workspace declares, whatever keys exist.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    wrappers: Option<Arc<Wrappers>>,
    aliases: Option<Arc<Aliases>>,
}

impl Declared {
    pub(super) fn random(random: &mut Random) -> Self {
        Self {
            wrappers: (random.below(3) == 0).then(|| Arc::new(wrappers(random.below(2) == 0))),
            aliases: (random.below(3) == 0).then(|| Arc::new(aliases())),
        }
    }

    /// The keys of two projects.
    pub(super) fn projects(&self, random: &mut Random) -> [KnownKeys; 2] {
        [some(random), some(random)].map(|keys| self.with_keys(keys))
    }

    /// The keys of a project later: one has come, one is gone, all are others, or none is. An archived key stays one.
    pub(super) fn changed(&self, random: &mut Random, known: &KnownKeys) -> KnownKeys {
        let key = KEYS[random.below(KEYS.len())];
        self.with_keys(match random.below(8) {
            0 => some(random),
            1 => known.clone(),
            2 => KnownKeys::default(),
            _ if known.contains(key) => known.iter().filter(|other| *other != key).collect(),
            _ => known.iter().chain([key]).collect(),
        })
    }

    fn with_keys(&self, keys: KnownKeys) -> KnownKeys {
        keys.with_wrappers(self.wrappers.clone()).with_aliases(self.aliases.clone())
    }
}

fn some(random: &mut Random) -> KnownKeys {
    KEYS.iter().filter(|_| random.below(5) > 0).copied().collect()
}

fn wrappers(also_forbidden: bool) -> Wrappers {
    let takes = |position| Takes::Key {
        key: ArgumentName::Position(position),
        default: Some(ArgumentName::Position(position + 1)),
        kind: ValueKind::Bool,
    };
    let wrapper = |function: &str, receiver: Option<&str>, module: Option<&str>, takes| Wrapper {
        function: function.to_owned(),
        receiver: receiver.map(str::to_owned),
        module: module.map(str::to_owned),
        takes,
    };
    let flag = ArgumentName::Label("flag".to_owned());
    let declared = vec![
        wrapper("isOn", None, None, takes(0)),
        wrapper("is_on", Some("client"), None, takes(0)),
        wrapper("getValue", None, Some("@shop/flags"), takes(1)),
        wrapper("On", Some("Service"), None, takes(0)),
        wrapper("Feature", None, None, Takes::Key { key: flag, default: None, kind: ValueKind::Bool }),
        wrapper("useFeature", None, None, Takes::AllFlags),
    ];
    let forbidden = ["both", "either", "Words.isOn", "FeatureToggler.getValue", "feature_on", "enabled?"];
    let forbidden = if also_forbidden { forbidden.map(Forbidden::parse).to_vec() } else { Vec::new() };
    Wrappers { declared, forbidden }
}

/// Names that code has for something else, and one for two flags.
fn aliases() -> Aliases {
    let names = [
        ("", "newCheckout", "new-checkout"),
        ("", "CHECKOUT", "new-checkout"),
        ("", "SEARCH", "old-search"),
        ("src", "flags", "beta"),
        ("", "Search", "old-search"),
        ("", "Search", "dark-mode"),
    ];
    Aliases::new(names, Delimiters { no_quotes: false, additional: vec![b'|'] })
}
