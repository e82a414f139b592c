//! Rename: another key wherever code writes a key, in the spelling of each place.
//!
//! Answers only where the key itself is written as a text. Names of constants, properties and variables are the business of
//! the language's own server, which asks nobody about them if this one answers first.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::flags::{Catalog, is_valid_key};
use crate::index::{Confidence, Form, Reference, Spelling};
use crate::text::ByteRange;

use super::key_text::{is_quoted, property_edit, written};
use super::{Analysis, ChangeAnnotation, SourceChange, SourceFile, StaleFile, TextEdit, words};

/// Maximum length of a key at LaunchDarkly.
const LONGEST_KEY: usize = 256;
/// The note beside certain edits, see [`SourceChange::annotations`].
const CERTAIN: usize = 0;
/// The note beside edits that are confirmed.
const POSSIBLE: usize = 1;

/// What can be renamed at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameTarget {
    /// The text of the key.
    pub range: ByteRange,
    /// The key. Differs from the text where a set of flags spells it.
    pub key: Arc<str>,
}

/// What the editor does with a rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenameOptions {
    /// It shows edits that need confirmation before it makes them. Otherwise only certain ones are given.
    pub confirms: bool,
}

/// Why a key is not renamed, as a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameRefusal {
    /// Whether the keys exist is not known.
    #[error("The key cannot be renamed before the project's flags are loaded. {0}")]
    NotLoaded(String),
    /// A name of several flags.
    #[error("The key cannot be renamed: `{0}` {1}.")]
    Ambiguous(String, String),
    /// LaunchDarkly has no such keys.
    #[error(
        "`{0}` is not a valid flag key. Keys consist of letters, digits, `.`, `_` and `-`, begin with a letter or digit, and \
         have at most {LONGEST_KEY} characters."
    )]
    Invalid(String),
    /// The flag exists, and its new key does not.
    #[error(
        "LaunchDarkly cannot change the key of a flag, and {project} has no flag `{new}`. Enter the key of an existing flag \
         to move the code to it, or create `{new}` first."
    )]
    KeyOfFlag {
        /// The project.
        project: String,
        /// The new key.
        new: String,
    },
    /// A file is not as the index has it.
    #[error("{0}")]
    Stale(#[from] StaleFile),
}

/// What can be renamed at an offset of a file: `None`, fast, where no key is written as a text. An error where one is that
/// cannot be renamed.
pub fn prepare_rename(
    analysis: &Analysis<'_>,
    path: &str,
    offset: usize,
) -> Result<Option<RenameTarget>, RenameRefusal> {
    let Some(file) = analysis.files.file(path) else { return Ok(None) };
    let target = file.flag_at(offset).map(|reference| target(analysis, &file, reference)).transpose()?;
    Ok(target.flatten().map(|(target, _)| target))
}

/// The edits that give the key at an offset of a file another name: in all files of its project, wherever the key is written.
/// Local names, and constants, keep theirs. `None` where [`prepare_rename`] has none, or nothing changes.
pub fn rename(
    analysis: &Analysis<'_>,
    path: &str,
    offset: usize,
    new: &str,
    options: RenameOptions,
) -> Result<Option<SourceChange>, RenameRefusal> {
    let Some(file) = analysis.files.file(path) else { return Ok(None) };
    let Some(reference) = file.flag_at(offset) else { return Ok(None) };
    let Some((RenameTarget { key: old, .. }, catalog)) = target(analysis, &file, reference)? else { return Ok(None) };
    let new = new.trim();
    if new == &*old {
        return Ok(None);
    }
    if !is_valid_key(new) || new.len() > LONGEST_KEY {
        return Err(RenameRefusal::Invalid(words::plain(new)));
    }
    if catalog.flag(&old).is_some() && catalog.flag(new).is_none() && catalog.is_complete() {
        let project = words::plain(catalog.project.key.as_str());
        return Err(RenameRefusal::KeyOfFlag { project: format!("the project `{project}`"), new: new.to_owned() });
    }
    let change = rename_key(analysis, analysis.settings.project_of(path), &old, new, options)?;
    Ok(Some(change).filter(|change| !change.files.is_empty()))
}

/// The edits that give a key of a project another name, which [`rename`] accepted, in the files of another folder.
pub fn rename_key(
    analysis: &Analysis<'_>,
    project: Option<&str>,
    old: &str,
    new: &str,
    options: RenameOptions,
) -> Result<SourceChange, RenameRefusal> {
    Renaming { analysis, old, new: new.trim(), options }.change(project)
}

/// The key that is written as a text where a reference is.
fn target<'a>(
    analysis: &Analysis<'a>,
    file: &SourceFile,
    reference: &Reference,
) -> Result<Option<(RenameTarget, &'a Catalog)>, RenameRefusal> {
    let is_text = match reference.form {
        Form::Literal | Form::Attribute | Form::Definition => true,
        Form::SetProperty | Form::TypeMember | Form::Destructured => is_quoted(file, reference.range),
        _ => false,
    };
    if !is_text || reference.keys().is_empty() {
        return Ok(None);
    }
    let Some(key) = reference.key().cloned() else {
        let text = words::plain(reference.range.of(&file.text));
        return Err(RenameRefusal::Ambiguous(text, words::is_ambiguous(reference.ambiguous_keys())));
    };
    let Some(catalog) = analysis.catalog else {
        return Err(RenameRefusal::NotLoaded(analysis.catalog_problem.unwrap_or("They are being loaded.").to_owned()));
    };
    Ok(Some((RenameTarget { range: reference.range, key }, catalog)))
}

/// A rename that was accepted.
struct Renaming<'a> {
    analysis: &'a Analysis<'a>,
    old: &'a str,
    new: &'a str,
    options: RenameOptions,
}

impl Renaming<'_> {
    fn change(&self, project: Option<&str>) -> Result<SourceChange, RenameRefusal> {
        let Analysis { index, files, settings, .. } = self.analysis;
        let mut change = SourceChange::default();
        change.annotations.push(ChangeAnnotation::new(
            "Rename the flag key",
            Some(format!("`{}` becomes `{}`", words::plain(self.old), self.new)),
        ));
        if self.options.confirms {
            change.annotations.push(ChangeAnnotation {
                needs_confirmation: true,
                ..ChangeAnnotation::new(
                    "Rename possible references",
                    Some("Texts equal to the key, and names that are guessed to be flags".to_owned()),
                )
            });
        }
        let references = index.references_to(self.old);
        let mut paths: BTreeSet<Arc<str>> = references.iter().map(|(path, _)| path.clone()).collect();
        if self.options.confirms {
            paths.extend(index.files_naming(self.old));
        }
        for path in paths.iter().filter(|path| settings.project_of(path) == project) {
            let found = references.iter().find(|(other, _)| other == path);
            let found = found.map(|(_, references)| references.as_slice()).unwrap_or_default();
            match files.file(path) {
                Some(file) => self.edit(&file, found, &mut change)?,
                None if found.iter().any(writes_key) => return Err(StaleFile { path: path.clone() }.into()),
                None => {}
            }
        }
        Ok(change)
    }

    fn edit(&self, file: &SourceFile, found: &[Reference], change: &mut SourceChange) -> Result<(), RenameRefusal> {
        for reference in found.iter().filter(|reference| writes_key(reference)) {
            let is_name = !is_text_form(reference.form) && !is_quoted(file, reference.range);
            let is_guess =
                is_name && reference.form != Form::Mention && reference.evidence.confidence == Confidence::Guessed;
            if is_guess && !self.options.confirms {
                continue;
            }
            let stale = || StaleFile { path: file.path.clone() };
            let name = self.respelled(file, reference).ok_or_else(stale)?;
            let edit = if is_name {
                property_edit(file, reference, &name).ok_or_else(stale)?
            } else {
                let (range, new_text) = (reference.range, written(file, reference.range, &name));
                TextEdit { range, new_text, annotation: None }
            };
            if edit.new_text != edit.range.of(&file.text) {
                let annotation = Some(if is_guess { POSSIBLE } else { CERTAIN });
                change.edit(file, TextEdit { annotation, ..edit });
            }
        }
        if !self.options.confirms {
            return Ok(());
        }
        let is_mention = |reference: &&Reference| {
            reference.form == Form::Mention
                && reference.key().is_some_and(|key| **key == *self.old)
                && found.iter().all(|other| !other.range.intersects(reference.range))
        };
        for mention in file.references.all.iter().filter(is_mention) {
            let (range, new_text) = (mention.range, written(file, mention.range, self.new));
            change.edit(file, TextEdit { range, new_text, annotation: Some(POSSIBLE) });
        }
        Ok(())
    }

    /// The new key in the spelling that the old one has at a place. `None` where the place does not have the old one: the
    /// file is another than the index has.
    fn respelled(&self, file: &SourceFile, reference: &Reference) -> Option<String> {
        let text = file.text.get(reference.range.start..reference.range.end)?;
        let ways = [(false, true, false), (false, false, true), (true, false, false)];
        let mut ways = ways.map(|(exact, lodash, react_sdk)| Spelling { exact, lodash, react_sdk });
        let Spelling { exact, lodash, react_sdk } = reference.evidence.spelling;
        let is_own = |way: &Spelling| way.exact && exact || way.lodash && lodash || way.react_sdk && react_sdk;
        ways.sort_by_key(|way| !is_own(way));
        let spell = |way: &Spelling, key: &str| way.spell(key).pop();
        match ways.iter().find(|way| spell(way, self.old).is_some_and(|name| name == text)) {
            Some(way) => spell(way, self.new),
            // The value of an escaped text is known to the index alone.
            None => (text.contains('\\') && is_quoted(file, reference.range)).then(|| self.new.to_owned()),
        }
    }
}

/// Whether the key is written at a reference, and not the name of a constant.
fn writes_key(reference: &Reference) -> bool {
    match reference.form {
        Form::Literal | Form::Attribute | Form::Definition => true,
        Form::SetProperty | Form::TypeMember | Form::Destructured | Form::Mention => reference.definition.is_none(),
        Form::EmptyLiteral | Form::Constant | Form::Member | Form::ImplicitMember | Form::Alias => false,
    }
}

fn is_text_form(form: Form) -> bool {
    matches!(form, Form::Literal | Form::Attribute | Form::Definition)
}

#[cfg(test)]
mod tests;
