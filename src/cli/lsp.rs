//! `flagwise lsp`: the language server.

use crate::server::{self, ServerOptions};

/// Options of `flagwise lsp`.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Use stdin and stdout, the only transport; accepted for compatibility with editors
    #[arg(long)]
    stdio: bool,

    /// Id of the editor process; ignored in favor of the protocol's `processId`
    #[arg(long, hide = true, alias = "clientProcessId", value_name = "PID")]
    client_process_id: Option<u32>,
}

/// Runs `flagwise lsp`. Ends the process when the client exits.
pub fn run(_arguments: Arguments) -> ! {
    server::run_stdio(ServerOptions::default())
}
