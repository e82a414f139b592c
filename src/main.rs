//! The `flagwise` binary: everything lives in the library, see [`flagwise::cli`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    flagwise::cli::main()
}
