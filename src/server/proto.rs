//! The only import of protocol types: upgrading the types crate changes only this file.

pub use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response, Result};
pub use tower_lsp::ls_types::*;
pub use tower_lsp::{Client, ClientSocket, ExitedError, LanguageServer, LspService};
