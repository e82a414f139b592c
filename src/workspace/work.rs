//! The steps of a scan: the walk, rounds of parsing and searching, and solving.

mod parsing;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::candidate_file::{CandidateFile, ChangedDuringScan};
use super::packages;
use super::parse_regions::Interest;
use super::prefilter::{SdkWords, SearchTerms, Searched};
use super::previous_scan::{Finished, PreviousScan};
use super::scan::{Scan, ScanOptions, ScanProgress, ScannedFile};
use super::shards::{Kind, Record, Run, Shards, fingerprint};
use super::walk::{Walked, walk};
use crate::index::{FileReferences, Index, Reference, Resolution, with_mentions};
use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language};

/// Maximum number of rounds.
const ROUNDS: u8 = 6;

/// Path and facts of a file.
type FactsOf = (Arc<str>, Arc<FileFacts>);

/// A scan in progress.
pub(super) struct Work<'a> {
    roots: &'a [PathBuf],
    options: &'a ScanOptions,
    known: &'a KnownKeys,
    base: &'a Path,
    shards: Option<Shards>,
    /// Fingerprint of the search terms of each round.
    rounds: Vec<u128>,
    /// What makes a part of a file worth parsing; `None` if files are parsed completely.
    interest: Option<Interest>,
    words: SdkWords,
    /// Cache keys of the facts in use.
    facts: Vec<u128>,
    /// Facts that are not in the disk cache.
    new_facts: Vec<(u128, Arc<FileFacts>)>,
    /// See [`Walked::keeps_texts`].
    keeps_texts: bool,
    scan: Scan,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        roots: &'a [PathBuf],
        options: &'a ScanOptions,
        known: &'a KnownKeys,
        shards: Option<Shards>,
    ) -> Self {
        Self {
            roots,
            options,
            known,
            base: options.base.as_deref().unwrap_or(Path::new("")),
            shards,
            rounds: Vec::new(),
            interest: None,
            words: SdkWords::new(),
            facts: Vec::new(),
            new_facts: Vec::new(),
            keeps_texts: true,
            scan: Scan::default(),
        }
    }

    /// Runs the scan. Fails only with a disk cache, if a file changes during the scan.
    pub(super) fn scan(mut self, progress: &(dyn Fn(ScanProgress) + Sync)) -> Result<Scan, ChangedDuringScan> {
        let clock = Instant::now();
        let key = self.key();
        let mut previous = self.shards.as_ref().and_then(|shards| shards.run(key)).map(PreviousScan::new);
        let walked = walk(self.roots, self.options, self.known, previous.as_ref(), progress);
        let Walked { files, mut nothing, problems, seen, keeps_texts } = walked;
        self.keeps_texts = keeps_texts;
        (self.scan.problems, self.scan.files_seen) = (problems, seen);
        self.scan.cost.walk = clock.elapsed();
        let finished = previous.as_mut().map(PreviousScan::finish);
        let run = previous.map(|previous| previous.run).unwrap_or_default();
        let Finished { same, is_whole, is_touched } = finished.unwrap_or_default();
        let mut records;
        let is_news;
        let is_same = is_whole && files.is_empty() && self.manifests(&same) == run.manifests;
        let needs_index = self.options.index || self.options.keep_index;
        if is_same && !needs_index {
            self.take_known(&same, &run)?;
            self.rounds = run.rounds;
            records = same;
            is_news = is_touched || !nothing.is_empty();
        } else {
            is_news = !is_same || is_touched || !nothing.is_empty();
            let of_record = |record: &Record| CandidateFile::of_record(record, self.base);
            let known_files = same.iter().filter(|record| record.kind != Kind::Nothing).map(of_record);
            let files = self.rounds(files.into_iter().chain(known_files).collect(), &run.rounds)?;
            records = same;
            records.retain(|record| record.kind == Kind::Nothing);
            records.extend(files.iter().filter_map(CandidateFile::record));
            self.complete(files)?;
        }
        self.scan.problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        self.scan.problems.dedup_by(|a, b| (&a.path, &a.message) == (&b.path, &b.message));
        let clock = Instant::now();
        if !needs_index {
            // Not needed any more, and large.
            self.scan.index = Index::default();
        }
        if is_news {
            records.append(&mut nothing);
            self.save(key, records);
        }
        self.scan.cost.store = clock.elapsed();
        Ok(self.scan)
    }

    /// Hash of all inputs except the files.
    fn key(&self) -> u128 {
        let options = ScanOptions { index: false, keep_index: false, shards: None, ..self.options.clone() };
        fingerprint(format!("{:?}\n{options:?}\n{}", self.roots, self.known.describe()))
    }

    /// Hash of every `package.json` that may decide the spelling of flags.
    fn manifests(&self, records: &[Record]) -> u128 {
        let is_script = |record: &&Record| {
            let language = Language::of_path(Path::new(&record.path));
            record.kind.parsed_since().is_some()
                && language.is_some_and(|language| language.family() == Language::JavaScript)
        };
        packages::fingerprint(self.base, records.iter().filter(is_script).map(|record| record.path.as_str()))
    }

    /// Reuses the references of the previous scan if nothing changed.
    fn take_known(&mut self, records: &[Record], run: &Run) -> Result<(), ChangedDuringScan> {
        let references: HashMap<&str, &FileReferences> =
            run.references.iter().map(|(path, references)| (path.as_str(), references)).collect();
        let mut files = Vec::new();
        let matters = |kind: Kind| kind == Kind::Keys || kind.parsed_since().is_some();
        for record in records.iter().filter(|record| matters(record.kind)) {
            let is_large = record.kind != Kind::Keys && record.stamp.size() > self.options.parse_limit;
            if record.kind != Kind::Keys {
                self.scan.files_parsed += 1;
                self.facts.extend(record.all_rows());
            }
            if is_large || references.contains_key(record.path.as_str()) {
                files.push(CandidateFile::of_record(record, self.base));
            }
        }
        files.par_iter_mut().map(CandidateFile::load).collect::<Result<(), ChangedDuringScan>>()?;
        for file in files {
            if file.kind.parsed_since().is_some() && self.exceeds_limit(&file) {
                self.report_too_large(&file);
                self.scan.files_parsed -= 1;
            }
            if let (Some(references), Some(text)) = (references.get(file.path.as_str()), file.text) {
                let (path, absolute, references) = (file.path, file.absolute, FileReferences::clone(references));
                self.scan.files.push(ScannedFile { path, absolute, text, language: file.language, references });
            }
        }
        self.scan.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(())
    }

    /// Parses files that are of interest by themselves, then files that contain a name found so far, until no new names
    /// are found. Results of the previous scan are reused for unchanged files as long as the search terms are the same.
    fn rounds(&mut self, files: Vec<CandidateFile>, before: &[u128]) -> Result<Vec<CandidateFile>, ChangedDuringScan> {
        let is_read = |file: &CandidateFile| matches!(file.kind, Kind::Keys | Kind::Literal | Kind::Interesting(0));
        let (mut read, mut unread): (Vec<CandidateFile>, Vec<CandidateFile>) = files.into_iter().partition(is_read);
        let (mut searched, mut last) = (SearchTerms::default(), SearchTerms::default());
        self.scan.index = Index::new(self.known);
        // The index must answer for names that do not exist yet.
        let regions = !self.options.index;
        self.interest = regions.then(|| Interest::new(self.known, self.scan.index.property_names()));
        let names_sdk = |file: &&mut CandidateFile| file.kind == Kind::Interesting(0);
        let facts = self.parse(read.iter_mut().filter(names_sdk).collect(), 0, true)?;
        self.add(facts);
        for round in 1..=ROUNDS {
            let clock = Instant::now();
            let symbols = self.scan.index.symbols();
            let wanted = SearchTerms::of(&symbols, self.options.only_known, regions);
            self.interest.iter_mut().for_each(|interest| interest.add(&symbols));
            self.scan.cost.solve += clock.elapsed();
            if round > 1 && (wanted.is_covered_by(&searched) || unread.is_empty() && !regions) {
                break;
            }
            self.rounds.push(wanted.fingerprint());
            let trusted = before.starts_with(&self.rounds);
            let clock = Instant::now();
            let mut hits = Vec::new();
            // Search after the first round at the earliest: before, few names are known.
            let news = wanted.news(&searched);
            if round > 1 {
                tracing::debug!("round {round}: new search terms: {}", wanted.describe_news(&searched));
            }
            if round > 1 && !news.is_empty() {
                // What was searched for is in none of them.
                let terms = if self.options.only_known {
                    SearchTerms::of(&symbols, true, regions)
                } else {
                    SearchTerms::new_in(&symbols, &searched)
                };
                let is_foreseen = terms.are_foreseen_by(&last);
                let results: Vec<CandidateFile> = unread
                    .into_par_iter()
                    .map_init(Vec::new, |buffer, file| {
                        let is_without = is_foreseen && !file.may_hold_foreseen;
                        if is_without { Ok(file) } else { file.look_for(&terms, &news, round, trusted, buffer) }
                    })
                    .collect::<Result<_, ChangedDuringScan>>()?;
                (hits, unread) = results.into_iter().partition(|file| file.kind == Kind::Interesting(round));
                last = terms;
            }
            if round > 1 {
                searched = wanted;
            }
            self.scan.cost.parse += clock.elapsed();
            let is_due = |file: &&mut CandidateFile| {
                file.kind == Kind::Literal && round == 1 || regions && file.is_in_part(round, trusted)
            };
            let due = read.iter_mut().filter(is_due);
            let facts = self.parse(hits.iter_mut().chain(due).collect(), round, trusted)?;
            self.add(facts);
            read.extend(hits);
        }
        if self.options.index {
            self.scan.searched = Searched::of(&self.scan.index);
        }
        // Rows recorded for rounds that this scan did not reach.
        unread.iter_mut().for_each(|file| file.kind = Kind::Source);
        let rounds = self.rounds.len() as u8;
        read.iter_mut().for_each(|file| file.rows.retain(|(since, _)| *since <= rounds));
        read.extend(unread);
        Ok(read)
    }

    fn add(&mut self, facts: Vec<FactsOf>) {
        self.scan.index.change(facts.into_iter().map(|(path, facts)| (path, Some(facts))));
    }

    /// Solves the index and collects the references of every file.
    fn complete(&mut self, files: Vec<CandidateFile>) -> Result<(), ChangedDuringScan> {
        let clock = Instant::now();
        self.scan.files_parsed = self.scan.index.len();
        self.scan.packages = packages::find(files.iter().filter_map(|file| {
            let is_script = file.language.is_some_and(|language| language.family() == Language::JavaScript);
            is_script.then_some((file.path.as_str(), file.absolute.as_path(), &**self.scan.index.facts(&file.path)?))
        }));
        let known = &self.known.with_packages(self.scan.packages.clone());
        self.scan.index = self.scan.index.with_packages(self.scan.packages.clone());
        let mut found: HashMap<Arc<str>, Vec<Reference>> = self.scan.index.all_references().into_iter().collect();
        let with_references: Vec<(CandidateFile, Vec<Reference>)> = files
            .into_iter()
            .filter(|file| file.kind == Kind::Keys || file.kind.parsed_since().is_some())
            .map(|file| {
                let references = found.remove(file.path.as_str()).unwrap_or_default();
                (file, references)
            })
            .collect();
        let (only_known, index) = (self.options.only_known, &self.scan.index);
        let complete =
            |(mut file, references): (CandidateFile, Vec<Reference>)| -> Result<Option<ScannedFile>, ChangedDuringScan> {
                file.load()?;
                let Some(text) = file.text else { return Ok(None) };
                let mut found = with_mentions(file.language, &text, references, &known.at(&file.path))
                    .in_test_code(index.is_test_code(&file.path));
                let is_unknown = |reference: &Reference| reference.key().is_some_and(|key| !known.contains(key));
                if only_known && found.all.iter().any(is_unknown) {
                    found.all = found.all.iter().filter(|reference| !is_unknown(reference)).cloned().collect();
                }
                let (path, absolute, language) = (file.path, file.absolute, file.language);
                let names_flags = found.all.iter().any(|reference| reference.resolution != Resolution::Empty);
                Ok(names_flags.then_some(ScannedFile { path, absolute, text, language, references: found }))
            };
        let files: Vec<Option<ScannedFile>> =
            with_references.into_par_iter().map(complete).collect::<Result<_, ChangedDuringScan>>()?;
        self.scan.files = files.into_iter().flatten().collect();
        self.scan.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.scan.cost.solve += clock.elapsed();
        Ok(())
    }

    /// Saves the results to the disk cache.
    fn save(&mut self, key: u128, mut records: Vec<Record>) {
        let Some(shards) = self.shards.take() else { return };
        records.sort_by(|a, b| a.path.cmp(&b.path));
        records.dedup_by(|a, b| a.path == b.path);
        let references = self.scan.files.iter().map(|file| (file.path.clone(), file.references.clone())).collect();
        let manifests = self.manifests(&records);
        let run = Run { records, manifests, rounds: std::mem::take(&mut self.rounds), references };
        shards.save(key, &run, std::mem::take(&mut self.facts), std::mem::take(&mut self.new_facts));
    }
}
