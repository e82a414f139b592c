//! Suppression comments: `flagwise: ignore`.

use super::Ignore;
use crate::text::LineIndex;

/// The marker, independent of comment syntax.
const MARK: &str = "flagwise: ignore";
/// Comment starts of all languages.
const COMMENTS: &[&str] = &["//", "#", "--", "/*", "<!--", "{#", "{/*", "@*", "*", "%", ";", "'''", "\"\"\""];

/// The `flagwise: ignore` comments of a text.
pub(super) fn ignores(text: &str) -> Vec<Ignore> {
    let mut found = Vec::new();
    let finder = memchr::memmem::Finder::new(MARK);
    let mut positions = finder.find_iter(text.as_bytes()).peekable();
    if positions.peek().is_none() {
        return found;
    }
    let lines = LineIndex::new(text);
    for at in positions {
        let line = lines.line_of(at);
        let Some(range) = lines.line_range(line) else { continue };
        let before = &text[range.start..at];
        let Some(comment) = COMMENTS.iter().filter_map(|mark| before.rfind(mark)).min() else { continue };
        let rest = &text[at + MARK.len()..range.end];
        let codes = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(codes, _)| codes);
        let codes =
            codes.map(|codes| codes.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()));
        found.push(Ignore {
            line,
            trailing: !before[..comment].trim().is_empty(),
            codes: codes.into_iter().flatten().collect(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_every_kind_silence() {
        let text = "// flagwise: ignore\nx = 1 # flagwise: ignore[stale-flag, unknown-flag]\n<!-- flagwise: ignore -->\nflagwise: ignore\n";
        let codes = vec!["stale-flag".to_owned(), "unknown-flag".to_owned()];
        assert_eq!(
            ignores(text),
            [
                Ignore { line: 0, trailing: false, codes: vec![] },
                Ignore { line: 1, trailing: true, codes },
                Ignore { line: 2, trailing: false, codes: vec![] },
            ]
        );
    }
}
