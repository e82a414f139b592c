//! The one place through which protocol types enter: a new release of the types crate is a change of this file.

pub use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response, Result};
pub use tower_lsp::ls_types::*;
pub use tower_lsp::{Client, ClientSocket, ExitedError, LanguageServer, LspService};
