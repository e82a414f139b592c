//! Server: the language server protocol around `ide`.
