//! Choice of the language and grammar for a text.

use crate::syntax::Language;

/// The language of a header, which C, C++ and Objective-C name alike.
pub(in crate::syntax) fn language_of_text(language: Language, text: &str) -> Language {
    const OWN: &[&str] = &["@interface ", "@protocol ", "@class ", "@import ", "#import "];
    let objective = language == Language::Cpp && Language::ObjectiveC.is_parsed();
    if objective && OWN.iter().any(|word| text.contains(word)) { Language::ObjectiveC } else { language }
}
