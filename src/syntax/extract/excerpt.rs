//! Extraction from a text of which parts are left out.

use tree_sitter::{Point, Range};

use super::*;

/// What `text` says without some ranges of it, which are in order and apart, such as [`BlockScan::without`] gives. Where the
/// rest is not sound code, what all of it says.
///
/// [`BlockScan::without`]: crate::syntax::BlockScan::without
pub fn extract_without(language: Language, text: &str, skipped: &[ByteRange]) -> FileFacts {
    excerpt(language, text, skipped).unwrap_or_else(|| extract(language, text))
}

fn excerpt(language: Language, text: &str, skipped: &[ByteRange]) -> Option<FileFacts> {
    let language = language_of_text(language, text);
    if skipped.is_empty() {
        return None;
    }
    let Compiled { captures, parser: grammar, .. } = compiled(language)?;
    let mut parser = Parser::new();
    parser.set_language(grammar).ok()?;
    let ranges = ranges(text, skipped);
    if limits::refusal(language, text, &[]).or(limits::refusal(language, text, &ranges)).is_some() {
        return None;
    }
    parser.set_included_ranges(&ranges).ok()?;
    let tree = limits::parse(&mut parser, text, None).ok()?;
    if tree.root_node().has_error() {
        return None;
    }
    let facts = FileFacts { language: Some(language), ..FileFacts::default() };
    let (mut facts, names) = collect(captures, &mut parser, &tree, text, facts, Names::default());
    facts.finish(names);
    Some(facts)
}

/// What is between the ranges that are left out.
fn ranges(text: &str, skipped: &[ByteRange]) -> Vec<Range> {
    let mut found = Vec::with_capacity(skipped.len() + 1);
    let mut at = (0, Point { row: 0, column: 0 });
    for gap in skipped.iter().copied().chain([ByteRange::new(text.len(), text.len())]) {
        let end = moved(text, at, gap.start);
        found.push(Range { start_byte: at.0, start_point: at.1, end_byte: end.0, end_point: end.1 });
        at = moved(text, end, gap.end);
    }
    found
}

/// The point of a byte further on.
fn moved(text: &str, (byte, point): (usize, Point), to: usize) -> (usize, Point) {
    let between = text.as_bytes().get(byte..to).unwrap_or_default();
    let rows = memchr::memchr_iter(b'\n', between).count();
    let column = match memchr::memrchr(b'\n', between) {
        Some(at) => between.len() - at - 1,
        None => point.column + between.len(),
    };
    (to, Point { row: point.row + rows, column })
}
