//! The quick fix that inserts a suppression comment.

use crate::ide::{Diagnostic, SourceChange, SourceFile};
use crate::index::Reference;
use crate::syntax::Language;
use crate::text::ByteRange;

use super::{ActionKind, CodeAction};

/// Suppresses a diagnostic by a comment on the line above, or by adding its code to an existing comment.
pub(super) fn action(file: &SourceFile, reference: &Reference, diagnostic: &Diagnostic) -> Option<CodeAction> {
    let line = file.lines.line_of(reference.range.start);
    let edit = extend(file, line, diagnostic.code).or_else(|| insert(file, line, diagnostic.code));
    let (range, new_text) = edit?;
    Some(CodeAction {
        title: format!("Silence {} here with a comment", diagnostic.code),
        kind: ActionKind::QuickFix,
        is_preferred: false,
        change: Some(SourceChange::of(file, range, new_text)),
        command: None,
        fixes: Some(diagnostic.clone()),
    })
}

/// Adds a code to a comment that already suppresses others on this line.
fn extend(file: &SourceFile, line: usize, code: &str) -> Option<(ByteRange, String)> {
    let covers = |ignore: &&crate::index::Ignore| {
        !ignore.codes.is_empty() && (ignore.line == line || (!ignore.trailing && ignore.line + 1 == line))
    };
    let ignore = file.references.ignores.iter().find(covers)?;
    let range = file.lines.line_range(ignore.line)?;
    let text = range.of(&file.text);
    let start = text.find("flagwise:")?;
    let close = range.start + start + text.get(start..)?.find(']')?;
    Some((ByteRange::new(close, close), format!(", {code}")))
}

/// Inserts a comment line above, with the same indentation.
fn insert(file: &SourceFile, line: usize, code: &str) -> Option<(ByteRange, String)> {
    let range = file.lines.line_range(line)?;
    let text = range.of(&file.text);
    let indent: String = text.chars().take_while(|character| matches!(character, ' ' | '\t')).collect();
    let (open, close) = comment_marks(file, line, text.trim())?;
    let end = if text.ends_with("\r\n") { "\r\n" } else { "\n" };
    let comment = format!("{indent}{open}flagwise: ignore[{code}]{close}{end}");
    Some((ByteRange::new(range.start, range.start), comment))
}

/// Comment delimiters of the file's language; `None` if a comment could end up inside a string.
fn comment_marks(file: &SourceFile, line: usize, text: &str) -> Option<(&'static str, &'static str)> {
    use Language as L;
    let marks = match file.language? {
        L::JavaScript | L::Tsx | L::TypeScript if is_markup(file, line, text) => ("{/* ", " */}"),
        L::JavaScript | L::TypeScript | L::Tsx | L::Go | L::Java | L::Kotlin | L::Scala | L::CSharp => ("// ", ""),
        L::Rust | L::Php | L::Swift | L::ObjectiveC | L::C | L::Cpp | L::Dart | L::Apex | L::FSharp => ("// ", ""),
        L::Python | L::Ruby | L::Elixir => ("# ", ""),
        L::Erlang => ("% ", ""),
        L::Haskell | L::Lua => ("-- ", ""),
        // Script and markup have different comments, and which of them contains the line is unknown here.
        L::Vue | L::Svelte | L::Html | L::Razor | L::Notebook => return None,
        // A line of YAML may be part of a block scalar. An apostrophe, which starts comments of the others, is a quote elsewhere.
        L::Yaml | L::BrightScript | L::VisualBasic => return None,
    };
    Some(marks)
}

/// Whether the line is a child of a JSX element, where `//` would be rendered: it starts with a tag or an expression, and
/// the previous line ends with one.
fn is_markup(file: &SourceFile, line: usize, text: &str) -> bool {
    if !text.starts_with(['<', '{']) {
        return false;
    }
    let before =
        (0..line).rev().filter_map(|line| file.lines.line_range(line)).map(|range| range.of(&file.text).trim());
    let Some(before) = before.into_iter().find(|before| !before.is_empty()) else { return false };
    let ends_expression = before.ends_with('}') && before.starts_with(['<', '{']);
    ends_expression || (before.ends_with('>') && !before.ends_with("=>"))
}
