//! A private folder for what is not complete yet; it is gone when nobody needs it any more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{About, BackupError};

/// The folder, beside the file that it will become.
#[derive(Debug)]
pub(super) struct Draft(PathBuf);

impl Draft {
    pub(super) fn beside(file: &Path) -> Result<Draft, BackupError> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{:016x}.part", rand::random::<u64>()));
        let folder = PathBuf::from(name);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).about(&folder)?;
        Ok(Draft(folder))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Gives a complete file of this folder its name.
    pub(super) fn publish(&self, complete: &Path, file: &Path, replace: bool) -> Result<(), BackupError> {
        match replace {
            true => fs::rename(complete, file).about(file)?,
            // Unlike a rename, a link never replaces what somebody else put there meanwhile.
            false => fs::hard_link(complete, file).about(file)?,
        }
        sync_folder(file)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a draft could not be removed");
        }
    }
}

/// Makes a new name in the folder of `file` survive a power cut.
pub(super) fn sync_folder(file: &Path) -> Result<(), BackupError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).about(folder)
}
