use proptest::prelude::*;

use super::{Document, LineIndex, Position, PositionEncoding, PositionRange, TextChange};

const ENCODINGS: [PositionEncoding; 3] = [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

/// A slow, obvious reading of LSP: walks the characters from the start of the text.
fn slow_offset(text: &str, position: Position, encoding: PositionEncoding) -> usize {
    let (mut line, mut units, mut offset) = (0, 0, 0);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_line = character == '\n' || (character == '\r' && characters.peek() != Some(&'\n'));
        let is_ending = ends_line || character == '\r';
        if line == position.line {
            let width = width(character, encoding);
            if is_ending || units + width > position.character {
                return offset;
            }
            units += width;
        }
        offset += character.len_utf8();
        line += u32::from(ends_line);
    }
    offset
}

fn width(character: char, encoding: PositionEncoding) -> u32 {
    match encoding {
        PositionEncoding::Utf8 => character.len_utf8() as u32,
        PositionEncoding::Utf16 => character.len_utf16() as u32,
        PositionEncoding::Utf32 => 1,
    }
}

/// Text with all that makes positions hard: every line ending, characters of one to four bytes, other Unicode breaks.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("a"),
        Just("key-1"),
        Just("é"),
        Just("漢"),
        Just("🦀"),
        Just("\u{feff}"),
        Just("\u{2028}"),
        Just("\u{85}"),
        Just("e\u{301}"),
        Just("\t"),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn position() -> impl Strategy<Value = Position> {
    (0u32..12, 0u32..12).prop_map(|(line, character)| Position { line, character })
}

proptest! {
    #[test]
    fn offsets_agree_with_a_slow_reading_of_lsp(text in text(), position in position()) {
        let lines = LineIndex::new(&text);
        for encoding in ENCODINGS {
            prop_assert_eq!(lines.offset(&text, position, encoding), slow_offset(&text, position, encoding));
        }
    }

    #[test]
    fn every_boundary_survives_the_way_to_a_position_and_back(text in text()) {
        let lines = LineIndex::new(&text);
        for (offset, _) in text.char_indices() {
            // A cursor cannot stand between the two bytes of `\r\n`.
            if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
                continue;
            }
            for encoding in ENCODINGS {
                let position = lines.position(&text, offset, encoding);
                prop_assert_eq!(lines.offset(&text, position, encoding), offset);
            }
        }
    }

    #[test]
    fn edits_of_an_open_document_agree_with_edits_of_a_string(
        start in text(),
        edits in prop::collection::vec((position(), position(), text()), 1..8),
    ) {
        for encoding in ENCODINGS {
            let mut document = Document::new(&start, 1, "plaintext");
            let mut reference = start.clone();
            for (number, (one, other, inserted)) in edits.iter().enumerate() {
                let range = PositionRange { start: *one.min(other), end: *one.max(other) };
                let from = slow_offset(&reference, range.start, encoding);
                let to = slow_offset(&reference, range.end, encoding);
                reference.replace_range(from..to, inserted);
                let change = TextChange { range: Some(range), text: inserted.clone() };
                document.apply(number as i32 + 2, &[change], encoding);
                prop_assert_eq!(&*document.text(), reference.as_str());
                prop_assert_eq!(&*document.lines(), &LineIndex::new(&reference));
            }
        }
    }
}

#[test]
fn a_clone_does_not_see_later_changes() {
    let mut document = Document::new("one", 1, "go");
    let before = document.clone();
    document.apply(2, &[TextChange { range: None, text: "two".to_owned() }], PositionEncoding::Utf16);
    assert_eq!((&*before.text(), before.version()), ("one", 1));
    assert_eq!((&*document.text(), document.version()), ("two", 2));
}

#[test]
fn a_reversed_range_is_an_insertion_not_a_panic() {
    let mut document = Document::new("abc", 1, "go");
    let range = PositionRange { start: Position { line: 0, character: 2 }, end: Position { line: 0, character: 1 } };
    document.apply(2, &[TextChange { range: Some(range), text: "X".to_owned() }], PositionEncoding::Utf16);
    assert_eq!(&*document.text(), "abXc");
}
