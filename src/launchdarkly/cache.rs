//! Catalogs on disk, so that an editor starts with the flags of its last session.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use etcetera::BaseStrategy;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::flags::{Catalog, Flag, ProjectKey};

use super::Host;

/// Version of the file's shape; a file of another version is discarded.
const SCHEMA: u32 = 1;

/// How the names of files begin that are being written.
const UNFINISHED: &str = ".writing-";
/// After this time a file that is being written was left over by a process that was killed.
const LEFT_OVER: Duration = Duration::from_secs(3600);

/// A folder of cached catalogs, one file per host and project. Holds no token.
///
/// Files are replaced as a whole, so that processes which share the folder never see half a file.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// First line of a file: everything but the flags, which follow one a line, so that they can be read in parallel.
#[derive(Serialize, Deserialize)]
struct Header {
    schema: u32,
    host: String,
    flags: usize,
    catalog: Catalog,
}

impl Cache {
    /// A cache in a folder, which is made when something is stored.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The cache in the user's cache folder, such as `~/.cache/flagwise` on Linux; `None` where the user has no home.
    pub fn of_user() -> Option<Self> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(Self::at(folders.cache_dir().join("flagwise")))
    }

    /// Where the cache is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a project, whether it exists or not. The name tells people what it is and a hash keeps it apart from
    /// others on file systems that fold case or forbid characters.
    pub fn file(&self, host: &Host, project: &ProjectKey) -> PathBuf {
        let id = format!("{host} {project}");
        let safe = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
        let readable: String = project.as_str().chars().take(40).map(safe).collect();
        self.folder.join(format!("{readable}-{:016x}.catalog", fnv1a(id.as_bytes())))
    }

    /// The cached catalog of a project. A file that is damaged, or of another version, is removed, and a line in the
    /// log says so.
    pub fn load(&self, host: &Host, project: &ProjectKey) -> Option<Catalog> {
        let path = self.file(host, project);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the flag cache cannot be read");
                return None;
            }
        };
        match parse(&bytes, host, project) {
            Ok(catalog) => Some(catalog),
            Err(reason) => {
                tracing::warn!(path = %path.display(), reason, "the flag cache is discarded");
                let _ = fs::remove_file(&path);
                None
            }
        }
    }

    /// Stores a catalog in place of the one before.
    ///
    /// # Errors
    /// Those of the file system; the file before stays.
    pub fn store(&self, host: &Host, catalog: &Catalog) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        self.sweep();
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        file.write_all(&render(host, catalog)?)?;
        file.as_file().sync_all()?;
        file.persist(self.file(host, &catalog.project.key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes what killed processes left over.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let is_old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|age| age > LEFT_OVER);
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) && is_old() == Some(true) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes the cached catalog of a project.
    pub fn remove(&self, host: &Host, project: &ProjectKey) {
        let _ = fs::remove_file(self.file(host, project));
    }
}

fn render(host: &Host, catalog: &Catalog) -> io::Result<Vec<u8>> {
    let mut without_flags = catalog.clone();
    without_flags.flags.clear();
    let header = Header { schema: SCHEMA, host: host.to_string(), flags: catalog.flags.len(), catalog: without_flags };
    let mut bytes = serde_json::to_vec(&header)?;
    for flag in catalog.flags.values() {
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, flag.as_ref())?;
    }
    bytes.push(b'\n');
    Ok(bytes)
}

fn parse(bytes: &[u8], host: &Host, project: &ProjectKey) -> Result<Catalog, String> {
    let whole = bytes.strip_suffix(b"\n").ok_or("it ends too early")?;
    let mut lines = whole.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    let version: Version = serde_json::from_slice(first).map_err(|error| error.to_string())?;
    if version.schema != SCHEMA {
        return Err(format!("it has version {} of its shape, this program writes {SCHEMA}", version.schema));
    }
    let header: Header = serde_json::from_slice(first).map_err(|error| error.to_string())?;
    if header.host != host.to_string() || header.catalog.project.key != *project {
        return Err("it is of another host or project".to_owned());
    }
    let lines: Vec<_> = lines.collect();
    if lines.len() != header.flags {
        return Err(format!("it holds {} flags of {}", lines.len(), header.flags));
    }
    let read = |line: &&[u8]| serde_json::from_slice::<Flag>(line).map_err(|error| error.to_string());
    let flags = lines.par_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut catalog = header.catalog;
    catalog.flags = flags.into_iter().map(|flag| (flag.key.clone(), Arc::new(flag))).collect();
    Ok(catalog)
}

/// The FNV-1a hash: short, and the same in every version of this program.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
