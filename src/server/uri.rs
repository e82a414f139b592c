//! Document identities, paths and repair of URIs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::proto::Uri;

/// The scheme of files on disk.
const FILE: &str = "file";
/// The scheme of notebook cells in VS Code: the path is the notebook's, the fragment names the cell.
const CELL: &str = "vscode-notebook-cell";
/// Schemes without paths.
const WITHOUT_PATH: [&str; 2] = ["output", "data"];

/// Identity of a document, independent of how its URI is escaped: all parts of the URI, decoded.
///
/// Clients escape differently (`c%3A`, `C:`), some even from one message to the next. Documents with the same path and
/// another query or fragment are different documents: revisions of a file, cells of a notebook.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct DocumentKey(String);

/// Where a document or a folder is: scheme and host. Only documents of a folder's origin belong to its index. The others
/// are not what a build of the folder would read: revisions of a file in a version control system, files of another
/// host, buffers that were never saved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl DocumentKey {
    /// The identity of the document at `uri`.
    pub fn new(uri: &Uri) -> Self {
        let part = |start: char, part: Option<String>| part.map(|part| format!("{start}{part}")).unwrap_or_default();
        let mut path = uri.path().decode().to_string_lossy().into_owned();
        // `/C:/x` and `/c:/x` are the same file on the only systems with such paths.
        if path.as_bytes().get(2) == Some(&b':') && path.as_bytes()[1].is_ascii_uppercase() {
            let lower = path[1..2].to_ascii_lowercase();
            path.replace_range(1..2, &lower);
        }
        let query = part('?', uri.query().map(|query| query.decode().to_string_lossy().into_owned()));
        let fragment = part('#', uri.fragment().map(|fragment| fragment.decode().to_string_lossy().into_owned()));
        Self(format!("{}{path}{query}{fragment}", Origin::of(uri).0))
    }

    /// The identity of a cell's notebook, for clients that synchronize cells as documents.
    pub fn of_notebook(cell: &Uri) -> Option<Self> {
        let is_cell = cell.scheme().as_str().eq_ignore_ascii_case(CELL) && cell.fragment().is_some();
        is_cell.then(|| Self(format!("{}{}", Origin::of(cell).0, cell.path().decode().to_string_lossy())))
    }
}

impl Origin {
    /// The origin of a URI. A cell of a notebook on disk has the notebook's.
    pub fn of(uri: &Uri) -> Self {
        let scheme = uri.scheme().as_str().to_ascii_lowercase();
        let authority = uri.authority().map(|authority| authority.as_str().to_ascii_lowercase()).unwrap_or_default();
        let authority = if scheme == FILE && authority == "localhost" { String::new() } else { authority };
        Self(format!("{scheme}://{authority}"))
    }

    /// The origin of documents in the index.
    pub fn of_document(uri: &Uri) -> Self {
        let origin = Self::of(uri);
        if origin.0.strip_prefix(CELL) == Some("://") { Self::disk() } else { origin }
    }

    /// Files on this machine.
    pub fn disk() -> Self {
        Self(format!("{FILE}://"))
    }
}

/// The path of a URI of any scheme; `None` for buffers that have none.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let scheme = uri.scheme().as_str().to_ascii_lowercase();
    if WITHOUT_PATH.contains(&scheme.as_str()) {
        return None;
    }
    let path = uri.to_file_path().map(|path| path.into_owned()).filter(|path| path.has_root())?;
    if scheme != FILE || uri.query().is_none() && uri.fragment().is_none() {
        return Some(path);
    }
    // Files have no query or fragment: the client did not escape the characters of a name.
    let mut name = path.into_os_string();
    for (start, part) in
        [('?', uri.query().map(|query| query.decode())), ('#', uri.fragment().map(|part| part.decode()))]
    {
        if let Some(part) = part {
            name.push(format!("{start}{}", part.to_string_lossy()));
        }
    }
    Some(name.into())
}

/// The path of a folder on disk; `None` for folders of virtual file systems.
pub fn folder_path(uri: &Uri) -> Option<PathBuf> {
    let is_on_disk = ["file", "vscode-remote"].contains(&uri.scheme().as_str().to_ascii_lowercase().as_str());
    if is_on_disk { path_of(uri) } else { None }
}

/// A path without symbolic links. What does not exist is resolved up to the innermost folder that does.
pub fn real_path(path: &Path) -> PathBuf {
    for outer in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (outer.canonicalize(), path.strip_prefix(outer)) {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

/// `path` relative to `root` with `/`; `None` if it is elsewhere.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// Names of properties that hold URIs.
const PROPERTIES: [&str; 10] =
    ["uri", "scopeUri", "rootUri", "targetUri", "oldUri", "newUri", "baseUri", "href", "document", "notebook"];

/// Repairs all URIs of a message's parameters that the client did not escape.
pub fn repair_all(params: &mut Value) {
    match params {
        Value::Array(items) => items.iter_mut().for_each(repair_all),
        Value::Object(properties) => {
            for (name, value) in properties.iter_mut() {
                match value.as_str().filter(|_| PROPERTIES.contains(&name.as_str())).and_then(repaired) {
                    Some(repaired) => *value = repaired.into(),
                    None => repair_all(value),
                }
            }
        }
        _ => {}
    }
}

/// Escapes characters that RFC 3986 does not allow. Some editors send `[slug].tsx` or spaces unescaped.
pub fn repaired(uri: &str) -> Option<String> {
    if uri.parse::<Uri>().is_ok() {
        return None;
    }
    let (scheme, rest) = uri.split_once(':')?;
    let mut repaired = format!("{scheme}:");
    let bytes = rest.as_bytes();
    // File names may contain it; elsewhere it starts a fragment, as of a cell.
    let fragment = if scheme.eq_ignore_ascii_case(FILE) { None } else { rest.find('#') };
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = byte == b'%' && bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'\\' => repaired.push('/'),
            b'#' if fragment == Some(at) => repaired.push('#'),
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
        assert_eq!(key("file://localhost/x/a.ts"), key("file:///x/a.ts"));
        assert_eq!(key("vscode-notebook-cell:/x/a.ipynb#W0s%3D"), key("vscode-notebook-cell:///x/a.ipynb#W0s="));
    }

    #[test]
    fn documents_differ_by_every_part_of_their_uri() {
        for (one, other) in [
            ("vscode-notebook-cell:/x/a.ipynb#W0", "vscode-notebook-cell:/x/a.ipynb#W1"),
            ("git:/x/a.ts?ref=%7E", "git:/x/a.ts?ref=HEAD"),
            ("git:/x/a.ts", "file:/x/a.ts"),
            ("vscode-remote://a/x.py", "vscode-remote://b/x.py"),
            ("fugitive:///x/.git//1234/a.ts", "fugitive:///x/.git//5678/a.ts"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }

    #[test]
    fn only_files_and_cells_of_notebooks_on_disk_have_the_origin_of_files() {
        let origin = |uri: &str| Origin::of_document(&uri.parse().unwrap());
        for uri in ["file:///x/a.ts", "file://localhost/x/a.ts", "vscode-notebook-cell:/x/a.ipynb#W0"] {
            assert_eq!(origin(uri), Origin::disk(), "{uri}");
        }
        for uri in [
            "git:/x/a.ts?1",
            "jj:/x/a.ts",
            "untitled:/x/a.ts",
            "vscode-remote://a/x/a.ts",
            "vscode-vfs://github/x/a.ts",
        ] {
            assert_ne!(origin(uri), Origin::disk(), "{uri}");
        }
        assert_eq!(folder_path(&"vscode-vfs://github/owner/repository".parse().unwrap()), None);
    }

    #[test]
    fn uris_are_repaired_wherever_they_are() {
        let mut params = serde_json::json!({
            "changes": [{ "uri": "file:///a b.ts", "type": 1 }, { "uri": 7 }],
            "context": { "diagnostics": [{ "codeDescription": { "href": "https://x/[a]" } }] },
            "text": "file:///a b.ts",
        });
        repair_all(&mut params);
        assert_eq!(params["changes"][0]["uri"], "file:///a%20b.ts");
        assert_eq!(params["context"]["diagnostics"][0]["codeDescription"]["href"], "https://x/%5Ba%5D");
        assert_eq!(params["text"], "file:///a b.ts");
    }

    #[test]
    fn sloppy_uris_are_repaired_and_good_ones_left_alone() {
        assert_eq!(repaired("file:///app/[slug]/page.tsx").as_deref(), Some("file:///app/%5Bslug%5D/page.tsx"));
        assert_eq!(repaired("file:///a b/ü.ts").as_deref(), Some("file:///a%20b/%C3%BC.ts"));
        assert_eq!(repaired("file:///100%/a.ts").as_deref(), Some("file:///100%25/a.ts"));
        assert_eq!(repaired(r"file:///c:\x\a.ts").as_deref(), Some("file:///c:/x/a.ts"));
        assert_eq!(repaired("file:///plain.ts"), None);
        let cell = "vscode-notebook-cell:/a b/x.ipynb#W0";
        assert_eq!(repaired(cell).as_deref(), Some("vscode-notebook-cell:/a%20b/x.ipynb#W0"));
        assert_eq!(repaired("no uri at all"), None);
    }

    #[test]
    fn unsaved_buffers_have_no_path() {
        assert_eq!(path_of(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(path_of(&"file:///x/a.ts".parse().unwrap()), Some(PathBuf::from("/x/a.ts")));
        assert_eq!(path_of(&"file:///x/a#b.ts".parse().unwrap()), Some(PathBuf::from("/x/a#b.ts")));
        assert_eq!(path_of(&"git:/x/a.ts?1".parse().unwrap()), Some(PathBuf::from("/x/a.ts")));
        assert_eq!(path_of(&"vscode-remote://wsl/x/a.ts".parse().unwrap()), Some(PathBuf::from("/x/a.ts")));
    }
}
