//! Decoding of `Content-Encoding`, up to a limit: a decompression bomb is refused before it fills memory.

use std::io::Read;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use super::gzip::Gzip;
use super::refusal::Refusal;

/// Largest window that a zstd body may ask for, in bytes, as HTTP bounds it:
/// <https://www.rfc-editor.org/rfc/rfc9659>.
const ZSTD_WINDOW: u64 = 8 << 20;
/// The input buffer of the brotli decoder, in bytes.
const BROTLI_BUFFER: usize = 4096;
/// Bytes that are decoded between two reservations of memory.
const STEP: usize = 256 << 10;
/// Spare capacity of a decoded body, in bytes, for the id that is inserted later.
pub(super) const SPARE: usize = 64;
/// A decoded body of this size gets all the capacity it may need at once, in bytes: the system provides pages only when
/// they are written, and a move would need the memory twice.
const GROW_AT_ONCE: usize = 1 << 20;
/// Largest capacity that is asked for at once, in bytes.
const LARGEST_GROWTH: usize = 32 << 20;

/// A known `Content-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// No encoding.
    Identity,
    /// `gzip`.
    Gzip,
    /// `deflate`: zlib, and raw deflate, which some clients send under this name.
    Deflate,
    /// `br`.
    Brotli,
    /// `zstd`.
    Zstd,
}

impl Encoding {
    /// The encoding that the headers name.
    pub fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(value) = headers.get(header::CONTENT_ENCODING) else { return Ok(Self::Identity) };
        let name = value.to_str().map_err(|_| Refusal::UnknownEncoding)?.trim().to_ascii_lowercase();
        match name.as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "deflate" => Ok(Self::Deflate),
            "br" => Ok(Self::Brotli),
            "zstd" => Ok(Self::Zstd),
            _ => Err(Refusal::UnknownEncoding),
        }
    }

    /// The encoding of a body. One without a named encoding that begins as gzip does is gzip: a page that names the encoding
    /// in a header pays for it with a preflight. No envelope begins so. <https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1>
    pub(super) fn or_by_content(self, body: &[u8]) -> Self {
        if self == Self::Identity && body.starts_with(&[0x1f, 0x8b]) { Self::Gzip } else { self }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// The bytes that an encoded body stands for, at most `limit` of them.
pub fn decode(encoding: Encoding, body: &Bytes, limit: usize) -> Result<Bytes, Refusal> {
    match encoding {
        Encoding::Identity if body.len() > limit => Err(Refusal::Decompressed(limit)),
        Encoding::Identity => Ok(body.clone()),
        _ => decode_counted(encoding, body, limit, &mut |_| Ok(())).map(Bytes::from),
    }
}

/// The same. Each step reserves its bytes, and an error of `reserve` ends the decoding.
pub(super) fn decode_counted(
    encoding: Encoding,
    body: &[u8],
    limit: usize,
    reserve: &mut dyn FnMut(usize) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let bad = || Refusal::BadEncoding(encoding.name());
    with_reader(encoding, body, |decoder| {
        let mut bytes = Vec::with_capacity(body.len().saturating_mul(4).min(limit) + SPARE);
        loop {
            let most = STEP.min((limit - bytes.len()).saturating_add(1));
            if !bytes.is_empty() {
                grow(&mut bytes, most + SPARE, limit);
            }
            let read = decoder.take(most as u64).read_to_end(&mut bytes).map_err(|_| bad())?;
            if bytes.len() > limit {
                return Err(Refusal::Decompressed(limit));
            }
            reserve(read)?;
            if read < most {
                return Ok(bytes);
            }
        }
    })
    .ok_or_else(bad)?
}

/// The first decoded bytes of a body, at most `most`. There are fewer if the body is incomplete or badly encoded.
pub(super) fn decode_start(encoding: Encoding, body: &[u8], most: usize) -> Vec<u8> {
    let mut start = Vec::new();
    with_reader(encoding, body, |decoder| {
        // The bytes before an error stay in `start`.
        let _ = decoder.take(most as u64).read_to_end(&mut start);
    });
    start
}

/// None if the body does not begin as the encoding does.
fn with_reader<T>(encoding: Encoding, body: &[u8], read: impl FnOnce(&mut dyn Read) -> T) -> Option<T> {
    Some(match encoding {
        Encoding::Identity => read(&mut &*body),
        Encoding::Gzip => read(&mut Gzip::new(body)),
        Encoding::Deflate if is_zlib(body) => read(&mut ZlibDecoder::new(body)),
        Encoding::Deflate => read(&mut DeflateDecoder::new(body)),
        Encoding::Brotli => read(&mut brotli_decompressor::Decompressor::new(body, BROTLI_BUFFER)),
        Encoding::Zstd => {
            let decoder = StreamingDecoder::new_with_max_window_size(body, ZSTD_WINDOW);
            read(&mut decoder.ok()?)
        }
    })
}

/// Makes room for this many bytes more.
fn grow(bytes: &mut Vec<u8>, more: usize, limit: usize) {
    let needed = bytes.len() + more;
    if needed <= bytes.capacity() {
        return;
    }
    let doubled = bytes.capacity() * 2;
    let whole = limit.saturating_add(STEP).min(LARGEST_GROWTH);
    let capacity =
        if bytes.capacity() < GROW_AT_ONCE { doubled } else { doubled.max(LARGEST_GROWTH).min(whole) };
    bytes.reserve_exact(capacity.max(needed) - bytes.len());
}

/// The two header bytes of zlib: <https://www.rfc-editor.org/rfc/rfc1950#section-2.2>
fn is_zlib(body: &[u8]) -> bool {
    let &[method, flags, ..] = body else { return false };
    method & 0x0f == 8 && u16::from_be_bytes([method, flags]) % 31 == 0
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const LIMIT: usize = 1 << 20;
    const TEXT: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";
    /// `node -p 'zlib.brotliCompressSync(TEXT).toString("hex")'`
    const BROTLI: &str = "1b2700f88d934cf59dd7227b3a7d43a135d9449556b40b43a8f28c7aa2c63d689638";
    /// 32 MiB of zeros: `node -p 'zlib.brotliCompressSync(Buffer.alloc(32 << 20)).toString("hex")'`
    const BROTLI_BOMB: &str = "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfbbffcffffc33f0110870500baf77f";

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    /// A whole body is decoded; a cut one, and bytes of another kind, are refused.
    #[track_caller]
    fn check(encoding: Encoding, body: Vec<u8>) {
        let cut = Bytes::copy_from_slice(&body[..body.len() - 1]);
        assert_eq!(decode(encoding, &body.into(), TEXT.len()).unwrap(), TEXT);
        assert!(matches!(decode(encoding, &cut, LIMIT), Err(Refusal::BadEncoding(_))));
        for bad in [&b""[..], b"\xff", TEXT] {
            let bad = Bytes::copy_from_slice(bad);
            assert!(matches!(decode(encoding, &bad, LIMIT), Err(Refusal::BadEncoding(_))), "{bad:?}");
        }
    }

    #[track_caller]
    fn check_bomb(encoding: Encoding, body: Vec<u8>) {
        let body = Bytes::from(body);
        assert!(body.len() < LIMIT);
        assert!(matches!(decode(encoding, &body, LIMIT), Err(Refusal::Decompressed(LIMIT))));
    }

    #[test]
    fn each_encoding() {
        check(Encoding::Gzip, gzip(TEXT));
        check(Encoding::Deflate, zlib(TEXT));
        check(Encoding::Deflate, deflate(TEXT));
        check(Encoding::Brotli, hex(BROTLI));
        check(Encoding::Zstd, zstd(TEXT));
    }

    #[test]
    fn bombs() {
        let zeros = vec![0; 32 << 20];
        check_bomb(Encoding::Gzip, gzip(&zeros));
        check_bomb(Encoding::Deflate, zlib(&zeros));
        check_bomb(Encoding::Deflate, deflate(&zeros));
        check_bomb(Encoding::Brotli, hex(BROTLI_BOMB));
        check_bomb(Encoding::Zstd, zstd(&zeros));
    }

    #[test]
    fn identity_is_bounded_too() {
        assert!(decode(Encoding::Identity, &Bytes::from_static(TEXT), TEXT.len()).is_ok());
        assert!(decode(Encoding::Identity, &Bytes::from_static(TEXT), TEXT.len() - 1).is_err());
    }

    #[test]
    fn names() {
        let of = |value: &str| {
            Encoding::of(&HeaderMap::from_iter([(header::CONTENT_ENCODING, value.parse().unwrap())]))
        };
        assert_eq!(of("GZIP").unwrap(), Encoding::Gzip);
        assert_eq!(of("identity").unwrap(), Encoding::Identity);
        assert_eq!(Encoding::of(&HeaderMap::new()).unwrap(), Encoding::Identity);
        assert!(matches!(of("compress"), Err(Refusal::UnknownEncoding)));
        assert!(matches!(of("gzip, br"), Err(Refusal::UnknownEncoding)));
    }
}
