//! The user's answers about guarded values of the editor's settings, kept in a private file.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{files, private_files};

/// Maximum size of the file, in bytes; a larger one was not written by flagwise.
const LIMIT: u64 = 1 << 20;

/// Answers by folder, option and value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Vec<Answer>);

/// A guarded value of the editor's settings that is ignored until the user confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unconfirmed {
    /// The option.
    pub option: &'static str,
    /// The value as text. May hold a password: show [`Unconfirmed::shown`].
    pub value: String,
    /// The consequence of using the value, as a sentence.
    pub consequence: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    folder: String,
    option: String,
    value: String,
    allowed: bool,
}

impl Answers {
    /// Reads the answers of a file. A missing or invalid file has none, so the user is prompted again.
    pub fn read(file: &Path) -> Self {
        let bytes = files::read(file, LIMIT).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The answer about a value in a folder; `None` without one.
    pub fn about(&self, folder: &Path, option: &str, value: &str) -> Option<bool> {
        let folder = identity(folder)?;
        let is_it = |answer: &&Answer| answer.folder == folder && answer.option == option && answer.value == value;
        self.0.iter().find(is_it).map(|answer| answer.allowed)
    }

    /// Adds an answer, in place of an earlier one about the same value.
    pub fn add(&mut self, folder: &Path, about: &Unconfirmed, allowed: bool) {
        let Some(folder) = identity(folder) else { return };
        self.put(Answer { folder, option: about.option.to_owned(), value: about.value.clone(), allowed });
    }

    /// Adds the answers to those of a file: another process may have added its own.
    ///
    /// # Errors
    /// File system errors; the file is kept as it was.
    pub fn store(&self, file: &Path) -> io::Result<()> {
        let mut all = Self::read(file);
        self.0.iter().for_each(|answer| all.put(answer.clone()));
        private_files::replace(file, &serde_json::to_vec_pretty(&all)?)
    }

    fn put(&mut self, new: Answer) {
        self.0.retain(|old| (&old.folder, &old.option, &old.value) != (&new.folder, &new.option, &new.value));
        self.0.push(new);
    }
}

impl Unconfirmed {
    /// The value for display: quoted, without control characters and without a password.
    pub fn shown(&self) -> String {
        format!("{:?}", super::shown_url(&self.value))
    }
}

/// The file of the answers: `flagwise/answers.json` in the platform's configuration folder.
pub fn answers_file() -> Option<PathBuf> {
    Some(super::user_file()?.with_file_name("answers.json"))
}

/// The path of a folder with symbolic links resolved; `None` if it is not UTF-8.
fn identity(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.to_str().map(str::to_owned)
}
