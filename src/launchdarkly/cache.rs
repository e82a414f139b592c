//! The disk cache of catalogs, so that an editor starts with the flags of its last session.

mod record;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use etcetera::BaseStrategy;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::flags::{
    Catalog, CatalogSource, Environment, EnvironmentKey, Flag, FlagKey, FlagStatus, Project, ProjectKey, UnixMillis,
};
use crate::private_files;

use super::Host;
use record::{Reader, Record};

/// Version of the file format; files of another version are discarded.
const SCHEMA: u32 = 2;
/// Number of flags in a block, the unit of parallel decoding.
const FLAGS_IN_BLOCK: usize = 256;

/// Prefix of files that are being written.
const UNFINISHED: &str = ".writing-";
/// Age after which an unfinished file belongs to a killed process.
const LEFT_OVER: Duration = Duration::from_secs(3600);

/// A folder of cached catalogs, one file per host and project. Contains no token.
///
/// Files are replaced atomically: processes that share the folder never see a partial file.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// First line of a file, in JSON: everything but flags and statuses. Those follow as length-prefixed blocks of records,
/// flags first, which can be decoded in parallel.
#[derive(Serialize, Deserialize)]
struct Header {
    schema: u32,
    host: String,
    project: Project,
    environments: Vec<Environment>,
    fetched_at: UnixMillis,
    source: CatalogSource,
    site: String,
    flags: usize,
    flag_blocks: usize,
    /// Checksum of everything after the first line.
    checksum: u32,
}

impl Cache {
    /// A cache in a folder. The folder is created by [`Cache::store`].
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The cache in the user's cache folder, such as `~/.cache/flagwise` on Linux; `None` if the user has no home.
    pub fn of_user() -> Option<Self> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(Self::at(folders.cache_dir().join("flagwise")))
    }

    /// The cache folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Path of a project's file, whether it exists or not. The name is readable; a hash keeps projects apart on file
    /// systems that fold case or restrict characters.
    pub fn file(&self, host: &Host, project: &ProjectKey) -> PathBuf {
        let id = format!("{host} {project}");
        let safe = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
        let readable: String = project.as_str().chars().take(40).map(safe).collect();
        self.folder.join(format!("{readable}-{:016x}.catalog", fnv1a(id.as_bytes())))
    }

    /// Loads the cached catalog of a project. A damaged file, or one of another version, is removed with a log message.
    pub fn load(&self, host: &Host, project: &ProjectKey) -> Option<Catalog> {
        let path = self.file(host, project);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!("the flag cache {} cannot be read: {error}", path.display());
                return None;
            }
        };
        match parse(&bytes, host, project) {
            Ok(catalog) => Some(catalog),
            Err(reason) => {
                tracing::warn!("the flag cache {} is discarded: {reason}", path.display());
                let _ = fs::remove_file(&path);
                None
            }
        }
    }

    /// Stores a catalog, replacing the previous one.
    ///
    /// # Errors
    /// File system errors; the previous file is kept.
    pub fn store(&self, host: &Host, catalog: &Catalog) -> io::Result<()> {
        private_files::create_folder(&self.folder)?;
        self.sweep();
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        file.write_all(&render(host, catalog)?)?;
        file.as_file().sync_all()?;
        file.persist(self.file(host, &catalog.project.key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes unfinished files of killed processes.
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
    let flags: Vec<&Flag> = catalog.flags.values().map(Arc::as_ref).collect();
    let mut body = Vec::new();
    let blocks = flags.chunks(FLAGS_IN_BLOCK);
    let flag_blocks = blocks.len();
    for block in blocks {
        write_block(&mut body, |out| block.iter().for_each(|flag| flag.write(out)));
    }
    for (environment, statuses) in &catalog.statuses {
        write_block(&mut body, |out| {
            environment.write(out);
            for (flag, status) in statuses {
                flag.write(out);
                status.write(out);
            }
        });
    }
    let header = Header {
        schema: SCHEMA,
        host: host.to_string(),
        project: catalog.project.clone(),
        environments: catalog.environments.clone(),
        fetched_at: catalog.fetched_at,
        source: catalog.source,
        site: catalog.site.clone(),
        flags: flags.len(),
        flag_blocks,
        checksum: crc32fast::hash(&body),
    };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.push(b'\n');
    bytes.append(&mut body);
    Ok(bytes)
}

fn write_block(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let mut block = Vec::new();
    write(&mut block);
    block.len().write(out);
    out.append(&mut block);
}

fn parse(bytes: &[u8], host: &Host, project: &ProjectKey) -> Result<Catalog, String> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("it is truncated")?;
    let (first, body) = (&bytes[..end], &bytes[end + 1..]);
    let version: Version = serde_json::from_slice(first).map_err(|error| error.to_string())?;
    if version.schema != SCHEMA {
        return Err(format!("it has format version {}, this program writes {SCHEMA}", version.schema));
    }
    let header: Header = serde_json::from_slice(first).map_err(|error| error.to_string())?;
    if header.host != host.to_string() || header.project.key != *project {
        return Err("it belongs to another host or project".to_owned());
    }
    if crc32fast::hash(body) != header.checksum {
        return Err("it is damaged".to_owned());
    }
    let mut blocks = Vec::new();
    let mut input = Reader::new(body);
    while !input.is_at_end() {
        blocks.push(input.block().ok_or("it is damaged")?);
    }
    let (flags, statuses) = blocks.split_at_checked(header.flag_blocks).ok_or("flags are missing")?;
    let (flags, statuses) = rayon::join(
        || flags.par_iter().map(|block| read_flags(block)).collect::<Option<Vec<_>>>(),
        || statuses.par_iter().map(|block| read_statuses(block)).collect::<Option<BTreeMap<_, _>>>(),
    );
    let flags: BTreeMap<_, _> = flags.ok_or("a flag in it is damaged")?.into_iter().flatten().collect();
    if flags.len() != header.flags {
        return Err(format!("it holds {} flags of {}", flags.len(), header.flags));
    }
    Ok(Catalog {
        revision: 0,
        project: header.project,
        environments: header.environments,
        flags,
        statuses: statuses.ok_or("a status in it is damaged")?,
        fetched_at: header.fetched_at,
        source: header.source,
        site: header.site,
    })
}

fn read_flags(block: &[u8]) -> Option<Vec<(FlagKey, Arc<Flag>)>> {
    let mut input = Reader::new(block);
    let mut flags = Vec::with_capacity(FLAGS_IN_BLOCK);
    while !input.is_at_end() {
        let flag = Flag::read(&mut input)?;
        flags.push((flag.key.clone(), Arc::new(flag)));
    }
    Some(flags)
}

fn read_statuses(block: &[u8]) -> Option<(EnvironmentKey, HashMap<FlagKey, FlagStatus>)> {
    let mut input = Reader::new(block);
    let environment = EnvironmentKey::read(&mut input)?;
    let mut statuses = HashMap::new();
    while !input.is_at_end() {
        statuses.insert(FlagKey::read(&mut input)?, FlagStatus::read(&mut input)?);
    }
    Some((environment, statuses))
}

/// The FNV-1a hash. Short and stable across versions of this program.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
