//! The key that signs cookies: made once, kept in a file that only its owner may read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the key is kept.
pub fn path(var: &Path) -> PathBuf {
    var.join("secret.key")
}

/// The key in `var`, made when there is none.
///
/// Two processes that start together agree on one key: each writes a draft, only one draft gets
/// the name.
pub fn read_or_make(var: &Path) -> io::Result<String> {
    let path = path(var);
    match read(&path)? {
        Some(key) => Ok(key),
        None => {
            make(&path)?;
            read(&path)?.ok_or_else(|| io::Error::other("it is empty"))
        }
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|key| !key.is_empty())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn make(path: &Path) -> io::Result<()> {
    let draft = path.with_extension(format!("{:016x}.part", rand::random::<u64>()));
    let key: String = rand::random::<[u8; 64]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(key.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn processes_that_start_together_agree_on_one_key() {
        let folder = std::env::temp_dir().join(format!("storefront-key-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir_all(&folder).unwrap();
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let folder = folder.clone();
                thread::spawn(move || read_or_make(&folder).unwrap())
            })
            .collect();
        let mut keys: Vec<String> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        keys.dedup();
        assert_eq!((keys.len(), keys[0].len()), (1, 128));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path(&folder)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
