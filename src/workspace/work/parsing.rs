//! Parsing of files in a scan, with facts from the disk cache where possible.

use std::cmp::Reverse;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::{FactsOf, Work};
use crate::syntax::extract;
use crate::workspace::candidate_file::{CandidateFile, ChangedDuringScan};
use crate::workspace::scan::ScanProblem;

/// The facts of a file, or of its regions.
struct ParsedFile {
    /// Cache key.
    row: u128,
    /// Number of parsed bytes.
    length: usize,
    absolute: PathBuf,
    facts: FactsOf,
}

impl Work<'_> {
    /// The facts of the regions to parse from a round on, from the disk cache if possible. Files whose regions did not
    /// grow are omitted.
    pub(super) fn parse(
        &mut self,
        files: Vec<&mut CandidateFile>,
        round: u8,
        trusted: bool,
    ) -> Result<Vec<FactsOf>, ChangedDuringScan> {
        let clock = Instant::now();
        let mut jobs: Vec<&mut CandidateFile> =
            files.into_iter().filter(|file| file.kind.parsed_since().is_some()).collect();
        let mut rows: Vec<Option<u128>> =
            jobs.par_iter_mut().map(|file| self.row(file, round, trusted)).collect::<Result<_, ChangedDuringScan>>()?;
        let mut is_news = rows.iter().map(Option::is_some);
        jobs.retain(|_| is_news.next().unwrap_or(false));
        rows.retain(Option::is_some);
        let rows: Vec<u128> = rows.into_iter().flatten().collect();
        let mut known = self.shards.as_ref().map(|shards| shards.facts(&rows)).unwrap_or_default();
        known.resize_with(jobs.len(), || None);
        for (file, known) in jobs.iter().zip(&mut known) {
            if file.stamp.size() > self.options.parse_limit {
                *known = None;
            }
        }
        let mut unknown: Vec<(&mut CandidateFile, u128)> = Vec::new();
        let mut all = Vec::new();
        for ((file, known), row) in jobs.drain(..).zip(known).zip(rows) {
            match known {
                Some(facts) => {
                    self.facts.push(row);
                    all.push((file.path.as_str().into(), Arc::new(facts)));
                }
                None => unknown.push((file, row)),
            }
        }
        // Largest first, for an even load of the cores.
        unknown.sort_by_key(|(file, _)| Reverse(file.stamp.size()));
        let parsed: Vec<Result<ParsedFile, &mut CandidateFile>> = unknown
            .into_par_iter()
            .with_max_len(1)
            .map(|(file, row)| {
                file.load()?;
                if self.exceeds_limit(file) {
                    return Ok(Some(Err(file)));
                }
                let parsed = self.parse_file(file, row, round).map(Ok);
                if !self.keeps_texts {
                    file.release();
                }
                Ok(parsed)
            })
            .filter_map(Result::transpose)
            .collect::<Result<_, ChangedDuringScan>>()?;
        for parsed in parsed {
            let ParsedFile { row, length, absolute, facts: (path, facts) } = match parsed {
                Ok(parsed) => parsed,
                Err(file) => {
                    self.report_too_large(file);
                    continue;
                }
            };
            if let Some(refusal) = facts.refusal.filter(|refusal| !refusal.is_rule()) {
                let message = format!("was searched for quoted keys but not parsed: {refusal}");
                self.scan.problems.push(ScanProblem { path: absolute, message });
                all.push((path, facts));
                continue;
            }
            self.scan.cost.parsed += 1;
            self.scan.cost.parsed_bytes += length;
            self.facts.push(row);
            if self.shards.is_some() {
                self.new_facts.push((row, facts.clone()));
            }
            all.push((path, facts));
        }
        self.scan.cost.parse += clock.elapsed();
        Ok(all)
    }

    /// Cache key of the regions to parse from a round on; `None` if they did not grow.
    fn row(&self, file: &mut CandidateFile, round: u8, trusted: bool) -> Result<Option<u128>, ChangedDuringScan> {
        let Some(interest) = &self.interest else {
            file.rows.clear();
            return Ok(Some(file.hash));
        };
        if let Some(row) = file.known_row(round, trusted) {
            return Ok(Some(row));
        }
        file.load()?;
        if self.exceeds_limit(file) {
            return Ok(Some(file.hash));
        }
        let is_news = file.choose(round, self.known, &self.words, interest);
        if !self.keeps_texts {
            file.release();
        }
        Ok(is_news.then(|| file.row()))
    }

    /// Parses the regions of a loaded file that have a row.
    fn parse_file(&self, file: &mut CandidateFile, row: u128, round: u8) -> Option<ParsedFile> {
        if row != file.hash && file.regions.is_none() {
            // They were not kept, or come from the cache that lacks the facts.
            let interest = self.interest.as_ref()?;
            file.choose(round, self.known, &self.words, interest);
        }
        let (language, text) = (file.language?, file.text.as_ref()?);
        let clock = Instant::now();
        let regions = file.regions.as_ref().filter(|_| row != file.hash);
        let facts =
            Arc::new(regions.map_or_else(|| extract(language, text), |regions| regions.extract(language, text)));
        let (whole, length) = (text.len() >> 10, text.len() - regions.map_or(0, |regions| regions.saved()));
        tracing::debug!("{}: {} of {whole} KiB parsed in {:.1?}", file.path, length >> 10, clock.elapsed());
        file.is_refused = facts.refusal.is_some_and(|refusal| !refusal.is_rule());
        Some(ParsedFile { row, length, absolute: file.absolute.clone(), facts: (file.path.as_str().into(), facts) })
    }

    /// Whether a loaded file is too large to parse.
    pub(super) fn exceeds_limit(&self, file: &CandidateFile) -> bool {
        file.text.as_ref().is_some_and(|text| text.len() as u64 > self.options.parse_limit)
    }

    /// Reports a file that is too large to parse.
    pub(super) fn report_too_large(&mut self, file: &CandidateFile) {
        let limit = self.options.parse_limit >> 10;
        let message = format!("was searched for quoted keys but not parsed: it exceeds the limit of {limit} KiB");
        self.scan.problems.push(ScanProblem { path: file.absolute.clone(), message });
    }
}
