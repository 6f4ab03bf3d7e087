//! CSV and JSON as they are read: the next part is read when the one before has been taken.
//!
//! The server asks for more only while the client takes it, and drops the stream when the client
//! goes away: nothing is read ahead, and nothing afterwards.

use std::pin::Pin;

use actix_web::web::Bytes;
use futures_util::stream::{self, Stream};

use super::Shape;
use super::cell::harmless;
use super::rows::{Line, Rows};
use crate::platform::db::{Conn, Db};
use crate::platform::web::error::AppError;

/// The body of an answer.
pub struct Body {
    rows: Rows,
    writer: Writer,
}

/// Writes rows one after the other.
struct Writer {
    shape: Shape,
    names: Vec<String>,
    has_begun: bool,
    has_rows: bool,
}

impl Body {
    /// These rows in this shape.
    pub fn new(rows: Rows, shape: Shape) -> Body {
        let columns = rows.columns();
        let name = |column: &super::Column| match shape {
            Shape::Json => column.name.clone(),
            _ => column.label.clone(),
        };
        let names = columns.all.iter().map(name).collect();
        Body { rows, writer: Writer { shape, names, has_begun: false, has_rows: false } }
    }

    /// Its bytes.
    pub fn stream(self) -> Sending {
        send(self.rows.app().db.clone(), self)
    }
}

impl Parts for Body {
    fn part(self, conn: &mut Conn) -> Result<(Vec<u8>, Option<Body>), AppError> {
        let Body { mut rows, mut writer } = self;
        match rows.next(conn)? {
            Some(lines) => {
                let bytes = writer.lines(&lines).map_err(AppError::internal)?;
                Ok((bytes, Some(Body { rows, writer })))
            }
            None => Ok((writer.end().map_err(AppError::internal)?, None)),
        }
    }
}

/// What is read in parts.
pub trait Parts: Sized + Send + 'static {
    /// The next bytes, which may be none, and what comes after them.
    fn part(self, conn: &mut Conn) -> Result<(Vec<u8>, Option<Self>), AppError>;
}

/// Bytes that are read as they are taken.
pub type Sending = Pin<Box<dyn Stream<Item = Result<Bytes, AppError>> + Send>>;

/// Sends all parts, each read in a transaction of its own. An error ends them before their end, so
/// that the client sees a transfer that broke off, not a short file.
pub fn send<P: Parts>(db: Db, parts: P) -> Sending {
    Box::pin(stream::unfold(Some((db, parts)), |rest| async move {
        let (db, mut parts) = rest?;
        loop {
            match db.read(move |conn| parts.part(conn)).await {
                Err(error) => {
                    tracing::warn!(%error, "an export broke off");
                    return Some((Err(error), None));
                }
                Ok((bytes, None)) if bytes.is_empty() => return None,
                // An empty part would be the end of a body in chunks.
                Ok((bytes, Some(rest))) if bytes.is_empty() => parts = rest,
                Ok((bytes, rest)) => return Some((Ok(Bytes::from(bytes)), rest.map(|rest| (db, rest)))),
            }
        }
    }))
}

impl Writer {
    fn lines(&mut self, lines: &[Line]) -> Result<Vec<u8>, csv::Error> {
        match self.shape {
            Shape::Json => Ok(self.objects(lines)),
            _ => self.records(lines),
        }
    }

    fn end(&mut self) -> Result<Vec<u8>, csv::Error> {
        let mut bytes = self.lines(&[])?;
        if self.shape == Shape::Json {
            bytes.extend_from_slice(if self.has_rows { b"\n]\n" } else { b"]\n" });
        }
        Ok(bytes)
    }

    fn records(&mut self, lines: &[Line]) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.has_begun, true) {
            writer.write_record(self.names.iter().map(|name| harmless(name)))?;
        }
        for line in lines {
            writer.write_record(line.iter().map(super::Cell::csv))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
    }

    fn objects(&mut self, lines: &[Line]) -> Vec<u8> {
        let mut text = String::new();
        if !std::mem::replace(&mut self.has_begun, true) {
            text.push('[');
        }
        for line in lines {
            text.push_str(if std::mem::replace(&mut self.has_rows, true) { ",\n" } else { "\n" });
            let pairs = self.names.iter().cloned().zip(line.iter().map(super::Cell::json));
            text.push_str(&serde_json::Value::Object(pairs.collect()).to_string());
        }
        text.into_bytes()
    }
}
