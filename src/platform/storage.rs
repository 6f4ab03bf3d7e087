//! Files that staff, imports and shoppers bring: kept in one folder, addressed by key.
//!
//! A key names its content by hash, so a file never changes once it is there.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

/// A folder of files.
#[derive(Debug, Clone)]
pub struct Storage {
    root: PathBuf,
}

impl Storage {
    /// Files under `root`, which is made when the first file is stored.
    pub fn new(root: PathBuf) -> Storage {
        Storage { root }
    }

    /// The key of `bytes` with `extension`: `ab/abcdef….jpg`.
    pub fn key(bytes: &[u8], extension: &str) -> String {
        let digest = Sha256::digest(bytes);
        let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{}/{name}.{extension}", name.get(..2).unwrap_or_default())
    }

    /// Stores `bytes` at `key`; readers see the whole file or none.
    pub fn put(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(key)?;
        if path.exists() {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = path.with_extension(format!("{}.part", uuid::Uuid::new_v4().simple()));
        let mut file = fs::File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&draft, &path)
    }

    /// The bytes at `key`.
    pub fn get(&self, key: &str) -> io::Result<Vec<u8>> {
        fs::read(self.path(key)?)
    }

    /// Takes the file at `key` away; a missing one is fine.
    pub fn delete(&self, key: &str) -> io::Result<()> {
        match fs::remove_file(self.path(key)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Where `key` is on disk; refuses keys that lead out of the folder.
    pub fn path(&self, key: &str) -> io::Result<PathBuf> {
        let relative = Path::new(key);
        let plain = !key.is_empty() && relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a key of a stored file"));
        }
        Ok(self.root.join(relative))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_cannot_lead_out_of_the_folder() {
        let storage = Storage::new("var/media".into());
        for key in ["../secret.key", "/etc/passwd", "a/../../b", "", "./x"] {
            assert!(storage.path(key).is_err(), "{key}");
        }
        assert_eq!(storage.path("ab/abc.jpg").unwrap(), Path::new("var/media/ab/abc.jpg"));
    }
}
