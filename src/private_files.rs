//! Files and folders that only the user can read: caches, logs, answers, the simulator's data.
//!
//! On Windows a user's folders are private already, so only the Unix permissions are set.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Creates a folder and its missing parents for the user alone. An existing folder is closed to others.
///
/// # Errors
/// Those of the file system.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    close(folder, 0o700);
    Ok(())
}

/// Creates a file that must not exist, for reading and writing.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::AlreadyExists`] if it exists.
pub fn create_new(path: &Path) -> io::Result<File> {
    with_mode(OpenOptions::new().read(true).write(true).create_new(true)).open(path)
}

/// Opens a file to append to it. An existing regular file is closed to others.
///
/// # Errors
/// Those of the file system.
pub fn append(path: &Path) -> io::Result<File> {
    let file = with_mode(OpenOptions::new().create(true).append(true)).open(path)?;
    if file.metadata()?.is_file() {
        close(path, 0o600);
    }
    Ok(file)
}

/// Replaces a file at once, in a folder that is created where it is missing.
///
/// # Errors
/// Those of the file system; the old file is then unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if !folder.exists() {
        create_folder(folder)?;
    }
    // A temporary file is private.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes the permissions of others from a file or folder, unless another user owns it.
pub fn close(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let is_open = |metadata: fs::Metadata| metadata.permissions().mode() & 0o077 != 0;
        if fs::metadata(path).is_ok_and(is_open) {
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}

/// Whether only its owner can read a file. A file that cannot be inspected is not private.
pub fn is_private(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 == 0)
    }
    #[cfg(not(unix))]
    path.exists()
}

fn with_mode(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
