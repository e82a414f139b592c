//! Suppression comments: `flagwise: ignore`.

use super::Ignore;
use crate::syntax::{Language, NotebookCode, comments};
use crate::text::LineIndex;

/// The marker, independent of comment syntax.
const MARK: &str = "flagwise: ignore";

/// The `flagwise: ignore` comments of a text. In a string the marker has no effect.
pub(super) fn ignores(language: Option<Language>, text: &str) -> Vec<Ignore> {
    let mut found = Vec::new();
    let finder = memchr::memmem::Finder::new(MARK);
    let mut positions = finder.find_iter(text.as_bytes()).peekable();
    if positions.peek().is_none() {
        return found;
    }
    if language == Some(Language::Notebook) {
        return in_notebook(text).unwrap_or_default();
    }
    let comments = comments(language, text);
    let lines = LineIndex::new(text);
    for at in positions {
        let Some(comment) = comments.iter().find(|range| range.start <= at && at < range.end) else { continue };
        let line = lines.line_of(at);
        let Some(range) = lines.line_range(line) else { continue };
        let before = text.get(range.start..comment.start.max(range.start)).unwrap_or_default();
        let rest = &text[at + MARK.len()..range.end];
        let codes = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(codes, _)| codes);
        let codes =
            codes.map(|codes| codes.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()));
        found.push(Ignore {
            line,
            at,
            // A comment between elements of JSX stands in braces.
            trailing: !matches!(before.trim(), "" | "{"),
            codes: codes.into_iter().flatten().collect(),
        });
    }
    found
}

/// The comments of a notebook on disk, by lines of the file. One that shares its line of the file with the next line of code
/// has no effect: it would silence the whole file.
fn in_notebook(text: &str) -> Option<Vec<Ignore>> {
    let notebook = NotebookCode::of(text)?;
    let lines = LineIndex::new(text);
    let line_of = |at: usize| lines.line_of(notebook.in_file(at));
    let found = ignores(Some(notebook.language), notebook.text()).into_iter().filter_map(|ignore| {
        let rest = notebook.text().get(ignore.at..)?;
        let next = rest.find('\n').map(|length| ignore.at + length + 1).filter(|next| *next < notebook.text().len());
        let line = line_of(ignore.at);
        (next.is_none_or(|next| line_of(next) != line)).then(|| Ignore {
            line,
            at: notebook.in_file(ignore.at),
            ..ignore
        })
    });
    Some(found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_in_cells_of_a_notebook_silence_lines_of_the_file() {
        let cells = |lines: &str| {
            format!("{{\n\"cells\": [{{\"cell_type\": \"code\", \"source\": [{lines}]}}], \"metadata\": {{}}\n}}")
        };
        let found = |text: &str| -> Vec<(usize, bool)> {
            ignores(Some(Language::Notebook), text).iter().map(|ignore| (ignore.line, ignore.trailing)).collect()
        };
        let lines = "\n\"# flagwise: ignore\\n\",\n\"on('a')\\n\",\n\"on('b') # flagwise: ignore\\n\",\n\"x = '# flagwise: ignore'\"\n";
        assert_eq!(found(&cells(lines)), [(2, false), (4, true)]);
        assert_eq!(found(&cells(&lines.replace('\n', ""))), [], "one line");
    }

    #[test]
    fn comments_silence_and_strings_do_not() {
        let text = "// flagwise: ignore\nx = `\n// flagwise: ignore\n` // flagwise: ignore[stale-flag, unknown-flag]\n\
                    <p>\n{/* flagwise: ignore */}\n</p>;\nflagwise: ignore\n/*\n * flagwise: ignore\n */\n";
        let found = ignores(Some(Language::Tsx), text);
        let found: Vec<_> = found.iter().map(|ignore| (ignore.line, ignore.trailing, ignore.codes.join(" "))).collect();
        let of = |line, trailing, codes: &str| (line, trailing, codes.to_owned());
        assert_eq!(
            found,
            [of(0, false, ""), of(3, true, "stale-flag unknown-flag"), of(5, false, ""), of(9, false, "")]
        );
    }
}
