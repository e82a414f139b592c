//! Lexical rules of the languages with braces.

use crate::syntax::Language;

/// Lexical rules of a language.
#[derive(Debug)]
pub(super) struct Rules {
    /// Block comments nest.
    pub(super) nested_comments: bool,
    /// Meaning of `#`.
    pub(super) hash: Hash,
    /// Meaning of `'`.
    pub(super) apostrophe: Apostrophe,
    /// Meaning of a backtick.
    pub(super) backtick: Backtick,
    /// `"""` starts a multi-line string.
    pub(super) triple: bool,
    /// Syntax of string interpolation.
    pub(super) hole: Hole,
    /// Strings with single-character quotes can span lines.
    pub(super) long_strings: bool,
    /// `/` can start a regular expression.
    pub(super) regex: bool,
    /// String prefixes: `@"…"`, `r"…"`, `R"x(…)x"`, `#"…"#`, `<<<END`.
    pub(super) raw: Raw,
    /// Keyword that a function with a result must have in its head: `func f() error {`.
    pub(super) function_word: Option<&'static [u8]>,
    /// `def f() = {` and `= {` in general open a block.
    pub(super) equals_block: bool,
    /// Statements end with `;` only.
    pub(super) semicolons: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Nothing,
    /// A preprocessor line.
    Directive,
    /// A comment, except for `#[`.
    Comment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apostrophe {
    String,
    /// A character, a lifetime, or a digit separator.
    Character,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backtick {
    Nothing,
    /// A raw string.
    Raw,
    /// A string with interpolation.
    Template,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hole {
    None,
    /// `${…}`.
    Dollar,
    /// `\(…)`.
    Backslash,
    /// `{…}`, in strings with the prefix `$`.
    Brace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    None,
    CSharp,
    Rust,
    Cpp,
    Swift,
    Dart,
    Php,
}

const PLAIN: Rules = Rules {
    nested_comments: false,
    hash: Hash::Nothing,
    apostrophe: Apostrophe::Character,
    backtick: Backtick::Nothing,
    triple: false,
    hole: Hole::None,
    long_strings: false,
    regex: false,
    raw: Raw::None,
    function_word: None,
    equals_block: false,
    semicolons: true,
};

static SCRIPT: Rules =
    Rules { apostrophe: Apostrophe::String, backtick: Backtick::Template, hole: Hole::Dollar, regex: true, ..PLAIN };
static JAVA: Rules = Rules { triple: true, ..PLAIN };
static APEX: Rules = Rules { apostrophe: Apostrophe::String, ..PLAIN };
static KOTLIN: Rules = Rules { nested_comments: true, triple: true, hole: Hole::Dollar, semicolons: false, ..PLAIN };
static SCALA: Rules = Rules { equals_block: true, ..KOTLIN };
static CSHARP: Rules = Rules { hash: Hash::Directive, triple: true, hole: Hole::Brace, raw: Raw::CSharp, ..PLAIN };
static GO: Rules = Rules { backtick: Backtick::Raw, function_word: Some(b"func"), semicolons: false, ..PLAIN };
static C: Rules = Rules { hash: Hash::Directive, raw: Raw::Cpp, ..PLAIN };
static RUST: Rules =
    Rules { nested_comments: true, raw: Raw::Rust, long_strings: true, function_word: Some(b"fn"), ..PLAIN };
static SWIFT: Rules = Rules {
    nested_comments: true,
    apostrophe: Apostrophe::Nothing,
    triple: true,
    hole: Hole::Backslash,
    raw: Raw::Swift,
    semicolons: false,
    ..PLAIN
};
static DART: Rules = Rules {
    nested_comments: true,
    apostrophe: Apostrophe::String,
    triple: true,
    hole: Hole::Dollar,
    raw: Raw::Dart,
    ..PLAIN
};
static PHP: Rules =
    Rules { hash: Hash::Comment, apostrophe: Apostrophe::String, long_strings: true, raw: Raw::Php, ..PLAIN };

/// The rules of a language; `None` if its blocks have no braces.
pub(super) fn of(language: Language) -> Option<&'static Rules> {
    Some(match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => &SCRIPT,
        Language::Java => &JAVA,
        Language::Apex => &APEX,
        Language::Kotlin => &KOTLIN,
        Language::Scala => &SCALA,
        Language::CSharp => &CSHARP,
        Language::Go => &GO,
        Language::C | Language::Cpp | Language::ObjectiveC => &C,
        Language::Rust => &RUST,
        Language::Swift => &SWIFT,
        Language::Dart => &DART,
        Language::Php => &PHP,
        _ => return None,
    })
}
