//! Reading and decoding of files.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::files::{self, ReadError};

/// Maximum size of a file that is searched, in bytes.
pub const TEXT_LIMIT: u64 = 64 << 20;

/// A file's decoded text, without a byte order mark.
#[derive(Debug, Clone)]
pub struct Text {
    /// The decoded text.
    pub text: Arc<str>,
    /// Encoding of the bytes.
    pub encoding: Encoding,
}

/// Encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 in either byte order, with a byte order mark.
    Utf16,
    /// Neither UTF-8 nor with a byte order mark: decoded as Windows-1252, which always succeeds.
    Latin1,
}

/// Why a file has no text.
#[derive(Debug)]
pub enum ReadProblem {
    /// It cannot be read, or may not be.
    File(ReadError),
    /// Contains NUL bytes and no byte order mark.
    Binary,
}

impl fmt::Display for ReadProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(formatter),
            Self::Binary => formatter.write_str("is a binary file"),
        }
    }
}

impl std::error::Error for ReadProblem {}

impl From<ReadError> for ReadProblem {
    fn from(error: ReadError) -> Self {
        Self::File(error)
    }
}

/// Reads and decodes a file that the user chose: UTF-8, UTF-16 with a byte order mark, else Windows-1252. Columns refer to
/// the decoded text, as in an editor. `limit` is in bytes.
///
/// # Errors
/// [`ReadProblem::File`] as [`files::read`], [`ReadProblem::Binary`].
pub fn read_text(path: &Path, limit: u64) -> Result<Text, ReadProblem> {
    decode(files::read(path, limit)?)
}

/// As [`read_text`], for a file of the repository in `folder`. A link in it may not lead out of the folder.
pub(super) fn read_text_in(folder: &Path, path: &Path, limit: u64) -> Result<Text, ReadProblem> {
    decode(files::read_in(folder, path, limit)?)
}

/// As [`read_text`], for a source file of the repository in `folder`. As in a scan, links are not followed.
///
/// # Errors
/// [`ReadProblem::File`] as [`files::read_source`], [`ReadProblem::Binary`].
pub fn read_source(folder: &Path, path: &Path, limit: u64) -> Result<Text, ReadProblem> {
    decode(files::read_source(folder, path, limit)?)
}

/// Decodes a file's bytes, see [`read_text`].
///
/// # Errors
/// [`ReadProblem::Binary`].
pub fn decode(bytes: Vec<u8>) -> Result<Text, ReadProblem> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let kind = if encoding == encoding_rs::UTF_8 { Encoding::Utf8 } else { Encoding::Utf16 };
        return Ok(Text { text: text.into(), encoding: kind });
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() {
        return Err(ReadProblem::Binary);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Text { text: text.into(), encoding: Encoding::Utf8 }),
        Err(error) => {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
            Ok(Text { text: text.into(), encoding: Encoding::Latin1 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_each_encoding_read_the_same() {
        let utf16: Vec<u8> = "\u{feff}Prüfung 'a-b'".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = "\u{feff}Prüfung 'a-b'".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            ("Prüfung 'a-b'".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}Prüfung 'a-b'".as_bytes().to_vec(), Encoding::Utf8),
            (b"Pr\xfcfung 'a-b'".to_vec(), Encoding::Latin1),
            (utf16, Encoding::Utf16),
            (utf16_big, Encoding::Utf16),
        ] {
            let text = decode(bytes).unwrap();
            assert_eq!(&*text.text, "Prüfung 'a-b'");
            assert_eq!(text.encoding, encoding);
        }
        assert!(matches!(decode(b"\x7fELF\0\0".to_vec()), Err(ReadProblem::Binary)));
    }
}
