//! The data file: an embedded store of records, with one durable transaction per request.

use std::fs;
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::private_files;

use super::SimulatorError;
use super::records::{Change, Record};

const RECORDS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("records");

/// An open data file.
pub struct Journal {
    database: Database,
}

impl Journal {
    /// Opens a data file and reads it. A missing or empty one is created with `sample` under a temporary name and then moved, so
    /// that a file of this name is always complete.
    pub fn open(path: &Path, sample: impl FnOnce() -> Vec<Record>) -> Result<(Self, Vec<Record>), SimulatorError> {
        let fail = |error: redb::Error| SimulatorError::Data { path: path.to_owned(), reason: explain(&error) };
        // Tools that reserve a name leave an empty file.
        let is_empty = path.metadata().is_ok_and(|file| file.is_file() && file.len() == 0);
        if is_empty || !path.exists() {
            let unfinished = unfinished(path);
            let moved = |source: std::io::Error| SimulatorError::Data {
                path: path.to_owned(),
                reason: format!("{source}. Choose a place that can be written"),
            };
            if unfinished.exists() {
                fs::remove_file(&unfinished).map_err(moved)?;
            }
            let file = private_files::create_new(&unfinished).map_err(moved)?;
            let made = FileBackend::new(file).and_then(|file| Database::builder().create_with_backend(file));
            let journal = Self { database: made.map_err(|error| fail(error.into()))? };
            let changes: Vec<_> = sample().into_iter().map(Change::put).collect();
            journal.commit(&changes).map_err(fail)?;
            drop(journal);
            fs::rename(&unfinished, path).map_err(moved)?;
        }
        let journal = Self { database: Database::open(path).map_err(|error| fail(error.into()))? };
        // The file holds SDK keys, so others must not read it.
        private_files::close(path, 0o600);
        let records = journal.read().map_err(|error| match error {
            ReadError::Store(error) => fail(error),
            ReadError::Record(key, error) => SimulatorError::Data {
                path: path.to_owned(),
                reason: format!("the record {key} cannot be read ({error}). Move the file away to start afresh"),
            },
        })?;
        Ok((journal, records))
    }

    /// Writes all changes atomically and durably.
    pub fn commit(&self, changes: &[Change]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut table = transaction.open_table(RECORDS)?;
            for change in changes {
                match change {
                    Change::Put(record) => {
                        let value = serde_json::to_vec(record).map_err(|error| {
                            redb::Error::Io(std::io::Error::new(std::io::ErrorKind::InvalidData, error))
                        })?;
                        table.insert(record.key().to_string().as_str(), value.as_slice())?;
                    }
                    Change::Remove(key) => {
                        table.remove(key.to_string().as_str())?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn read(&self) -> Result<Vec<Record>, ReadError> {
        let transaction = self.database.begin_read().map_err(|error| ReadError::Store(error.into()))?;
        let table = transaction.open_table(RECORDS).map_err(|error| ReadError::Store(error.into()))?;
        let mut records = Vec::new();
        for entry in table.iter().map_err(|error| ReadError::Store(error.into()))? {
            let (key, value) = entry.map_err(|error| ReadError::Store(error.into()))?;
            let record = serde_json::from_slice(value.value())
                .map_err(|error| ReadError::Record(key.value().to_owned(), error))?;
            records.push(record);
        }
        Ok(records)
    }
}

enum ReadError {
    Store(redb::Error),
    Record(String, serde_json::Error),
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    path.with_file_name(name)
}

fn explain(error: &redb::Error) -> String {
    match error {
        redb::Error::DatabaseAlreadyOpen => {
            "another simulator has it open. Stop that one, or choose another file".to_owned()
        }
        redb::Error::Corrupted(what) => format!("it is damaged ({what}). Move it away to start afresh"),
        other => format!("{other}. Choose a place that can be written, or a file that a simulator made"),
    }
}
