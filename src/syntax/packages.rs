use std::collections::BTreeMap;

/// How the packages of a workspace spell flags as properties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages {
    folders: BTreeMap<Box<str>, FlagNames>,
}

/// How flags are spelled as properties of `useFlags()` and its kin, by the React SDK that is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagNames {
    /// By `lodash.camelcase`, as `launchdarkly-react-client-sdk` does.
    pub lodash: bool,
    /// By the camel-casing of `@launchdarkly/react-sdk`.
    pub react_sdk: bool,
    /// By their keys, unchanged: `useCamelCaseFlagKeys` is off.
    pub exact: bool,
}

impl Default for FlagNames {
    /// What is assumed where no package says: any of the SDKs could be there.
    fn default() -> Self {
        Self { lodash: true, react_sdk: true, exact: false }
    }
}

impl Packages {
    /// How flags are spelled in a file, whose path is relative to the workspace's root: by the nearest package around it.
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
    /// Packages by their folders, relative to the workspace's root; empty for the root itself.
    fn from_iter<I: IntoIterator<Item = (S, FlagNames)>>(packages: I) -> Self {
        Self { folders: packages.into_iter().map(|(folder, names)| (folder.into(), names)).collect() }
    }
}
