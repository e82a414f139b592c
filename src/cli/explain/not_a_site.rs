use std::path::Path;
use std::sync::Arc;

use crate::cli::source::Source;
use crate::cli::workspace::{Workspace, shown};
use crate::index;
use crate::index::place::{ArgumentOf, Place, place_at};
use crate::syntax::{KnownKeys, Language, SiteKind};
use crate::workspace::{LeftOut, ScanOptions, left_out, read_text};

/// The file's text; the error is the reason why no scan looks into the file.
pub(super) fn text(path: &Path, workspace: &Workspace, options: &ScanOptions) -> Result<Arc<str>, String> {
    if !path.starts_with(&workspace.root) {
        let root = shown(&workspace.root);
        return Err(format!("the file lies outside of the folder {root}: run this in the folder that you open"));
    }
    match left_out(&workspace.root, path, options) {
        Some(LeftOut::IgnoreFile) => {
            return Err("the file is ignored by a .gitignore, .ignore or .ldignore file".into());
        }
        Some(LeftOut::IgnoredPaths) => return Err("the file is ignored by `ignoredPaths` of the settings".into()),
        Some(LeftOut::NotWalked) => {
            return Err(
                "the file is a symbolic link, lies behind one, or belongs to git: those are not followed".into()
            );
        }
        None => {}
    }
    let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size > options.size_limit {
        let limit = options.size_limit >> 20;
        return Err(format!("the file has {} MiB, more than the limit of {limit}", size >> 20));
    }
    read_text(path).map(|text| text.text).map_err(|problem| format!("the file {problem}"))
}

/// The first condition for a site that the place does not meet.
pub(super) fn explain(
    language: Option<Language>,
    text: &str,
    offset: usize,
    source: Option<&Source>,
    options: &ScanOptions,
) -> String {
    let unknown = match source {
        Some(source) => format!("its value is no known key ({})", source.description),
        None => "no keys are known".to_owned(),
    };
    if let Some(reason) = not_parsed(language, text, options) {
        return format!("{reason}; only quoted known keys are found in it, and here is none: {unknown}");
    }
    let name = language.map_or("text", Language::name);
    match place_at(language, text, offset) {
        Place::Nothing => "neither a quoted string nor a name stands here".into(),
        Place::Word { text, argument: Some(call) } if call.takes_key => {
            format!("{text} is the key of the SDK call {}, but could not be followed to a literal", call.callee)
        }
        Place::Word { text, .. } => {
            format!("no constant that holds a flag key, and no hook that gives flags, leads to the name {text}")
        }
        Place::Quoted { value, range, argument } => {
            let empty = KnownKeys::default();
            let known = source.map_or(&empty, Source::known);
            // What it would be if the key existed tells which condition is missing.
            let pretended: KnownKeys = known.iter().chain([value.as_str()]).collect();
            let sites = index::file_sites(language, text, &pretended).sites;
            let would_be = sites.iter().find(|site| site.range == range).map(|site| site.kind);
            let reason = quoted(would_be, argument.as_ref(), name);
            format!("the string \"{value}\" {reason}; {unknown}")
        }
    }
}

fn not_parsed(language: Option<Language>, text: &str, options: &ScanOptions) -> Option<String> {
    if !language.is_some_and(Language::is_parsed) {
        let name = language.map_or("files of this kind", Language::name);
        return Some(format!("the file is not parsed, as this build has no grammar for {name}"));
    }
    let limit = options.parse_limit;
    (text.len() as u64 > limit).then(|| format!("the file is not parsed: it has more than {} KiB", limit >> 10))
}

fn quoted(would_be: Option<SiteKind>, argument: Option<&ArgumentOf>, language: &str) -> String {
    match (would_be, argument) {
        (Some(SiteKind::Definition | SiteKind::Constant), _) => {
            "is the value of a constant that is given to no SDK call; it would be taken if the key were known".into()
        }
        (Some(SiteKind::Call), Some(call)) => format!(
            "is the key of {}, a method of the SDK table for {language}, but neither an import nor what it is called \
             on speaks for LaunchDarkly; it would be taken if the key were known",
            call.callee
        ),
        (Some(SiteKind::Wrapper), Some(call)) => format!(
            "is an argument of {}, which speaks of flags by its name but was not found to pass it on to an SDK call; \
             it would be taken if the key were known",
            call.callee
        ),
        (_, None) => "is not an argument of a call".into(),
        (_, Some(call)) if call.takes_key => format!(
            "is an argument of {}; many libraries have a {}, so an import of the SDK and a fitting name before it are \
             wanted",
            call.callee, call.name
        ),
        (_, Some(call)) if call.in_table => {
            format!("is an argument of the SDK method {}, but not the one that is the key", call.callee)
        }
        (_, Some(call)) => format!(
            "is an argument of {}, which is not in the SDK table for {language} and was not found to pass it on to an \
             SDK call",
            call.callee
        ),
    }
}
