use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::prefilter::Needles;
use super::read::decode;
use super::shards::{Kind, Record, Stamp, content_hash};
use crate::syntax::Language;

/// A file of a scan that could be of interest.
pub(super) struct Found {
    /// Relative to the base, with `/`.
    pub(super) path: String,
    pub(super) absolute: PathBuf,
    pub(super) language: Option<Language>,
    pub(super) stamp: Stamp,
    /// See [`Record::fresh`].
    pub(super) fresh: bool,
    /// Of its bytes, see [`content_hash`].
    pub(super) hash: u128,
    pub(super) kind: Kind,
    /// It is as the scan before saw it, and was not read in this one.
    pub(super) is_same: bool,
    /// The decoded text, as soon as it is needed.
    pub(super) text: Option<Arc<str>>,
}

/// A file that was taken to be as the scan before saw it has changed since it was looked at.
#[derive(Debug)]
pub(super) struct Torn;

impl Found {
    /// A file that is as it was recorded, in the folder `base`.
    pub(super) fn of_record(record: &Record, base: &Path) -> Self {
        Self {
            path: record.path.clone(),
            absolute: base.join(&record.path),
            language: Language::of_path(Path::new(&record.path)),
            stamp: record.stamp,
            fresh: record.fresh,
            hash: record.hash,
            kind: record.kind,
            is_same: true,
            text: None,
        }
    }

    /// What the next scan may know of it; `None` where its path cannot be told from others.
    pub(super) fn record(&self) -> Option<Record> {
        self.absolute.to_str()?;
        let Self { path, stamp, fresh, hash, kind, .. } = self;
        Some(Record { path: path.clone(), stamp: *stamp, fresh: *fresh, hash: *hash, kind: *kind })
    }

    /// Reads the text, unless that was done.
    pub(super) fn load(&mut self) -> Result<(), Torn> {
        if self.text.is_none() {
            let bytes = fs::read(&self.absolute).map_err(|_| Torn)?;
            if content_hash(&bytes, self.language) != self.hash {
                return Err(Torn);
            }
            self.text = Some(decode(bytes).map_err(|_| Torn)?.text);
        }
        Ok(())
    }

    /// Looks for names in a file that was not interesting so far; where one is found it is interesting since `round`.
    /// With `trusted`, what the scan before found in unchanged files is believed.
    pub(super) fn look_for(mut self, needles: &Needles, round: u8, trusted: bool) -> Result<Self, Torn> {
        if self.is_same && trusted {
            return Ok(self);
        }
        self.kind = Kind::Source;
        let Some(language) = self.language.filter(|language| needles.are_for(*language)) else { return Ok(self) };
        let Ok(bytes) = fs::read(&self.absolute) else {
            return if self.is_same { Err(Torn) } else { Ok(self) };
        };
        let hash = content_hash(&bytes, self.language);
        if self.is_same && hash != self.hash {
            return Err(Torn);
        }
        self.hash = hash;
        if needles.are_in(language, &bytes) {
            self.kind = Kind::Interesting(round);
            self.text = decode(bytes).ok().map(|text| text.text);
        }
        Ok(self)
    }
}
