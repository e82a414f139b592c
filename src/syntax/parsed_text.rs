//! What the parser tells of one text, each answer computed on first use.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::extract::{extract, extract_uses};
use super::facts::FileFacts;
use super::incremental::Incremental;
use super::language::Language;
use super::uses::{Comparison, Uses, comparison_at};

/// The parser of a document, shared by its versions: each text is parsed by what differs from the last one.
#[derive(Debug, Clone, Default)]
pub struct DocumentParser(Arc<Mutex<Incremental>>);

impl DocumentParser {
    fn lock(&self) -> MutexGuard<'_, Incremental> {
        self.0.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            // A panic may have left an inconsistent state.
            let mut incremental = poisoned.into_inner();
            *incremental = Incremental::default();
            incremental
        })
    }
}

/// A text with its facts, and with what its code does with values.
#[derive(Debug)]
pub struct ParsedText {
    language: Option<Language>,
    text: Arc<str>,
    /// `None` for a text that is parsed by itself.
    parser: Option<DocumentParser>,
    facts: OnceLock<Arc<FileFacts>>,
    uses: OnceLock<Uses>,
}

impl ParsedText {
    /// A text that is parsed by itself. Without a language, nothing is known of it.
    pub fn new(language: Option<Language>, text: Arc<str>) -> Self {
        Self { language, text, parser: None, facts: OnceLock::new(), uses: OnceLock::new() }
    }

    /// A version of a document.
    pub fn of_document(language: Option<Language>, text: Arc<str>, parser: DocumentParser) -> Self {
        Self { parser: Some(parser), ..Self::new(language, text) }
    }

    /// Another text of the same document, as after an edit.
    pub fn edited(&self, text: Arc<str>) -> Self {
        Self { parser: self.parser.clone(), ..Self::new(self.language, text) }
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The facts of the whole text; none for a language without a parser.
    pub fn facts(&self) -> &Arc<FileFacts> {
        self.facts.get_or_init(|| {
            let Some(language) = self.language else { return Arc::default() };
            match &self.parser {
                Some(parser) => parser.lock().facts(language, &self.text).into(),
                None => extract(language, &self.text).into(),
            }
        })
    }

    /// The comparisons and loops of the whole text.
    pub fn uses(&self) -> &Uses {
        self.uses.get_or_init(|| {
            let Some(language) = self.language else { return Uses::default() };
            if let Some(parser) = &self.parser {
                return parser.lock().uses(language, &self.text);
            }
            // The facts come with it, and who asks for one mostly asks for the other.
            let (facts, uses) = extract_uses(language, &self.text);
            self.facts.get_or_init(|| facts.into());
            uses
        })
    }

    /// The comparison with the literal at an offset. Costs what surrounds it, in a document that has been parsed before.
    pub fn comparison_at(&self, offset: usize) -> Option<Comparison> {
        let language = self.language?;
        match &self.parser {
            Some(parser) => parser.lock().comparison_at(language, &self.text, offset),
            None => comparison_at(language, &self.text, offset),
        }
    }
}
