//! A file that a scan considers, with its state across rounds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::parse_regions::{Interest, ParseRegions};
use super::prefilter::{SdkWords, SearchTerms};
use super::read::{TEXT_LIMIT, decode};
use super::shards::{Kind, Record, Stamp, content_hash};
use crate::files;
use crate::syntax::{KnownKeys, Language};

/// A file of a scan that may contain flag references.
pub(super) struct CandidateFile {
    /// Relative to the base, with `/`.
    pub(super) path: String,
    pub(super) absolute: PathBuf,
    pub(super) language: Option<Language>,
    pub(super) stamp: Stamp,
    /// See [`Record::fresh`].
    pub(super) fresh: bool,
    /// Content hash, see [`content_hash`].
    pub(super) hash: u128,
    pub(super) kind: Kind,
    /// Whether the file is unchanged since the previous scan and was not read.
    pub(super) is_same: bool,
    /// The decoded text, loaded on demand.
    pub(super) text: Option<Arc<str>>,
    /// See [`Record::rows`]. From the previous scan if the file is unchanged since.
    pub(super) rows: Vec<(u8, u128)>,
    /// The parsed regions, computed on demand.
    pub(super) regions: Option<Box<ParseRegions>>,
    /// Whether it could hold a name that the last search foresaw, see [`SearchTerms::are_foreseen_by`].
    pub(super) may_hold_foreseen: bool,
    /// Whether it exceeds a limit of the parser. Not cached, so that the next scan reports it too.
    pub(super) is_refused: bool,
}

/// A file that was considered unchanged since the previous scan has changed during this one.
#[derive(Debug)]
pub(super) struct ChangedDuringScan;

impl CandidateFile {
    /// Restores a file from its record, in the folder `base`.
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
            rows: record.rows.clone(),
            regions: None,
            may_hold_foreseen: true,
            is_refused: false,
        }
    }

    /// The record for the next scan; `None` if the path is not valid UTF-8.
    pub(super) fn record(&self) -> Option<Record> {
        self.absolute.to_str().filter(|_| !self.is_refused)?;
        let Self { path, stamp, fresh, hash, kind, .. } = self;
        let is_parsed = kind.parsed_since().is_some();
        let rows =
            if is_parsed && self.rows.iter().any(|(_, row)| row != hash) { self.rows.clone() } else { Vec::new() };
        Some(Record { path: path.clone(), stamp: *stamp, fresh: *fresh, hash: *hash, kind: *kind, rows })
    }

    /// Cache key of the facts of the regions parsed so far.
    pub(super) fn row(&self) -> u128 {
        self.rows.last().map_or(self.hash, |(_, row)| *row)
    }

    /// The key recorded by the previous scan for a round, if it can be trusted.
    pub(super) fn known_row(&self, round: u8, trusted: bool) -> Option<u128> {
        let since = |(since, _): &&(u8, u128)| *since == round;
        let row = || self.rows.iter().find(since).map(|(_, row)| *row);
        let is_whole = self.rows.is_empty() && self.kind.parsed_since() == Some(round);
        if self.is_same && trusted { row().or(is_whole.then_some(self.hash)) } else { None }
    }

    /// Whether more of the file may have to be parsed than in earlier rounds.
    pub(super) fn is_in_part(&self, round: u8, trusted: bool) -> bool {
        let before = self.rows.iter().rev().find(|(since, _)| *since < round);
        let knows = self.is_same && trusted;
        let grows = !knows || self.known_row(round, trusted).is_some();
        self.kind.parsed_since().is_some_and(|since| since < round)
            && grows
            && before.is_some_and(|(_, row)| *row != self.hash)
    }

    /// Chooses the regions to parse from a round on; the text must be loaded. Returns whether they grew.
    pub(super) fn choose(&mut self, round: u8, known: &KnownKeys, words: &SdkWords, interest: &Interest) -> bool {
        self.rows.retain(|(since, _)| *since < round);
        let (Some(language), Some(text)) = (self.language, &self.text) else { return false };
        let regions = self.regions.get_or_insert_with(|| Box::new(ParseRegions::of(language, text, known, words)));
        regions.look(language, &self.path, text, interest);
        let row = regions.row(self.hash);
        let is_news = self.rows.last().is_none_or(|(_, before)| *before != row);
        if is_news {
            self.rows.push((round, row));
        }
        is_news
    }

    /// Maximum size of the file now: if it was not read, it has the size of before.
    fn largest(&self) -> u64 {
        self.stamp.size().max(TEXT_LIMIT)
    }

    /// Loads the text on first use.
    pub(super) fn load(&mut self) -> Result<(), ChangedDuringScan> {
        if self.text.is_none() {
            let bytes = files::read(&self.absolute, self.largest()).map_err(|_| ChangedDuringScan)?;
            if content_hash(&bytes, self.language) != self.hash {
                return Err(ChangedDuringScan);
            }
            self.text = Some(decode(bytes).map_err(|_| ChangedDuringScan)?.text);
        }
        Ok(())
    }

    /// Drops what can be read and computed again.
    pub(super) fn release(&mut self) {
        (self.text, self.regions) = (None, None);
    }

    /// Searches a file that was not of interest so far for new names of its language family. If one is found, the file
    /// is of interest from `round` on. Reads it into `buffer`. With `trusted`, results of the previous scan are used for unchanged files.
    pub(super) fn look_for(
        mut self,
        terms: &SearchTerms,
        news: &BTreeSet<Language>,
        round: u8,
        trusted: bool,
        buffer: &mut Vec<u8>,
    ) -> Result<Self, ChangedDuringScan> {
        if self.is_same && trusted {
            return Ok(self);
        }
        self.kind = Kind::Source;
        self.rows.clear();
        let is_due = |language: &Language| news.contains(&language.family()) && terms.are_for(*language);
        let Some(language) = self.language.filter(is_due) else { return Ok(self) };
        if files::read_listed(&self.absolute, self.largest(), buffer).is_err() {
            return if self.is_same { Err(ChangedDuringScan) } else { Ok(self) };
        }
        let hash = content_hash(buffer, self.language);
        if self.is_same && hash != self.hash {
            return Err(ChangedDuringScan);
        }
        self.hash = hash;
        self.may_hold_foreseen = terms.holds_foreseen(language, buffer);
        if terms.are_in(language, buffer) {
            self.kind = Kind::Interesting(round);
            self.text = decode(std::mem::take(buffer)).ok().map(|text| text.text);
        }
        Ok(self)
    }
}
