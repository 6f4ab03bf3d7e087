//! The archive: parts one after the other, and last the manifest that knows them all.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tar::{Archive, Builder, EntryType, Header};

use super::draft::Draft;
use super::{About, BackupError};
use crate::platform::clock::Time;

/// The form of the archive; a later one may differ.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";

/// What an archive says about itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// The version of the program that wrote it.
    program: String,
    /// When, UTC.
    pub(super) created: String,
    /// `sqlite` or `postgres`.
    pub(super) database: String,
    /// The migrations that the database had, in order.
    pub(super) migrations: Vec<String>,
    /// PostgreSQL: how far each sequence had counted.
    pub(super) sequences: BTreeMap<String, i64>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Part {
    name: String,
    size: u64,
    sha256: String,
}

impl Manifest {
    pub(super) fn new(database: &str, migrations: Vec<String>, now: Time) -> Manifest {
        Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            created: now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            database: database.to_owned(),
            migrations,
            sequences: BTreeMap::new(),
            parts: Vec::new(),
        }
    }
}

/// Passes bytes on and remembers their sum.
struct Summing<T> {
    inner: T,
    sum: Sha256,
    size: u64,
}

impl<T> Summing<T> {
    fn new(inner: T) -> Summing<T> {
        Summing { inner, sum: Sha256::new(), size: 0 }
    }

    fn part(self, name: &str) -> Part {
        let sha256 = self.sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Part { name: name.to_owned(), size: self.size, sha256 }
    }
}

impl<T: Read> Read for Summing<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..read).unwrap_or_default());
        self.size += u64::try_from(read).unwrap_or_default();
        Ok(read)
    }
}

/// Writes an archive.
pub(super) struct Writer {
    path: PathBuf,
    tar: Builder<GzEncoder<BufWriter<File>>>,
    parts: Vec<Part>,
}

impl Writer {
    /// A new file that only its owner may read.
    pub(super) fn create(path: &Path) -> Result<Writer, BackupError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).about(path)?;
        let gzip = GzEncoder::new(BufWriter::with_capacity(1 << 18, file), Compression::fast());
        Ok(Writer { path: path.to_owned(), tar: Builder::new(gzip), parts: Vec::new() })
    }

    /// Adds a file as a part.
    pub(super) fn add_file(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let file = File::open(path).about(path)?;
        let size = file.metadata().about(path)?.len();
        let mut reader = Summing::new(file.take(size));
        self.tar.append_data(&mut header(size), name, &mut reader).about(path)?;
        self.parts.push(reader.part(name));
        Ok(())
    }

    /// Adds a file as a part, unless it was removed meanwhile.
    pub(super) fn add_file_if_there(&mut self, name: &str, path: &Path) -> Result<bool, BackupError> {
        match self.add_file(name, path) {
            Err(BackupError::File(_, error)) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            outcome => outcome.map(|()| true),
        }
    }

    /// Adds the manifest and waits until everything is on the disk.
    pub(super) fn finish(mut self, mut manifest: Manifest) -> Result<(), BackupError> {
        manifest.parts = self.parts;
        let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other).about(&self.path)?;
        let size = u64::try_from(text.len()).unwrap_or_default();
        self.tar.append_data(&mut header(size), MANIFEST, text.as_slice()).about(&self.path)?;
        let gzip = self.tar.into_inner().about(&self.path)?;
        let mut file = gzip.finish().about(&self.path)?;
        file.flush().about(&self.path)?;
        file.get_ref().sync_all().about(&self.path)
    }
}

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header
}

/// An archive that was unpacked into a draft and found to be whole.
pub(super) struct Unpacked {
    folder: PathBuf,
    pub(super) manifest: Manifest,
}

impl Unpacked {
    /// Unpacks and checks every part.
    pub(super) fn read(file: &Path, draft: &Draft) -> Result<Unpacked, BackupError> {
        let folder = draft.path("unpacked");
        let opened = File::open(file).about(file)?;
        let damaged = |reason: String| BackupError::Damaged(file.display().to_string(), reason);
        let mut found = unpack(opened, &folder).map_err(|error| damaged(error.to_string()))?;
        let text = fs::read(folder.join(MANIFEST)).map_err(|_| {
            damaged("its manifest is missing, so it was cut off or is something else".to_owned())
        })?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .map_err(|error| damaged(format!("its manifest cannot be read, {error}")))?;
        if manifest.format != FORMAT {
            return Err(BackupError::Refused(format!(
                "{} was written by Storefront {}, which this version cannot read.",
                file.display(),
                manifest.program
            )));
        }
        found.retain(|part| part.name != MANIFEST);
        found.sort_unstable();
        let mut expected = manifest.parts.clone();
        expected.sort_unstable();
        if found != expected {
            let differs = |part: &&Part| !found.contains(part);
            let name = expected.iter().find(differs).map_or("an unknown part", |part| part.name.as_str());
            return Err(damaged(format!("{name} is missing or altered")));
        }
        Ok(Unpacked { folder, manifest })
    }

    /// Where a part is now.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The parts of one folder: their names in it, and where they are now.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, PathBuf)> + 'a {
        self.manifest.parts.iter().filter_map(move |part| {
            let name = part.name.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name, self.folder.join(&part.name)))
        })
    }
}

fn unpack(file: File, folder: &Path) -> io::Result<Vec<Part>> {
    fs::create_dir_all(folder)?;
    let mut archive = Archive::new(GzDecoder::new(BufReader::with_capacity(1 << 18, file)));
    let mut parts = Vec::new();
    for entry in archive.entries()? {
        let entry = entry?;
        let path = entry.path()?.into_owned();
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let Some(name) = path.to_str().filter(|_| plain && entry.header().entry_type() == EntryType::Regular)
        else {
            return Err(io::Error::other("it has an entry that no backup has"));
        };
        let target = folder.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut reader = Summing::new(entry);
        io::copy(&mut reader, &mut options.open(&target)?)?;
        parts.push(reader.part(name));
    }
    // To the very end, where gzip keeps its own sum.
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    Ok(parts)
}
