//! Reading of files that flagwise did not write.
//!
//! A repository can put pipes, devices, links out of the folder, and files of any size under the names that flagwise
//! reads. This module reads regular files only, opens them without blocking, and stops at a limit in bytes.
//! `tests/suite/layers.rs` keeps other code from opening files.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path};

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// I/O error, including a missing file.
    Io(io::Error),
    /// A folder, pipe, socket or device.
    NotAFile,
    /// Larger than the limit, in bytes.
    TooLarge(u64),
    /// A symbolic link, where links are not followed, or one that leads out of the folder.
    LeadsOutside,
}

impl ReadError {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "cannot be read: {error}"),
            Self::NotAFile => formatter.write_str("is not a file"),
            Self::TooLarge(limit) if *limit >= 1 << 20 => {
                write!(formatter, "is too large: the limit is {} MiB", limit >> 20)
            }
            Self::TooLarge(limit) => write!(formatter, "is too large: the limit is {} KiB", limit.div_ceil(1 << 10)),
            Self::LeadsOutside => formatter.write_str("is a symbolic link that leads out of the folder"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        // A link that leads to itself.
        #[cfg(unix)]
        if error.raw_os_error() == Some(libc::ELOOP) {
            return Self::LeadsOutside;
        }
        Self::Io(error)
    }
}

/// Reads a file that the user chose, of at most `limit` bytes. Links are followed.
///
/// # Errors
/// [`ReadError::Io`], [`ReadError::NotAFile`], [`ReadError::TooLarge`].
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    read_into(path, limit, &mut bytes)?;
    Ok(bytes)
}

/// As [`read`], into a buffer, whose previous content is dropped. Returns the metadata of the file that was read.
///
/// # Errors
/// As [`read`]; the buffer may then hold a part of the file.
pub fn read_into(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> Result<Metadata, ReadError> {
    // Opening some devices has effects of its own.
    check(&fs::metadata(path)?, limit)?;
    read_listed(path, limit, bytes)
}

/// As [`read_into`], for a path that a listing of its folder has shown to be a regular file: one look at it less. What
/// has taken its place since is not read either.
///
/// # Errors
/// As [`read`]; the buffer may then hold a part of the file.
pub fn read_listed(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> Result<Metadata, ReadError> {
    bytes.clear();
    let file = OpenOptions::new().read(true).nonblocking().open(path)?;
    let metadata = file.metadata()?;
    check(&metadata, limit)?;
    bounded(file, metadata.len(), limit, bytes)?;
    Ok(metadata)
}

/// As [`read`], for a file of the repository in `folder`. A link in it may not lead out of the folder.
///
/// # Errors
/// As [`read`], and [`ReadError::LeadsOutside`].
pub fn read_in(folder: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    if is_linked(folder, path)? && !fs::canonicalize(path)?.starts_with(fs::canonicalize(folder)?) {
        return Err(ReadError::LeadsOutside);
    }
    read(path, limit)
}

/// As [`read`], for a source file of the repository in `folder`. As in a scan, no link below the folder is followed.
///
/// # Errors
/// As [`read`], and [`ReadError::LeadsOutside`] for a link.
pub fn read_source(folder: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    if is_linked(folder, path)? {
        return Err(ReadError::LeadsOutside);
    }
    read(path, limit)
}

/// Whether a path below `folder` leads through a link. A path elsewhere counts as linked if it leads through one anywhere.
fn is_linked(folder: &Path, path: &Path) -> Result<bool, ReadError> {
    let (mut place, rest) = match path.strip_prefix(folder) {
        Ok(rest) => (folder.to_owned(), rest),
        Err(_) => (Path::new("").to_owned(), path),
    };
    for part in rest.components() {
        place.push(part);
        let is_link = part == Component::ParentDir || fs::symlink_metadata(&place)?.is_symlink();
        if is_link {
            return Ok(true);
        }
    }
    Ok(false)
}

fn check(metadata: &Metadata, limit: u64) -> Result<(), ReadError> {
    match () {
        () if !metadata.is_file() => Err(ReadError::NotAFile),
        () if metadata.len() > limit => Err(ReadError::TooLarge(limit)),
        () => Ok(()),
    }
}

/// Reads to the end of a file that may grow meanwhile.
fn bounded(file: File, size: u64, limit: u64, bytes: &mut Vec<u8>) -> Result<(), ReadError> {
    // One byte more than the size, so that the end is found without growing the buffer.
    bytes.reserve(usize::try_from(size).unwrap_or(0) + 1);
    file.take(limit.saturating_add(1)).read_to_end(bytes)?;
    if bytes.len() as u64 > limit { Err(ReadError::TooLarge(limit)) } else { Ok(()) }
}

/// Options to open a file without waiting for the other end of a pipe.
trait Nonblocking {
    fn nonblocking(&mut self) -> &mut Self;
}

impl Nonblocking for OpenOptions {
    #[cfg(unix)]
    fn nonblocking(&mut self) -> &mut Self {
        use std::os::unix::fs::OpenOptionsExt;
        self.custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC | libc::O_NOCTTY)
    }

    #[cfg(not(unix))]
    fn nonblocking(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert!(matches!(read(&path, 4), Err(ReadError::TooLarge(4))));
        assert!(matches!(read(folder.path(), 4), Err(ReadError::NotAFile)));
        assert!(read(&folder.path().join("b"), 4).unwrap_err().is_missing());
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(matches!(read(&path, 1 << 20), Err(ReadError::TooLarge(_))));
        let mut bytes = Vec::new();
        fs::write(&path, "12345").unwrap();
        let grown = bounded(File::open(&path).unwrap(), 2, 3, &mut bytes);
        assert!(matches!(grown, Err(ReadError::TooLarge(3))), "what came after the size was known is not read");
        assert_eq!(bytes.len(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_devices_and_links_are_not_read() {
        use std::os::unix::fs::symlink;
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("folder");
        fs::create_dir(&folder).unwrap();
        fs::write(top.path().join("secret"), "s").unwrap();
        fs::write(folder.join("plain"), "p").unwrap();
        let link = |target: &str, name: &str| symlink(target, folder.join(name)).unwrap();
        link("/dev/zero", "device");
        link("../secret", "out");
        link("plain", "in");
        link("..", "up");
        let made = std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap();
        assert!(made.success());
        for name in ["device", "pipe"] {
            let path = folder.join(name);
            assert!(matches!(read(&path, 9), Err(ReadError::NotAFile)), "{name}");
            assert!(read_in(&folder, &path, 9).is_err() && read_source(&folder, &path, 9).is_err());
        }
        for name in ["out", "up/secret", "up/folder/../secret"] {
            assert!(matches!(read_in(&folder, &folder.join(name), 9), Err(ReadError::LeadsOutside)), "{name}");
            assert!(matches!(read_source(&folder, &folder.join(name), 9), Err(ReadError::LeadsOutside)), "{name}");
        }
        assert_eq!(read_in(&folder, &folder.join("in"), 9).unwrap(), b"p");
        assert!(read_source(&folder, &folder.join("in"), 9).is_err(), "a scan does not follow links at all");
        assert_eq!(read_source(&folder, &folder.join("plain"), 9).unwrap(), b"p");
    }
}
