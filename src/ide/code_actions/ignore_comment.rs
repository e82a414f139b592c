//! The quick fix that inserts a suppression comment.
//!
//! The comment stands above the line, behind it, or before the key. What is offered is a comment to the language's grammar,
//! and leaves the rest of the program as it is: nothing is offered within a text, a macro or a continued line.

use crate::ide::{Diagnostic, SourceChange, SourceFile};
use crate::syntax::{Code, Language};
use crate::text::ByteRange;

use super::{ActionKind, CodeAction};

/// Suppresses a diagnostic by a new comment, or by adding its code to an existing one.
pub(super) fn action(file: &SourceFile, range: ByteRange, diagnostic: &Diagnostic) -> Option<CodeAction> {
    let line = file.lines.line_of(range.start);
    let edit = extend(file, line, diagnostic.code).or_else(|| insert(file, range, diagnostic.code));
    let (at, new_text) = edit?;
    Some(CodeAction {
        title: format!("Silence {} here with a comment", diagnostic.code),
        kind: ActionKind::QuickFix,
        is_preferred: false,
        change: Some(SourceChange::of(file, ByteRange::new(at, at), new_text)),
        command: None,
        fixes: Some(diagnostic.clone()),
    })
}

/// Adds a code to a comment that already suppresses others on this line.
fn extend(file: &SourceFile, line: usize, code: &str) -> Option<(usize, String)> {
    let covers = |ignore: &&crate::index::Ignore| {
        !ignore.codes.is_empty() && (ignore.line == line || (!ignore.trailing && ignore.line + 1 == line))
    };
    let ignore = file.references.ignores.iter().find(covers)?;
    let close = ignore.at + file.text.get(ignore.at..)?.find(']')?;
    Some((close, format!(", {code}")))
}

/// Where a comment can be inserted, best first, and the comment.
fn insert(file: &SourceFile, key: ByteRange, code: &str) -> Option<(usize, String)> {
    let language = file.language?;
    if language == Language::Html && !is_in_script(&file.text, key) {
        return None;
    }
    let mark = format!("flagwise: ignore[{code}]");
    let marks = Marks::of(language)?;
    let line = Line::of(file, key)?;
    let mut places = Vec::new();
    let is_bound = line.is_bound_to_the_one_above() || language == Language::Php && line.closes_heredoc(file);
    if !is_bound {
        if has_jsx(language) && line.is_markup(file) {
            places.push((line.range.start, format!("{}{{/* {mark} */}}{}", line.indent, line.end)));
        }
        places.push((line.range.start, format!("{}{} {mark}{}", line.indent, marks.line, line.end)));
    }
    if !line.content.ends_with('\\') {
        places.push((line.range.start + line.content.len(), format!(" {} {mark}", marks.line)));
    }
    if marks.has_blocks && !line.content.ends_with('\\') {
        places.extend(before_key(file, key, language).map(|at| (at, format!("/* {mark} */ "))));
    }
    let program = Code::of(language, &file.text)?;
    places.into_iter().find(|(at, comment)| program.stays_with(*at, comment, &mark))
}

/// The place before the quote that opens a key.
fn before_key(file: &SourceFile, key: ByteRange, language: Language) -> Option<usize> {
    let before = file.text.get(..key.start)?;
    let at = before.strip_suffix(['"', '\'', '`'])?;
    // Whether JSX takes a comment before the value of an attribute differs between compilers.
    (!has_jsx(language) || !at.trim_end().ends_with('=')).then_some(at.len())
}

/// Whether a key is in a `<script>`. Expressions of the templates that look like HTML take no comments.
fn is_in_script(text: &str, key: ByteRange) -> bool {
    let before = text.get(..key.start).unwrap_or_default().to_ascii_lowercase();
    before.rfind("<script").is_some_and(|open| !before[open..].contains("</script"))
}

fn has_jsx(language: Language) -> bool {
    matches!(language, Language::JavaScript | Language::Tsx | Language::TypeScript)
}

/// Comment marks of a language.
struct Marks {
    line: &'static str,
    /// Whether `/* */` is a comment.
    has_blocks: bool,
}

impl Marks {
    /// The marks; `None` for languages without a grammar to check with, and for YAML, whose keys are not on lines of code.
    fn of(language: Language) -> Option<Self> {
        use Language as L;
        let (line, has_blocks) = match language {
            L::JavaScript | L::TypeScript | L::Tsx | L::Vue | L::Svelte | L::Html | L::Razor => ("//", true),
            L::Go | L::Java | L::Kotlin | L::Scala | L::CSharp | L::Rust | L::Php | L::Swift => ("//", true),
            L::ObjectiveC | L::C | L::Cpp | L::Dart | L::Apex => ("//", true),
            L::Python | L::Ruby | L::Elixir => ("#", false),
            L::Erlang => ("%", false),
            L::Haskell | L::Lua => ("--", false),
            L::Yaml | L::BrightScript | L::FSharp | L::VisualBasic | L::Notebook => return None,
        };
        Some(Self { line, has_blocks })
    }
}

/// The line of a key.
struct Line<'a> {
    number: usize,
    range: ByteRange,
    /// The text without the line end and the blanks before it.
    content: &'a str,
    indent: &'a str,
    end: &'static str,
    above: &'a str,
}

impl<'a> Line<'a> {
    fn of(file: &'a SourceFile, key: ByteRange) -> Option<Self> {
        let number = file.lines.line_of(key.start);
        let range = file.lines.line_range(number)?;
        let text = range.of(&file.text);
        let content = text.trim_end();
        let above = number.checked_sub(1).and_then(|above| file.lines.line_range(above));
        Some(Self {
            number,
            range,
            content,
            indent: &text[..text.len() - text.trim_start_matches([' ', '\t']).len()],
            end: if text.ends_with("\r\n") { "\r\n" } else { "\n" },
            above: above.map_or("", |range| range.of(&file.text).trim_end()),
        })
    }

    /// Whether the line above continues in this line, or is an instruction for it: `// eslint-disable-next-line`.
    fn is_bound_to_the_one_above(&self) -> bool {
        /// Marks of comments that apply to the next line or statement.
        const FOR_NEXT: [&str; 12] = [
            "next-line",
            "nextline",
            "disable-next",
            "disable:next",
            "@ts-ignore",
            "@ts-expect-error",
            "prettier-ignore",
            "biome-ignore",
            "ignore next",
            "noinspection",
            "NEXTLINE",
            "fmt: skip",
        ];
        self.above.ends_with('\\')
            || FOR_NEXT.iter().any(|mark| self.above.contains(mark))
            || self.above.trim_start().starts_with("//go:")
    }

    /// Whether the line closes a heredoc of PHP and goes on with code: what is above is its text.
    fn closes_heredoc(&self, file: &SourceFile) -> bool {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let content = self.content.trim_start();
        let name = &content[..content.find(|character| !is_word(character)).unwrap_or(content.len())];
        let before = file.text.get(..self.range.start).unwrap_or_default();
        let opens = |at: usize| {
            let rest = before[at + 3..].trim_start_matches([' ', '\t', '"', '\'']);
            rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_word))
        };
        !name.is_empty() && before.match_indices("<<<").any(|(at, _)| opens(at))
    }

    /// Whether the line is a child of a JSX element, where `//` would be rendered: it starts with a tag or an expression,
    /// and the previous line ends with one.
    fn is_markup(&self, file: &SourceFile) -> bool {
        if !self.content.trim_start().starts_with(['<', '{']) {
            return false;
        }
        let before = (0..self.number)
            .rev()
            .filter_map(|line| file.lines.line_range(line))
            .map(|range| range.of(&file.text).trim());
        let Some(before) = before.into_iter().find(|before| !before.is_empty()) else { return false };
        let ends_expression = before.ends_with('}') && before.starts_with(['<', '{']);
        ends_expression || (before.ends_with('>') && !before.ends_with("=>"))
    }
}
