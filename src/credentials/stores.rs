//! The stores of sign-ins: the operating system's keyring, and a file that only the user can read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use super::SignIn;
use crate::files::{self, ReadError};
use crate::launchdarkly::{Host, StoreKind};
use crate::private_files;

/// Name of the keyring's entries; the user name of an entry is the host.
const SERVICE: &str = "flagwise";
/// Maximum size of the file, in bytes.
const LIMIT: u64 = 1 << 20;

/// The stores that may be used. Sign-ins are looked up in the file first: it exists only if the user chose it.
#[derive(Debug, Clone, Default)]
pub struct Stores {
    /// The user's configuration folder, for the file and the lock.
    folder: Option<PathBuf>,
    file: bool,
    keyring: bool,
}

/// Why a store cannot be used. The text names the next step and no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no keyring, or it is locked.
    #[error(
        "the keyring cannot be used ({0}). Unlock it, set LAUNCHDARKLY_ACCESS_TOKEN in the environment, or keep the token \
         in a file that only you can read with `flagwise login --store file`"
    )]
    Keyring(String),
    /// The file cannot be read or written.
    #[error("the file of sign-ins {} {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The reason, with the next step.
        reason: String,
    },
    /// The store was disabled with the environment variable.
    #[error("{} turns this store off. Unset it, or choose another store with `--store`", Stores::VARIABLE)]
    Disabled,
    /// Unexpected.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Stores {
    /// Variable that restricts the stores to `keyring`, `file` or `none`.
    pub const VARIABLE: &str = "FLAGWISE_CREDENTIAL_STORE";

    /// The stores of this user, restricted by [`Stores::VARIABLE`].
    pub fn of_user() -> Self {
        use etcetera::BaseStrategy;
        let folder = etcetera::choose_base_strategy().ok().map(|folders| folders.config_dir().join("flagwise"));
        let choice = std::env::var(Self::VARIABLE).unwrap_or_default();
        let (file, keyring) = match choice.trim() {
            "file" => (true, false),
            "keyring" => (false, true),
            "none" => (false, false),
            other => {
                if !other.is_empty() {
                    tracing::warn!("{} must be keyring, file or none; it is ignored", Self::VARIABLE);
                }
                (true, true)
            }
        };
        Self { folder, file, keyring }
    }

    /// No store: nothing is read and nothing can be kept.
    pub fn none() -> Self {
        Self::default()
    }

    /// Only the file `credentials.json` in a folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), file: true, keyring: false }
    }

    /// The store for new sign-ins: the keyring unless it is disabled.
    pub fn preferred(&self) -> StoreKind {
        if self.file && !self.keyring { StoreKind::File } else { StoreKind::Keyring }
    }

    /// Path of the file, whether it exists or not; `None` without a home folder.
    pub fn file(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("credentials.json"))
    }

    /// Checks that a store can be used, without changing it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn check(&self, host: &Host, kind: StoreKind) -> Result<(), StoreError> {
        match kind {
            StoreKind::Keyring if !self.keyring => Err(StoreError::Disabled),
            StoreKind::File if !self.file => Err(StoreError::Disabled),
            StoreKind::Keyring => self.read_keyring(host).map(drop),
            StoreKind::File => self.entries().map(drop),
        }
    }

    /// The sign-in of a host.
    ///
    /// # Errors
    /// [`StoreError`]; a keyring that cannot be used is an error only if nothing is in the file.
    pub fn read(&self, host: &Host) -> Result<Option<(SignIn, StoreKind)>, StoreError> {
        if let Some(sign_in) = self.read_file(host)? {
            return Ok(Some((sign_in, StoreKind::File)));
        }
        Ok(self.read_keyring(host)?.map(|sign_in| (sign_in, StoreKind::Keyring)))
    }

    /// Keeps the sign-in of a host, in place of an earlier one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn write(&self, host: &Host, sign_in: &SignIn, kind: StoreKind) -> Result<(), StoreError> {
        self.check(host, kind)?;
        match kind {
            StoreKind::Keyring => {
                let secret = sign_in.to_json();
                // Bytes: Windows would store a password as UTF-16, and its limit is 2,560 bytes.
                let stored = entry(host)?.set_secret(secret.expose_secret().as_bytes());
                stored.map_err(|error| keyring_error(&error))
            }
            StoreKind::File => {
                let mut entries = self.entries()?;
                entries.insert(host.site(), sign_in.to_json());
                self.write_entries(&entries)
            }
        }
    }

    /// Removes the sign-in of a host from all stores, also one that cannot be read. Returns those that could.
    ///
    /// # Errors
    /// [`StoreError`]; a keyring that cannot be used is an error only if nothing was in the file.
    pub fn remove(&self, host: &Host) -> Result<Vec<(SignIn, StoreKind)>, StoreError> {
        let mut removed = Vec::new();
        let mut entries = self.entries()?;
        if let Some(text) = entries.remove(&host.site()) {
            self.write_entries(&entries)?;
            removed.extend(parse(host, &text).map(|sign_in| (sign_in, StoreKind::File)));
        }
        match self.read_keyring(host) {
            Ok(Some(sign_in)) => {
                entry(host)?.delete_credential().map_err(|error| keyring_error(&error))?;
                removed.push((sign_in, StoreKind::Keyring));
            }
            Ok(None) => {}
            Err(error) if removed.is_empty() => return Err(error),
            Err(error) => tracing::info!("{error}"),
        }
        Ok(removed)
    }

    /// Waits until no other process renews a sign-in.
    ///
    /// # Errors
    /// [`StoreError::File`].
    pub(super) fn lock(&self) -> Result<Option<File>, StoreError> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let path = folder.join("credentials.lock");
        let lock = || {
            if !folder.exists() {
                private_files::create_folder(folder)?;
            }
            let file = private_files::append(&path)?;
            file.lock()?;
            Ok(file)
        };
        lock().map(Some).map_err(|error: io::Error| unusable(&path, &format!("cannot be locked: {error}")))
    }

    fn read_file(&self, host: &Host) -> Result<Option<SignIn>, StoreError> {
        Ok(self.entries()?.get(&host.site()).and_then(|text| parse(host, text)))
    }

    /// The file's entries by host; none if the file is missing or disabled.
    fn entries(&self) -> Result<BTreeMap<String, SecretString>, StoreError> {
        let Some(path) = self.file().filter(|_| self.file) else { return Ok(BTreeMap::new()) };
        let bytes = match files::read(&path, LIMIT) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => return Ok(BTreeMap::new()),
            Err(
                error @ (ReadError::Io(_) | ReadError::NotAFile | ReadError::TooLarge(_) | ReadError::LeadsOutside),
            ) => {
                return Err(unusable(&path, &error.to_string()));
            }
        };
        if !private_files::is_private(&path) {
            let reason = "can be read by other users. Run `chmod 600` on it, and replace the tokens in it";
            return Err(unusable(&path, reason));
        }
        let text = SecretString::from(String::from_utf8_lossy(&bytes).into_owned());
        // The error of the library would quote the input.
        let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text.expose_secret())
            .map_err(|_| unusable(&path, "is damaged. Remove it and run `flagwise login --store file`"))?;
        Ok(entries.into_iter().map(|(host, value)| (host, SecretString::from(value.get()))).collect())
    }

    fn write_entries(&self, entries: &BTreeMap<String, SecretString>) -> Result<(), StoreError> {
        let Some(path) = self.file() else {
            return Err(StoreError::Internal("there is no home folder".to_owned()));
        };
        let lines = entries
            .iter()
            .map(|(host, entry)| format!("  {}: {}", serde_json::Value::from(host.as_str()), entry.expose_secret()));
        let text = SecretString::from(format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n")));
        private_files::replace(&path, text.expose_secret().as_bytes())
            .map_err(|error| unusable(&path, &format!("cannot be written: {error}")))
    }

    fn read_keyring(&self, host: &Host) -> Result<Option<SignIn>, StoreError> {
        if !self.keyring {
            return Ok(None);
        }
        match entry(host)?.get_secret() {
            Ok(secret) => {
                let text = SecretString::from(String::from_utf8(secret).unwrap_or_default());
                Ok(parse(host, &text))
            }
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(keyring_error(&error)),
        }
    }
}

impl StoreError {
    pub(super) fn internal(error: &dyn std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A stored sign-in, unless it is damaged or was given for another host.
fn parse(host: &Host, text: &SecretString) -> Option<SignIn> {
    SignIn::from_json(text.expose_secret()).filter(|sign_in| sign_in.host == host.site())
}

fn entry(host: &Host) -> Result<keyring::Entry, StoreError> {
    // The keyring's own error is more useful than `NoDefaultStore`.
    if let Err(error) = keyring::Entry::store_status() {
        return Err(keyring_error(error));
    }
    keyring::Entry::new(SERVICE, &host.site()).map_err(|error| keyring_error(&error))
}

/// Describes an error without its data: some variants hold the secret.
fn keyring_error(error: &keyring::Error) -> StoreError {
    StoreError::Keyring(match error {
        keyring::Error::PlatformFailure(error) => format!("this system has none that works: {error}"),
        keyring::Error::NoStorageAccess(error) => format!("it is locked: {error}"),
        keyring::Error::TooLong(_, limit) => format!("the token is longer than its limit of {limit} bytes"),
        keyring::Error::NoDefaultStore | keyring::Error::Invalid(..) | keyring::Error::NotSupportedByStore(_) => {
            "this system has none that works".to_owned()
        }
        _ => "it returned something unexpected".to_owned(),
    })
}

fn unusable(path: &std::path::Path, reason: &str) -> StoreError {
    StoreError::File { path: path.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Host {
        Host::parse(text).unwrap()
    }

    fn kept(stores: &Stores, of: &str) -> Option<String> {
        let (sign_in, _) = stores.read(&host(of)).unwrap()?;
        Some(sign_in.token().expose_secret().to_owned())
    }

    fn keep(stores: &Stores, of: &str, token: &str) {
        let sign_in = SignIn::with_token(&host(of), SecretString::from(token));
        stores.write(&host(of), &sign_in, StoreKind::File).unwrap();
    }

    #[test]
    fn each_host_has_its_own_token() {
        let folder = tempfile::tempdir().unwrap();
        let stores = Stores::in_folder(folder.path().join("new"));
        assert_eq!(kept(&stores, "app.launchdarkly.com"), None);
        keep(&stores, "app.launchdarkly.com", "api-1");
        keep(&stores, "app.eu.launchdarkly.com", "api-2");
        keep(&stores, "app.launchdarkly.com", "api-3");
        assert_eq!(kept(&stores, "app.launchdarkly.com").as_deref(), Some("api-3"));
        assert_eq!(kept(&stores, "app.eu.launchdarkly.com").as_deref(), Some("api-2"));
        assert_eq!(kept(&stores, "http://localhost:1"), None);
        assert_eq!(stores.remove(&host("app.launchdarkly.com")).unwrap().len(), 1);
        assert_eq!(stores.remove(&host("app.launchdarkly.com")).unwrap().len(), 0);
        assert_eq!(kept(&stores, "app.launchdarkly.com"), None);
        assert_eq!(kept(&stores, "app.eu.launchdarkly.com").as_deref(), Some("api-2"));
    }

    /// An entry that was moved to another host in the file is not sent there.
    #[test]
    fn a_token_under_the_name_of_another_host_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let stores = Stores::in_folder(folder.path().to_owned());
        keep(&stores, "app.launchdarkly.com", "api-1");
        let path = stores.file().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let moved = text.replacen("https://app.launchdarkly.com", "https://evil.example", 1);
        private_files::replace(&path, moved.as_bytes()).unwrap();
        assert_eq!(kept(&stores, "evil.example"), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_the_users_alone_or_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let stores = Stores::in_folder(folder.path().to_owned());
        keep(&stores, "app.launchdarkly.com", "api-secret");
        let path = stores.file().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = stores.read(&Host::default()).unwrap_err().to_string();
        assert!(
            error.contains("other users") && error.contains("chmod 600") && !error.contains("api-secret"),
            "{error}"
        );
    }

    #[test]
    fn a_damaged_file_is_reported_without_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let stores = Stores::in_folder(folder.path().to_owned());
        for damaged in ["{\"https://app.launchdarkly.com\": api-secret}", "[\"api-secret\"]"] {
            private_files::replace(&stores.file().unwrap(), damaged.as_bytes()).unwrap();
            let error = stores.read(&Host::default()).unwrap_err();
            assert!(error.to_string().contains("damaged") && !format!("{error:?}").contains("api-secret"), "{error:?}");
        }
    }

    #[test]
    fn a_store_that_is_turned_off_keeps_nothing() {
        let sign_in = SignIn::with_token(&Host::default(), SecretString::from("api-1"));
        for kind in [StoreKind::Keyring, StoreKind::File] {
            let refused = Stores::none().write(&Host::default(), &sign_in, kind);
            assert!(matches!(refused, Err(StoreError::Disabled)), "{refused:?}");
        }
        assert!(Stores::none().read(&Host::default()).unwrap().is_none());
    }
}
