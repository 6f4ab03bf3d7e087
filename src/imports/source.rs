//! Reading a CSV file: delimiter, byte-order mark, and rows with the line each begins on.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, Position, StringRecord};

use super::ImportError;

/// How much of the file is looked at to find the delimiter.
const HEAD: u64 = 64 * 1024;

/// An open CSV file, positioned after its header row.
pub struct Source {
    reader: csv::Reader<File>,
    /// The cells of the header row, trimmed.
    pub header: Vec<String>,
    lines: LineCounter,
}

/// Where a row is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowAt {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its offset in bytes.
    byte: u64,
}

/// A row as read: its cells, or why they cannot be used.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The cells, as many as the header has.
    pub cells: Result<StringRecord, String>,
}

impl Source {
    /// Opens a file and reads its header row.
    pub fn open(path: &Path) -> Result<Source, ImportError> {
        let unreadable = |error: io::Error| ImportError::Unreadable {
            file: path.display().to_string(),
            reason: match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_owned(),
                io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
                io::ErrorKind::PermissionDenied => "you are not allowed to".to_owned(),
                _ => error.to_string(),
            },
        };
        let file = File::open(path).map_err(unreadable)?;
        let mut head = Vec::new();
        File::open(path).map_err(unreadable)?.take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(ImportError::NotUtf8);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&head))
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(64 * 1024)
            .from_reader(file);
        let mut record = ByteRecord::new();
        if !reader.read_byte_record(&mut record)? {
            return Err(ImportError::Empty);
        }
        let header = StringRecord::from_byte_record(record).map_err(|_| ImportError::NotUtf8)?;
        if header.iter().any(|cell| cell.contains('\0')) {
            return Err(ImportError::NotUtf8);
        }
        let header = header.iter().map(|cell| cell.trim().to_owned()).collect();
        Ok(Source { reader, header, lines: LineCounter::open(path).map_err(unreadable)? })
    }

    /// The next row in the order of the file.
    pub fn next_row(&mut self) -> Result<Option<(RowAt, Row)>, ImportError> {
        let mut record = ByteRecord::new();
        let byte = self.reader.position().byte();
        if !self.reader.read_byte_record(&mut record)? {
            return Ok(None);
        }
        let line = self.lines.line_at(byte)?;
        Ok(Some((RowAt { line, byte }, self.row(line, record))))
    }

    /// The row at a place that [`next_row`](Self::next_row) named.
    pub fn at(&mut self, place: RowAt) -> Result<Row, ImportError> {
        let mut position = Position::new();
        position.set_byte(place.byte);
        self.reader.seek(position)?;
        let mut record = ByteRecord::new();
        self.reader.read_byte_record(&mut record)?;
        Ok(self.row(place.line, record))
    }

    fn row(&self, line: u64, record: ByteRecord) -> Row {
        let (found, expected) = (record.len(), self.header.len());
        let cells = match StringRecord::from_byte_record(record) {
            Err(error) => Err(format!(
                "column {} is not valid UTF-8",
                self.header.get(error.utf8_error().field()).map_or("?", String::as_str)
            )),
            Ok(cells) if found != expected => Err(format!(
                "it has {found} {}, the header has {expected}{}",
                if found == 1 { "column" } else { "columns" },
                if found < expected && cells.as_slice().contains('\n') {
                    "; a quotation mark in it is perhaps not closed"
                } else {
                    ""
                }
            )),
            Ok(cells) if cells.as_slice().contains('\0') => Err("it contains a NUL character".to_owned()),
            Ok(cells) => Ok(cells),
        };
        Row { line, cells }
    }
}

/// The delimiter that stands most often in the header row, outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (candidate, count) in &mut counts {
                    *count += usize::from(byte == candidate);
                }
            }
        }
    }
    // Of equals the first: a header without any is one column.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(candidate, _)| *candidate)
}

/// Counts lines up to an offset. The CSV reader's own count is one short after `\r\n` and does not
/// count blank lines before a row.
struct LineCounter {
    file: BufReader<File>,
    byte: u64,
    line: u64,
}

impl LineCounter {
    fn open(path: &Path) -> io::Result<LineCounter> {
        Ok(LineCounter { file: BufReader::with_capacity(64 * 1024, File::open(path)?), byte: 0, line: 1 })
    }

    /// The line of the row at or after `byte`; offsets must grow.
    fn line_at(&mut self, byte: u64) -> Result<u64, ImportError> {
        loop {
            let buffer = self.file.fill_buf().map_err(csv::Error::from)?;
            if buffer.is_empty() {
                return Ok(self.line);
            }
            let (mut used, mut done) = (0, false);
            for letter in buffer {
                if self.byte >= byte && !matches!(letter, b'\r' | b'\n') {
                    done = true;
                    break;
                }
                self.line += u64::from(*letter == b'\n');
                self.byte += 1;
                used += 1;
            }
            self.file.consume(used);
            if done {
                return Ok(self.line);
            }
        }
    }
}
