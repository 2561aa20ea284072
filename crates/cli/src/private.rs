//! Folders and files that other users of the machine cannot look into.

use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// Makes the data directory, for its owner alone. Root's may be passed through, because the database then runs under
/// another account, which has to get to its own folder; it cannot be listed.
///
/// One that exists is made private when Valet lives in it already; any other folder somebody names stays as it is,
/// and everything personal in it lies in folders of [`folder`].
pub(crate) fn data_dir(path: &Path) -> io::Result<()> {
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    match std::fs::DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let lived_in = ["evidence.key", "lock", "demo"].iter().any(|name| path.join(name).exists());
            if lived_in { close(path, mode) } else { Ok(()) }
        }
        made => made,
    }
}

/// Makes a folder in the data directory that only its owner can enter.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    match std::fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => close(path, 0o700),
        made => made,
    }
}

/// Writes a file that only its owner can read, in place of one that may be there. Never half of it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".valet-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// The key with which services call the API of this machine: made once, in `service.key`.
pub(crate) fn service_key(data_dir: &Path) -> io::Result<String> {
    let path = data_dir.join("service.key");
    match std::fs::read_to_string(&path) {
        Ok(key) if key.trim().len() >= 32 => return Ok(key.trim().to_owned()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Two random identifiers: 244 bits from the system's generator.
    let key = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    write(&path, key.as_bytes())?;
    Ok(key)
}

/// Takes away what is more than `mode` allows, from what is ours.
fn close(path: &Path, mode: u32) -> io::Result<()> {
    let metadata = std::fs::symlink_metadata(path)?;
    let too_open = metadata.permissions().mode() & 0o777 & !mode != 0;
    let ours = metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    if ours && too_open { std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_private_and_what_was_open_is_closed() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("valet");
        data_dir(&dir).unwrap();
        assert_eq!(mode(&dir) & 0o066, 0, "{:o}", mode(&dir));

        let files = dir.join("files");
        std::fs::create_dir(&files).unwrap();
        std::fs::set_permissions(&files, std::fs::Permissions::from_mode(0o755)).unwrap();
        folder(&files).unwrap();
        assert_eq!(mode(&files), 0o700);

        let file = files.join("cv.pdf");
        std::fs::write(&file, b"old").unwrap();
        write(&file, b"new").unwrap();
        assert_eq!((mode(&file), std::fs::read(&file).unwrap()), (0o600, b"new".to_vec()));
    }

    #[test]
    fn a_folder_that_valet_does_not_live_in_keeps_its_permissions() {
        let parent = tempfile::tempdir().unwrap();
        std::fs::set_permissions(parent.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        data_dir(parent.path()).unwrap();
        assert_eq!(mode(parent.path()), 0o755);
        std::fs::write(parent.path().join("evidence.key"), b"").unwrap();
        data_dir(parent.path()).unwrap();
        assert_eq!(mode(parent.path()) & 0o066, 0);
    }
}
