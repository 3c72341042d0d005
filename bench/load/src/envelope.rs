//! An envelope that is sent again and again, each time with another id, plain or as gzip.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::event_id::LENGTH;

/// What stands in the sample where the id of its event goes.
const BLANK: [u8; LENGTH] = [b'0'; LENGTH];
/// <https://www.rfc-editor.org/rfc/rfc1952#section-2.3>: deflate, no flags, no time, unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The head of a stored block of one id: <https://www.rfc-editor.org/rfc/rfc1951#page-11>
const STORED: [u8; 5] = [0, LENGTH as u8, 0, !(LENGTH as u8), 0xff];

/// Why a sample cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// All requests would be one event.
    #[error("the envelope has no 32 zeros to put an event id in the place of")]
    NoBlank,
    /// It cannot be compressed.
    #[error("the envelope cannot be compressed")]
    Gzip(#[source] io::Error),
}

/// A body to be filled with an id.
#[derive(Debug)]
pub enum Template {
    /// What stands between the ids.
    Plain(Vec<Vec<u8>>),
    /// The ids are stored blocks between compressed ones, so that each body is a gzip of its own and none has to
    /// be compressed while the clock runs.
    Gzip {
        /// What stands between the ids, for the checksum.
        plain: Vec<Vec<u8>>,
        /// The same compressed, each but the last with the head of the id's block.
        packed: Vec<Vec<u8>>,
    },
}

impl Template {
    /// Sent as it is.
    pub fn plain(sample: &[u8]) -> Result<Self, SampleError> {
        Ok(Self::Plain(split(sample)?))
    }

    /// Sent as gzip.
    pub fn gzip(sample: &[u8]) -> Result<Self, SampleError> {
        let plain = split(sample)?;
        let packed = pack(&plain).map_err(SampleError::Gzip)?;
        Ok(Self::Gzip { plain, packed })
    }

    /// The `Content-Encoding`, if it has one.
    pub fn encoding(&self) -> Option<&'static str> {
        match self {
            Self::Plain(_) => None,
            Self::Gzip { .. } => Some("gzip"),
        }
    }

    /// The body with this id.
    pub fn body(&self, id: &str) -> Vec<u8> {
        match self {
            Self::Plain(parts) => joined(parts, id),
            Self::Gzip { plain, packed } => {
                let mut body = joined(packed, id);
                let mut sum = Crc::new();
                each(plain, id, |bytes| sum.update(bytes));
                body.extend_from_slice(&sum.sum().to_le_bytes());
                body.extend_from_slice(&sum.amount().to_le_bytes());
                body
            }
        }
    }
}

fn split(sample: &[u8]) -> Result<Vec<Vec<u8>>, SampleError> {
    let mut parts = Vec::new();
    let mut rest = sample;
    while let Some(at) = rest.windows(LENGTH).position(|window| window == BLANK) {
        parts.push(rest[..at].to_vec());
        rest = &rest[at + LENGTH..];
    }
    if parts.is_empty() {
        return Err(SampleError::NoBlank);
    }
    parts.push(rest.to_vec());
    Ok(parts)
}

/// Each part by itself, as a reference back over an id would be one byte off after another.
fn pack(parts: &[Vec<u8>]) -> io::Result<Vec<Vec<u8>>> {
    let last = parts.len() - 1;
    let mut packed = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let start = if n == 0 { GZIP_HEADER.to_vec() } else { Vec::new() };
        let mut encoder = DeflateEncoder::new(start, Compression::default());
        encoder.write_all(part)?;
        if n == last {
            packed.push(encoder.finish()?);
        } else {
            // Ends at a whole byte and without the mark of the last block.
            encoder.flush()?;
            packed.push([encoder.get_ref().as_slice(), &STORED].concat());
        }
    }
    Ok(packed)
}

fn joined(parts: &[Vec<u8>], id: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(parts.iter().map(|part| part.len() + LENGTH).sum());
    each(parts, id, |bytes| body.extend_from_slice(bytes));
    body
}

fn each(parts: &[Vec<u8>], id: &str, mut take: impl FnMut(&[u8])) {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            take(id.as_bytes());
        }
        take(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const ZEROS: &str = "00000000000000000000000000000000";
    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn sample(id: &str) -> String {
        let words = "the cart renders the cart, ".repeat(200);
        format!(
            "{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{{\"event_id\":\"{id}\",\"words\":\"{words}\"}}\n"
        )
    }

    #[test]
    fn plain_has_the_id_in_every_place() {
        let template = Template::plain(sample(ZEROS).as_bytes()).unwrap();
        assert_eq!(template.body(ID), sample(ID).as_bytes());
        assert_eq!(template.encoding(), None);
    }

    #[test]
    fn gzip_is_read_by_others_with_the_id_in_every_place() {
        let template = Template::gzip(sample(ZEROS).as_bytes()).unwrap();
        let body = template.body(ID);
        assert!(body.len() < 400, "{} bytes", body.len());
        let mut text = String::new();
        // The decoder checks the sum and the length.
        flate2::read::GzDecoder::new(body.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, sample(ID));
        assert_eq!(template.encoding(), Some("gzip"));
    }

    #[test]
    fn no_place_for_an_id() {
        assert!(matches!(Template::plain(b"{}\n"), Err(SampleError::NoBlank)));
        assert!(matches!(Template::gzip(b"{}\n"), Err(SampleError::NoBlank)));
    }
}
