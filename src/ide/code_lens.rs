//! Code lenses: above functions and statements that evaluate flags what the flags do, and at definitions of keys also how
//! often they are used.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::config::CodeLenses;
use crate::flags::{CatalogSource, Flag, plural};
use crate::index::{EvidenceEnd, Form, Reference};
use crate::syntax::facts::FileFacts;
use crate::text::ByteRange;

use super::{Analysis, SourceFile, state, words};

/// Maximum number of flags above one function.
const MOST: usize = 3;

/// A lens without its text, which [`code_lens_content`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    /// Where: the start of the function or statement, or the key.
    pub range: ByteRange,
    /// The flag.
    pub flag: Arc<str>,
    /// What it is about.
    pub kind: LensKind,
}

/// What a lens is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LensKind {
    /// A flag that is evaluated below.
    Evaluation,
    /// A constant that holds the key.
    Definition,
}

/// The text of a lens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LensContent {
    /// `on in Production, off in Staging · 12 references`.
    pub title: String,
    /// The references that are counted, by the path of their file.
    pub references: Vec<(Arc<str>, ByteRange)>,
}

/// The lenses of a file, in order, as far as the settings want them.
pub fn code_lenses(analysis: &Analysis<'_>, path: &str) -> Vec<CodeLens> {
    let wanted = analysis.settings.code_lens;
    let Some(catalog) = analysis.catalog.filter(|catalog| catalog.source != CatalogSource::Keys) else {
        return Vec::new();
    };
    let Some(file) = analysis.files.file(path).filter(|_| wanted != CodeLenses::Off) else { return Vec::new() };
    let mut functions = Functions::of(analysis.index.facts(path).map(|facts| &**facts));
    let mut lenses: Vec<CodeLens> = Vec::new();
    for (key, reference) in file.references.resolved().filter(|(key, _)| catalog.flag(key).is_some()) {
        let (kind, range) = match kind_of(reference) {
            Some(LensKind::Definition) => (LensKind::Definition, reference.range),
            Some(kind) if wanted == CodeLenses::All => {
                let around = functions.around(reference.range.start);
                (kind, first_of_line(&file, around.map_or(reference.range.start, |around| around.start)))
            }
            _ => continue,
        };
        let line = file.lines.line_of(range.start);
        let is_there = |other: &&CodeLens| other.kind == kind && file.lines.line_of(other.range.start) == line;
        let above = lenses.iter().rev().take_while(is_there);
        let (mut count, mut has_it) = (0, false);
        for other in above {
            count += 1;
            has_it |= other.flag == *key;
        }
        if !has_it && (count < MOST || kind == LensKind::Definition) {
            lenses.push(CodeLens { range, flag: key.clone(), kind });
        }
    }
    // Stable: flags of one place stay in the order in which they are evaluated.
    lenses.sort_by_key(|lens| lens.range.start);
    lenses
}

/// The text of a lens; `None` where the flag is gone.
pub fn code_lens_content(analysis: &Analysis<'_>, key: &str, kind: LensKind) -> Option<LensContent> {
    let catalog = analysis.catalog?;
    let flag = catalog.flag(key)?;
    let state = state::in_all(catalog, flag).unwrap_or_else(|| "state not loaded".to_owned());
    if kind == LensKind::Evaluation {
        return Some(LensContent { title: format!("{}: {state}", words::plain(key)), references: Vec::new() });
    }
    let all = analysis.index.references_to(key);
    let uses = all.iter().flat_map(|(path, references)| references.iter().map(move |reference| (path, reference)));
    let is_use = |reference: &Reference| {
        kind_of(reference) != Some(LensKind::Definition) && reference.evidence.end != EvidenceEnd::Mention
    };
    let uses = uses.filter(|(_, reference)| is_use(reference));
    let references: Vec<(Arc<str>, ByteRange)> =
        uses.map(|(path, reference)| (path.clone(), reference.range)).collect();
    let mut parts = vec![state, plural(references.len(), "reference")];
    parts.extend(last_requested(analysis, flag));
    Some(LensContent { title: parts.join(" · "), references })
}

/// `last requested 2 hours ago`, in the first environment.
fn last_requested(analysis: &Analysis<'_>, flag: &Flag) -> Option<String> {
    let catalog = analysis.catalog?;
    let status = catalog.status(&catalog.environments.first()?.key, flag.key.as_str())?;
    let moment = status.last_requested_at()?;
    Some(format!("last requested {}", words::ago(moment, analysis.now)))
}

fn kind_of(reference: &Reference) -> Option<LensKind> {
    match reference.form {
        Form::Definition | Form::TypeMember => Some(LensKind::Definition),
        _ if reference.evidence.end == EvidenceEnd::Mention => None,
        _ if reference.call.is_some() => Some(LensKind::Evaluation),
        Form::SetProperty | Form::Destructured => Some(LensKind::Evaluation),
        _ => None,
    }
}

/// The functions with a name, searched by offsets in ascending order.
struct Functions {
    /// By start, outer ones first.
    all: Vec<ByteRange>,
    next: usize,
    /// Those around the last offset, and some that ended before it.
    open: Vec<ByteRange>,
}

impl Functions {
    fn of(facts: Option<&FileFacts>) -> Self {
        let functions = facts.into_iter().flat_map(|facts| {
            facts
                .functions
                .iter()
                .filter(|function| !facts.text(function.name).is_empty())
                .map(|function| function.range)
        });
        let mut all: Vec<ByteRange> = functions.collect();
        all.sort_by_key(|range| (range.start, Reverse(range.end)));
        Self { all, next: 0, open: Vec::new() }
    }

    /// The innermost function around an offset.
    fn around(&mut self, offset: usize) -> Option<ByteRange> {
        while let Some(range) = self.all.get(self.next).copied().filter(|range| range.start <= offset) {
            self.close(range.start);
            self.open.push(range);
            self.next += 1;
        }
        self.close(offset);
        self.open.last().copied()
    }

    fn close(&mut self, offset: usize) {
        while self.open.last().is_some_and(|range| range.end <= offset) {
            self.open.pop();
        }
    }
}

/// The first character of the line of an offset, as an empty range.
fn first_of_line(file: &SourceFile, offset: usize) -> ByteRange {
    let line = file.lines.line_range(file.lines.line_of(offset)).unwrap_or(ByteRange::new(offset, offset));
    let text = line.of(&file.text);
    let start = line.start + (text.len() - text.trim_start().len());
    ByteRange::new(start, start)
}

#[cfg(test)]
mod tests;
