//! Random edits, as people make them and worse.

use super::workspaces::{KEYS, NAMES, Workspace};
use super::{Texts, Writes};

/// Numbers that depend on a seed only (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) as usize % limit.max(1)
    }

    pub fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// One edit: usually of one file's text, sometimes of several, or a file comes, goes or moves.
pub(super) fn random_writes(random: &mut Random, workspace: &Workspace, texts: &Texts) -> Writes {
    edit(random, workspace, texts, 20)
}

/// One edit that cuts no word or bracket.
pub(super) fn random_writes_of_words(random: &mut Random, workspace: &Workspace, texts: &Texts) -> Writes {
    edit(random, workspace, texts, 15)
}

/// One edit of the first `kinds`.
fn edit(random: &mut Random, workspace: &Workspace, texts: &Texts, kinds: usize) -> Writes {
    let paths: Vec<&String> = texts.keys().collect();
    if paths.is_empty() || random.below(12) == 0 {
        // Back to the start, so that not all ends in rubble.
        let originals: Vec<_> = workspace.texts.iter().collect();
        let (path, text) = *random.of(&originals);
        return vec![(path.clone(), Some(text.clone()))];
    }
    let path = random.of(&paths).to_string();
    let text = &texts[&path];
    let other = random.of(&paths).to_string();
    match random.below(kinds) {
        0 => vec![(path, None)],
        1 => vec![(moved(random, &path), Some(text.clone())), (path, None)],
        2 => vec![(moved(random, &path), Some(text.clone()))],
        3 => {
            // A line moves to another file.
            let (line, rest) = cut_line(random, text);
            let grown = format!("{line}\n{}", if other == path { &rest } else { &texts[&other] });
            if other == path { vec![(path, Some(grown))] } else { vec![(path, Some(rest)), (other, Some(grown))] }
        }
        4 => {
            // A name changes everywhere.
            let (from, to) = (random_word(random, text), new_name(random, &texts[&other]));
            let renamed = texts.iter().map(|(path, text)| (path.clone(), replace_word(text, &from, &to), text));
            let writes: Writes = renamed
                .filter(|(_, renamed, text)| renamed != *text)
                .map(|(path, renamed, _)| (path, Some(renamed)))
                .collect();
            if writes.is_empty() { vec![(path, Some(text.clone()))] } else { writes }
        }
        5..=8 => {
            let (from, to) = (random_word(random, text), new_name(random, &texts[&other]));
            vec![(path, Some(replace_word(text, &from, &to)))]
        }
        9 => vec![(path, Some(cut_line(random, text).1))],
        10 | 11 => {
            let at = boundary(random, text);
            let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
            let piece = random.of(&workspace.typed);
            vec![(path, Some(format!("{}{piece}\n{}", &text[..line_end], &text[line_end..])))]
        }
        12..=14 => {
            let (from, to) = (*random.of(KEYS), *random.of(KEYS));
            vec![(path, Some(text.replacen(from, to, 1)))]
        }
        15 | 16 => {
            let at = boundary(random, text);
            let count = 1 + random.below(9);
            let rest: String = text[at..].chars().skip(count).collect();
            vec![(path, Some(format!("{}{rest}", &text[..at])))]
        }
        _ => {
            const TYPED: &[&str] = &["a", "x = ", "(", ")", "{", "}", "\"", "'", ".", " ", "\n", "ß", "//", "#", ", "];
            let at = boundary(random, text);
            vec![(path, Some(format!("{}{}{}", &text[..at], random.of(TYPED), &text[at..])))]
        }
    }
}

/// A path of the same kind of file elsewhere.
fn moved(random: &mut Random, path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match random.below(3) {
        0 => format!("{folder}/other/{name}"),
        1 => format!("{folder}/copy{}{name}", random.below(2)),
        _ => format!("lib/{name}"),
    }
}

fn boundary(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn cut_line(random: &mut Random, text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().collect();
    let cut = random.below(lines.len());
    let rest = lines.iter().enumerate().filter(|(at, _)| *at != cut).map(|(_, line)| *line);
    (lines.get(cut).copied().unwrap_or_default().to_owned(), rest.collect::<Vec<_>>().join("\n"))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn random_word(random: &mut Random, text: &str) -> String {
    let words: Vec<&str> = text.split(|character| !is_word(character)).filter(|word| word.len() > 2).collect();
    if words.is_empty() { "nothing".to_owned() } else { (*random.of(&words)).to_owned() }
}

/// A name that means something: in general, or in another file.
fn new_name(random: &mut Random, other: &str) -> String {
    match random.below(2) {
        0 => (*random.of(NAMES)).to_owned(),
        _ => random_word(random, other),
    }
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut last = 0;
    for (at, _) in text.match_indices(from) {
        let alone = !text[..at].ends_with(is_word) && !text[at + from.len()..].starts_with(is_word);
        if alone && at >= last {
            result.push_str(&text[last..at]);
            result.push_str(to);
            last = at + from.len();
        }
    }
    result.push_str(&text[last..]);
    result
}
