//! Document identities from URIs.

use std::path::{Path, PathBuf};

use super::proto::Uri;

/// Identity of a document, independent of how its URI is escaped: scheme and decoded path.
///
/// Clients escape differently (`c%3A`, `C:`), some even from one message to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentKey(String);

impl DocumentKey {
    /// The identity of the document at `uri`.
    pub fn new(uri: &Uri) -> Self {
        let mut path = uri.path().decode().to_string_lossy().into_owned();
        // `/C:/x` and `/c:/x` are the same file on the only systems with such paths.
        if path.as_bytes().get(2) == Some(&b':') && path.as_bytes()[1].is_ascii_uppercase() {
            let lower = path[1..2].to_ascii_lowercase();
            path.replace_range(1..2, &lower);
        }
        Self(format!("{}:{path}", uri.scheme().as_str()))
    }
}

/// The path of a URI, also for editors' remote schemes; `None` for unsaved buffers.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    if matches!(uri.scheme().as_str(), "untitled" | "git" | "output") {
        return None;
    }
    uri.to_file_path().map(|path| path.into_owned()).filter(|path| path.has_root())
}

/// `path` relative to `root` with `/`; `None` if it is elsewhere.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// Escapes characters that RFC 3986 does not allow. Some editors send `[slug].tsx` or spaces unescaped.
pub fn repaired(uri: &str) -> Option<String> {
    if uri.parse::<Uri>().is_ok() {
        return None;
    }
    let (scheme, rest) = uri.split_once(':')?;
    let mut repaired = format!("{scheme}:");
    let bytes = rest.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = byte == b'%' && bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'\\' => repaired.push('/'),
            _ if escape || byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=?".contains(&byte) => {
                repaired.push(char::from(byte));
            }
            _ => repaired.push_str(&format!("%{byte:02X}")),
        }
    }
    repaired.parse::<Uri>().is_ok().then_some(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(uri: &str) -> DocumentKey {
        DocumentKey::new(&uri.parse().unwrap())
    }

    #[test]
    fn one_file_is_one_document_however_its_uri_is_escaped() {
        assert_eq!(key("file:///C%3A/a%20b.ts"), key("file:///c:/a%20b.ts"));
        assert_eq!(key("file:///x/%5Bslug%5D.tsx"), key("file:///x/%5bslug%5d.tsx"));
        assert_ne!(key("file:///x/A.ts"), key("file:///x/a.ts"));
        assert_ne!(key("untitled:Untitled-1"), key("untitled:Untitled-2"));
    }

    #[test]
    fn sloppy_uris_are_repaired_and_good_ones_left_alone() {
        assert_eq!(repaired("file:///app/[slug]/page.tsx").as_deref(), Some("file:///app/%5Bslug%5D/page.tsx"));
        assert_eq!(repaired("file:///a b/ü.ts").as_deref(), Some("file:///a%20b/%C3%BC.ts"));
        assert_eq!(repaired("file:///100%/a.ts").as_deref(), Some("file:///100%25/a.ts"));
        assert_eq!(repaired(r"file:///c:\x\a.ts").as_deref(), Some("file:///c:/x/a.ts"));
        assert_eq!(repaired("file:///plain.ts"), None);
        assert_eq!(repaired("no uri at all"), None);
    }

    #[test]
    fn unsaved_buffers_have_no_path() {
        assert_eq!(path_of(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(path_of(&"file:///x/a.ts".parse().unwrap()), Some(PathBuf::from("/x/a.ts")));
        assert_eq!(path_of(&"vscode-remote://wsl/x/a.ts".parse().unwrap()), Some(PathBuf::from("/x/a.ts")));
    }
}
