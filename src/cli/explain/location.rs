//! Parsing of `FILE:LINE:COLUMN`.

use std::path::PathBuf;

use anyhow::{anyhow, bail};

use crate::cli::plural;
use crate::cli::workspace::{roots, shown};
use crate::text::{LineIndex, Position, PositionEncoding, Printable};

/// A location from the command line.
pub(super) struct Location {
    /// Absolute path.
    pub(super) file: PathBuf,
    /// One-based.
    line: u32,
    /// One-based, in code points.
    column: u32,
}

impl Location {
    /// Parses `FILE:LINE:COLUMN` and checks that the file exists.
    pub(super) fn parse(place: &str) -> anyhow::Result<Self> {
        let mut parts = place.trim_end_matches(':').rsplitn(3, ':');
        let mut number = || parts.next().and_then(|part| part.parse().ok()).filter(|number| *number > 0);
        let (column, line) = (number(), number());
        let (Some(column), Some(line), Some(file)) = (column, line, parts.next().filter(|file| !file.is_empty()))
        else {
            bail!("invalid location {place}: expected one-based FILE:LINE:COLUMN, such as src/app.ts:12:20");
        };
        let path = PathBuf::from(file);
        if path.is_dir() {
            bail!("{} is a folder, expected a file", shown(&path));
        }
        if !path.exists() {
            bail!("{} does not exist in the current folder", shown(&path));
        }
        let file = roots(std::slice::from_ref(&path)).pop().unwrap_or(path);
        Ok(Self { file, line, column })
    }

    /// The byte offset in the file's text.
    pub(super) fn offset(&self, text: &str) -> anyhow::Result<usize> {
        let lines = LineIndex::new(text);
        let position = Position { line: self.line - 1, character: self.column - 1 };
        let Some(line) = lines.line_range(position.line as usize) else {
            return Err(anyhow!("{} has only {}", shown(&self.file), plural(lines.line_count(), "line")));
        };
        let length = line.of(text).trim_end_matches(['\n', '\r']).chars().count();
        if position.character as usize > length {
            bail!("line {} of {} has only {}", self.line, shown(&self.file), plural(length, "column"));
        }
        Ok(lines.offset(text, position, PositionEncoding::Utf32))
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", Printable(&shown(&self.file)), self.line, self.column)
    }
}
