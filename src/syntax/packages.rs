//! Spelling of flags as properties, by package.

use std::collections::BTreeMap;

/// Spelling of flags as properties, by the packages of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages {
    folders: BTreeMap<Box<str>, FlagNames>,
}

/// Spelling of flags as properties of `useFlags()` and similar hooks, by the installed React SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagNames {
    /// `lodash.camelcase`, as in `launchdarkly-react-client-sdk`.
    pub lodash: bool,
    /// The camel-casing of `@launchdarkly/react-sdk`.
    pub react_sdk: bool,
    /// The unchanged keys: `useCamelCaseFlagKeys` is off.
    pub exact: bool,
}

impl Default for FlagNames {
    /// Used if no package decides: any of the SDKs is possible.
    fn default() -> Self {
        Self { lodash: true, react_sdk: true, exact: false }
    }
}

impl Packages {
    /// Spelling in a file, given by its path relative to the workspace root: that of the nearest enclosing package.
    pub fn names_at(&self, path: &str) -> FlagNames {
        let mut folder = path;
        while !self.folders.is_empty() && !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            if let Some(names) = self.folders.get(folder) {
                return *names;
            }
        }
        FlagNames::default()
    }
}

impl<S: Into<Box<str>>> FromIterator<(S, FlagNames)> for Packages {
    /// Packages by folder, relative to the workspace root; empty for the root itself.
    fn from_iter<I: IntoIterator<Item = (S, FlagNames)>>(packages: I) -> Self {
        Self { folders: packages.into_iter().map(|(folder, names)| (folder.into(), names)).collect() }
    }
}
