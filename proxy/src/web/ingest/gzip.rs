//! Gzip with all its members. Padding after the last member is skipped, as decoders commonly do.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

/// Most members of a body. Even an empty member costs the decoder a start.
const MEMBERS: usize = 256;

/// The bytes of all members.
pub(super) struct Gzip<'a> {
    member: GzDecoder<&'a [u8]>,
    members: usize,
}

impl<'a> Gzip<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { member: GzDecoder::new(body), members: 1 }
    }
}

impl Read for Gzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let rest = *self.member.get_ref();
            if rest.iter().all(is_padding) {
                return Ok(0);
            }
            if self.members == MEMBERS {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "too many members"));
            }
            self.members += 1;
            self.member.reset(rest);
        }
    }
}

/// Zeros, with which `tar` fills its last block, and white space such as the newline of `echo`.
fn is_padding(byte: &u8) -> bool {
    *byte == 0 || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(body: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Gzip::new(body).read_to_end(&mut bytes).map(|_| bytes)
    }

    #[test]
    fn padding_behind_the_last_member() {
        for tail in [&b""[..], &[0; 16], b"\n", b"\r\n", b" \t\n\0"] {
            assert_eq!(read(&[&gzip(b"hello"), tail].concat()).unwrap(), b"hello", "{tail:?}");
        }
        for tail in [&b"x"[..], b"\0\0x", b"\x1f\x8b", &gzip(b"cut")[..10]] {
            assert!(read(&[&gzip(b"hello"), tail].concat()).is_err(), "{tail:?}");
        }
        assert!(read(b"").is_err() && read(&[0; 16]).is_err());
    }

    #[test]
    fn members_follow_each_other() {
        assert_eq!(read(&[gzip(b"a"), gzip(b""), gzip(b"b")].concat()).unwrap(), b"ab");
        assert_eq!(read(&gzip(b"a").repeat(MEMBERS)).unwrap().len(), MEMBERS);
        assert!(read(&gzip(b"a").repeat(MEMBERS + 1)).is_err());
    }
}
