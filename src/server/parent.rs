//! Monitoring of the client's process.

use std::io::ErrorKind;

use tokio_util::sync::CancellationToken;
use waitpid_any::WaitHandle;

/// Cancels the token when the client's process ends, or immediately if it does not exist.
///
/// Crashed editors may leave a pipe open; the protocol requires servers to monitor `processId`.
pub(super) fn watch(process: i64, gone: CancellationToken) {
    let Some(process) = i32::try_from(process).ok().filter(|process| *process > 0) else { return };
    let mut handle = match WaitHandle::open(process) {
        Ok(handle) => handle,
        Err(error) if error.raw_os_error() == Some(NO_SUCH_PROCESS) => {
            tracing::warn!("the client's process {process} does not exist");
            gone.cancel();
            return;
        }
        Err(error) => {
            tracing::warn!("the client's process {process} cannot be watched: {error}");
            return;
        }
    };
    let waiting = std::thread::Builder::new().name("parent".to_owned()).spawn(move || {
        loop {
            match handle.wait() {
                Ok(()) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return tracing::warn!("the client's process {process} is no longer watched: {error}"),
            }
        }
        tracing::info!("the client's process {process} ended");
        gone.cancel();
    });
    if let Err(error) = waiting {
        tracing::warn!("the client's process {process} cannot be watched: {error}");
    }
}

/// `ESRCH`, or Windows' `ERROR_INVALID_PARAMETER`, which `OpenProcess` returns for an unknown id.
const NO_SUCH_PROCESS: i32 = if cfg!(windows) { 87 } else { 3 };
