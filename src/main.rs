//! The `flagwise` binary: everything lives in the library, see [`flagwise::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    flagwise::cli::main()
}
