//! As what a text is read, and whether it can be.

use crate::syntax::Language;

/// The language of a header, which C, C++ and Objective-C name alike.
pub(in crate::syntax) fn spoken(language: Language, text: &str) -> Language {
    const OWN: &[&str] = &["@interface ", "@protocol ", "@class ", "@import ", "#import "];
    let objective = language == Language::Cpp && Language::ObjectiveC.is_parsed();
    if objective && OWN.iter().any(|word| text.contains(word)) { Language::ObjectiveC } else { language }
}

/// Whether the grammar can read a text. That of Ruby ends the program over a heredoc whose end is a word of more than 255
/// bytes.
pub(in crate::syntax) fn can_be_parsed(language: Language, text: &str) -> bool {
    const LONGEST: usize = 255;
    let is_long = |at: usize| {
        let start = text[at + 2..].trim_start_matches(['-', '~']);
        let word = match start.chars().next().filter(|first| "\"'`".contains(*first)) {
            Some(quote) => start[1..].split(quote).next(),
            None => start.split(|c: char| !c.is_alphanumeric() && c != '_').next(),
        };
        word.is_some_and(|word| word.len() > LONGEST)
    };
    language != Language::Ruby || !memchr::memmem::find_iter(text.as_bytes(), "<<").any(is_long)
}
