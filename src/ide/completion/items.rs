//! Keys, properties and constants as offers: the best first, and not more than an editor can show.

use std::borrow::Cow;

use crate::flags::{Catalog, Flag, FlagState, is_valid_key};
use crate::ide::key_text::written;
use crate::ide::{Analysis, SourceFile, TextEdit, state, words};
use crate::syntax::ValueKind;
use crate::text::ByteRange;

use super::target::{Property, PropertyForm};
use super::{Completion, CompletionKind};

/// Maximum number of offers. With more flags, those are taken that match what was typed, and the editor asks again.
const MOST: usize = 500;

/// A flag with what it would be written as.
struct Candidate<'c> {
    flag: &'c Flag,
    text: Cow<'c, str>,
}

/// The keys of flags.
pub(super) fn keys(
    catalog: &Catalog,
    file: &SourceFile,
    range: ByteRange,
    kind: ValueKind,
    typed: &str,
) -> (Vec<Completion>, bool) {
    let candidates = flags(catalog).map(|flag| Candidate { flag, text: flag.key.as_str().into() });
    let (chosen, is_incomplete) = best(candidates, kind, typed);
    let items = chosen.into_iter().map(|(rank, candidate)| {
        let new_text = written(file, range, &candidate.text);
        offer(catalog, rank, candidate, CompletionKind::Key, new_text)
    });
    (items.collect(), is_incomplete)
}

/// The properties that a set of flags has.
pub(super) fn properties(
    analysis: &Analysis<'_>,
    catalog: &Catalog,
    property: &Property,
    typed: &str,
) -> (Vec<Completion>, bool) {
    // Both are in the order of the keys; the index may lack flags that have just been loaded.
    let mut spelled = analysis.index.spelled_keys(property.spelling).peekable();
    let candidates = flags(catalog).filter_map(|flag| {
        let key = flag.key.as_str();
        while spelled.next_if(|(other, _)| *other < key).is_some() {}
        let text = match spelled.next_if(|(other, _)| *other == key) {
            Some((_, name)) => name.into(),
            None => property.spelling.spell(key).into_iter().next()?.into(),
        };
        Some(Candidate { flag, text })
    });
    let (chosen, is_incomplete) = best(candidates, ValueKind::Any, typed);
    let items = chosen.into_iter().filter_map(|(rank, candidate)| {
        let (new_text, also) = written_property(&candidate.text, property.form)?;
        let item = offer(catalog, rank, candidate, CompletionKind::Property, new_text);
        Some(Completion { also, ..item })
    });
    (items.collect(), is_incomplete)
}

/// The flags with a key that can be written.
fn flags(catalog: &Catalog) -> impl Iterator<Item = &Flag> {
    catalog.flags.values().map(|flag| &**flag).filter(|flag| is_valid_key(flag.key.as_str()))
}

/// The constants of the file and those that it imports.
pub(super) fn constants(
    analysis: &Analysis<'_>,
    catalog: &Catalog,
    file: &SourceFile,
    offset: usize,
    kind: ValueKind,
    typed: &str,
) -> (Vec<Completion>, bool) {
    // After `Flags.` only its members.
    let qualifier = typed.rfind(['.', ':', '>']).map_or("", |at| &typed[..=at]);
    let visible = analysis.index.visible_constants(&file.path, offset).into_iter();
    let candidates = visible.filter(|constant| constant.text.starts_with(qualifier)).filter_map(|constant| {
        let flag = catalog.flag(&constant.key)?;
        Some(Candidate { flag, text: constant.text.into() })
    });
    let (chosen, is_incomplete) = best(candidates, kind, typed);
    let items = chosen.into_iter().map(|(rank, candidate)| {
        let new_text = candidate.text.to_string();
        offer(catalog, rank, candidate, CompletionKind::Constant, new_text)
    });
    (items.collect(), is_incomplete)
}

fn offer(catalog: &Catalog, rank: u8, candidate: Candidate<'_>, kind: CompletionKind, new_text: String) -> Completion {
    let Candidate { flag, text } = candidate;
    let (key, name) = (flag.key.as_str(), flag.name.trim());
    let is_named = !name.is_empty() && name != key;
    let text = text.into_owned();
    let mut filter_text = text.clone();
    for more in [key, name].into_iter().filter(|more| !more.is_empty() && *more != text) {
        filter_text.push(' ');
        filter_text.push_str(more);
    }
    let state = state::kind_and_state(catalog, flag);
    Completion {
        sort_text: format!("{rank}{text}"),
        detail: if kind == CompletionKind::Key {
            state
        } else {
            let key = words::plain(key);
            Some(state.map_or(key.clone(), |state| format!("{key} · {state}")))
        },
        description: is_named.then(|| words::plain(name)),
        label: text,
        kind,
        filter_text,
        is_deprecated: !matches!(flag.state(), FlagState::Live),
        new_text,
        also: None,
        flag: key.to_owned(),
    }
}

/// How a property is written, and what else changes with it; `None` where it cannot be.
fn written_property(name: &str, form: PropertyForm) -> Option<(String, Option<TextEdit>)> {
    let is_word = name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '$'))
        && !name.starts_with(|first: char| first.is_ascii_digit());
    let brackets = || format!("[\"{name}\"]");
    match form {
        PropertyForm::Quoted => Some((name.to_owned(), None)),
        _ if is_word => Some((name.to_owned(), None)),
        PropertyForm::AfterOptional => Some((brackets(), None)),
        PropertyForm::AfterDot(dot) => {
            let range = ByteRange::new(dot, dot + 1);
            Some((brackets(), Some(TextEdit { range, new_text: String::new(), annotation: None })))
        }
        // It needs a name, which is the user's to choose.
        PropertyForm::Taken => None,
    }
}

/// The candidates with their rank, best first: of the wanted kind, of another, deprecated, archived. Where there are too
/// many, those that match what was typed best, and whether any are left out.
fn best<'c>(
    candidates: impl Iterator<Item = Candidate<'c>>,
    wanted: ValueKind,
    typed: &str,
) -> (Vec<(u8, Candidate<'c>)>, bool) {
    let typed = typed.to_lowercase();
    let all: Vec<Candidate<'c>> = candidates.collect();
    let is_cut = all.len() > MOST;
    let ranked = all.into_iter().filter_map(|candidate| {
        let distance = if is_cut { distance(&typed, &candidate)? } else { 0 };
        Some((distance, rank(candidate.flag, wanted), candidate))
    });
    let mut ranked: Vec<(u8, u8, Candidate<'c>)> = ranked.collect();
    let order =
        |a: &(u8, u8, Candidate<'_>), b: &(u8, u8, Candidate<'_>)| (a.0, a.1, &a.2.text).cmp(&(b.0, b.1, &b.2.text));
    if ranked.len() > MOST {
        ranked.select_nth_unstable_by(MOST, order);
        ranked.truncate(MOST);
    }
    ranked.sort_by(order);
    let chosen = ranked.into_iter().map(|(_, rank, candidate)| (rank, candidate)).collect();
    // Others match once something else is typed, even where all that match now are in the list.
    (chosen, is_cut)
}

fn rank(flag: &Flag, wanted: ValueKind) -> u8 {
    match flag.state() {
        FlagState::Live if is_of_kind(flag, wanted) => 0,
        FlagState::Live => 1,
        FlagState::Deprecated { .. } => 2,
        FlagState::Archived { .. } => 3,
    }
}

fn is_of_kind(flag: &Flag, wanted: ValueKind) -> bool {
    let kind = words::kind(flag);
    match wanted {
        ValueKind::Bool => kind == "boolean",
        ValueKind::String => kind == "string",
        ValueKind::Int | ValueKind::Double => kind == "number",
        ValueKind::Json => kind == "JSON",
        ValueKind::Migration => kind == "migration",
        ValueKind::Any | ValueKind::AiConfig | ValueKind::None => true,
    }
}

/// How far a candidate is from what was typed: it starts with it, a word of it does, it or the name holds it, or has its
/// letters in order. `None` where it does not match.
fn distance(typed: &str, candidate: &Candidate<'_>) -> Option<u8> {
    if typed.is_empty() {
        return Some(0);
    }
    let text = in_lower_case(&candidate.text);
    if let Some(at) = text.find(typed) {
        let is_start = at == 0 || !text[..at].ends_with(char::is_alphanumeric);
        return Some(if at == 0 {
            0
        } else if is_start {
            1
        } else {
            2
        });
    }
    if in_lower_case(&candidate.flag.name).contains(typed) {
        return Some(2);
    }
    let mut letters = text.chars();
    let has_all = typed.chars().all(|wanted| letters.any(|letter| letter == wanted));
    has_all.then_some(3)
}

/// A text in lower case, which most keys are in.
fn in_lower_case(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { text.into() } else { text.to_lowercase().into() }
}
