use crate::server::{self, ServerOptions};

/// Options of `flagwise lsp`.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Use stdin and stdout; there is no other transport, and editors like to say it
    #[arg(long)]
    stdio: bool,

    /// Process that started the server; the protocol's own `processId` is used instead
    #[arg(long, hide = true, alias = "clientProcessId", value_name = "PID")]
    client_process_id: Option<u32>,
}

/// Runs `flagwise lsp` until the client ends it, and with it this process.
pub fn run(_arguments: Arguments) -> ! {
    server::run_stdio(ServerOptions::default())
}
