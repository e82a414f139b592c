//! The access token in the configuration of `ldcli`, LaunchDarkly's own command line.

use std::fmt;
use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser};
use secrecy::SecretString;

use crate::files;
use crate::launchdarkly::Host;

/// Maximum size of the file, in bytes.
const LIMIT: u64 = 64 << 10;

/// A token that `ldcli` was configured with.
#[derive(Clone)]
pub struct LdcliToken {
    /// The token.
    pub token: SecretString,
    /// The configured host: `base-uri`, by default LaunchDarkly's commercial instance. `None` if it is invalid.
    pub host: Option<Host>,
    /// The configuration file.
    pub path: PathBuf,
}

impl LdcliToken {
    /// Reads `ldcli/config.yml` in `$XDG_CONFIG_HOME` or `~/.config`, on every platform as `ldcli` does. `None` without a
    /// file or a token in it.
    pub fn find(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let folder = match variable("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()) {
            Some(folder) => PathBuf::from(folder),
            None => etcetera::home_dir().ok()?.join(".config"),
        };
        Self::read(&folder.join("ldcli").join("config.yml"))
    }

    fn read(path: &Path) -> Option<Self> {
        let bytes = files::read(path, LIMIT).ok()?;
        let (token, base) = parse(&String::from_utf8(bytes).ok()?)?;
        let host = base.map_or_else(|| Some(Host::default()), |base| Host::parse(&base).ok());
        Some(Self { token, host, path: path.to_owned() })
    }
}

impl fmt::Debug for LdcliToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LdcliToken").field("host", &self.host).field("path", &self.path).finish_non_exhaustive()
    }
}

/// `access-token` and `base-uri` of the outermost map.
fn parse(text: &str) -> Option<(SecretString, Option<String>)> {
    let (mut token, mut base) = (None, None);
    let (mut depth, mut name) = (0, None);
    for event in Parser::new_from_str(text) {
        match event.ok()?.0 {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth -= 1;
                name = None;
            }
            Event::Scalar(text, ..) if depth == 1 => match name.take() {
                None => name = Some(text.into_owned()),
                Some(name) if name == "access-token" => token = Some(text.into_owned()),
                Some(name) if name == "base-uri" => base = Some(text.into_owned()),
                Some(_) => {}
            },
            Event::Alias(_) if depth == 1 => name = None,
            _ => {}
        }
    }
    let token = token.filter(|token| !token.trim().is_empty())?;
    Some((SecretString::from(token), base.filter(|base| !base.trim().is_empty())))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_token_and_the_host_are_read() {
        let of = |text: &str| parse(text).map(|(token, base)| (token.expose_secret().to_owned(), base));
        let full =
            "access-token: api-1\nanalytics-opt-out: false\nbase-uri: https://app.eu.launchdarkly.com\nflag: ''\n";
        assert_eq!(of(full), Some(("api-1".to_owned(), Some("https://app.eu.launchdarkly.com".to_owned()))));
        assert_eq!(of("access-token: \"api-1\"\n"), Some(("api-1".to_owned(), None)));
        let nested = "other:\n  access-token: api-2\nlist: [access-token, api-3]\naccess-token: api-1\n";
        assert_eq!(of(nested), Some(("api-1".to_owned(), None)));
        for none in ["", "access-token:\n", "access-token: ''\n", "- access-token\n", "project: a\n", "a: [\n"] {
            assert_eq!(of(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_token_is_not_printed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("ldcli")).unwrap();
        std::fs::write(folder.path().join("ldcli/config.yml"), "access-token: api-secret\n").unwrap();
        let home = folder.path().to_str().unwrap().to_owned();
        let found = LdcliToken::find(|name| (name == "XDG_CONFIG_HOME").then(|| home.clone())).unwrap();
        assert_eq!(found.host, Some(Host::default()));
        assert!(!format!("{found:?}").contains("api-secret"));
    }
}
