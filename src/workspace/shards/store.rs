//! One store on disk: a redb database in a file, with a header line that identifies and validates it.
//!
//! The file is read at once, validated, and opened in memory; it is written under a temporary name and renamed. So
//! there are no locks, concurrent processes each see a complete file, and a damaged one never reaches the database.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{Builder, Database, ReadOnlyDatabase, ReadableDatabase, StorageBackend, TableDefinition};
use serde::{Deserialize, Serialize};

use crate::private_files;

/// Version of the file format.
const SCHEMA: u32 = 2;
/// Prefix of files that are being written.
pub(super) const UNFINISHED: &str = ".writing-";
/// Extension of stores.
pub(super) const EXTENSION: &str = "shards";

/// First line of a file, in JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    schema: u32,
    /// The build of the program that wrote it; another may extract different facts.
    program: String,
    /// The folder it belongs to.
    pub(super) root: PathBuf,
    length: usize,
    checksum: u32,
}

/// A table with byte-string rows.
pub(super) type Table = TableDefinition<'static, u128, &'static [u8]>;

/// A row of a table: key and value.
pub(super) type Row = (u128, Vec<u8>);

/// A loaded store.
pub(super) struct Store(ReadOnlyDatabase);

impl Store {
    /// Opens a store; `None` if the file does not exist.
    ///
    /// # Errors
    /// Why the file is unusable, as a predicate: "is truncated".
    pub(super) fn open(path: &Path, root: &Path) -> Result<Option<Self>, String> {
        let mut bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot be read: {error}")),
        };
        let end = memchr::memchr(b'\n', &bytes).ok_or("is truncated")?;
        let header: Header = serde_json::from_slice(&bytes[..end]).map_err(|_| "is damaged")?;
        if header.schema != SCHEMA || header.program != program() {
            return Err("was written by another version of flagwise".to_owned());
        }
        if header.root != root {
            return Err(format!("belongs to {}", header.root.display()));
        }
        bytes.drain(..=end);
        if bytes.len() != header.length || crc32fast::hash(&bytes) != header.checksum {
            return Err("is damaged".to_owned());
        }
        let opened = Builder::new().open_read_only_with_backend(Image::of(bytes));
        opened.map(|database| Some(Self(database))).map_err(|error| format!("cannot be opened: {error}"))
    }

    /// Loads and converts rows; `None` for those that are missing or do not convert.
    pub(super) fn rows<T>(&self, table: Table, keys: &[u128], read: impl Fn(&[u8]) -> Option<T>) -> Vec<Option<T>> {
        let opened = self.0.begin_read().ok().and_then(|transaction| transaction.open_table(table).ok());
        let row = |key: &u128| read(opened.as_ref()?.get(*key).ok()??.value());
        keys.iter().map(row).collect()
    }
}

/// Writes a store, replacing the previous one.
///
/// # Errors
/// File system errors; the previous file is kept.
pub(super) fn write(path: &Path, root: &Path, tables: Vec<(Table, Vec<Row>)>) -> io::Result<()> {
    let image = Image::of(Vec::new());
    fill(&image, tables).map_err(io::Error::other)?;
    let bytes = std::mem::take(&mut *image.bytes());
    let header = Header {
        schema: SCHEMA,
        program: program(),
        root: root.to_owned(),
        length: bytes.len(),
        checksum: crc32fast::hash(&bytes),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    private_files::create_folder(folder)?;
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    serde_json::to_writer(&mut file, &header)?;
    file.write_all(b"\n")?;
    file.write_all(&bytes)?;
    // Not synced: a file truncated by a crash is detected by its checksum.
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Size of the database's cache in bytes: small, since the database is in memory already.
const CACHE: usize = 1 << 20;

fn fill(image: &Image, tables: Vec<(Table, Vec<Row>)>) -> Result<(), redb::Error> {
    let database: Database = Builder::new().set_cache_size(CACHE).create_with_backend(image.clone())?;
    let transaction = database.begin_write()?;
    for (table, rows) in tables {
        let mut table = transaction.open_table(table)?;
        for (key, value) in rows {
            table.insert(key, value.as_slice())?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Reads only the header of a store.
pub(super) fn header(path: &Path) -> Option<Header> {
    use io::BufRead;
    let mut line = Vec::new();
    io::Read::take(io::BufReader::new(fs::File::open(path).ok()?), 1 << 16).read_until(b'\n', &mut line).ok()?;
    serde_json::from_slice(&line).ok()
}

/// Identifies this build of the program.
fn program() -> String {
    let executable = std::env::current_exe().and_then(fs::metadata).ok();
    let modified =
        executable.as_ref().and_then(|file| file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok());
    let stamp = (executable.map(|file| file.len()), modified.map(|age| age.as_nanos()));
    format!("{} {stamp:?}", env!("CARGO_PKG_VERSION"))
}

/// The bytes of a database in memory.
#[derive(Debug, Clone)]
struct Image(Arc<Mutex<Vec<u8>>>);

impl Image {
    fn of(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(bytes)))
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bounds-checked range in an image.
fn range(offset: u64, length: usize) -> io::Result<std::ops::Range<usize>> {
    let start = usize::try_from(offset).ok();
    let range = start.and_then(|start| Some(start..start.checked_add(length)?));
    range.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

impl StorageBackend for Image {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let bytes = self.bytes();
        out.copy_from_slice(bytes.get(range(offset, out.len())?).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.bytes().resize(range(length, 0)?.start, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut bytes = self.bytes();
        let place = bytes.get_mut(range(offset, data.len())?).ok_or(io::ErrorKind::UnexpectedEof)?;
        place.copy_from_slice(data);
        Ok(())
    }
}
