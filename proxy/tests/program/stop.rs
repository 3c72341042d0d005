//! A server that is told to stop while it has much to do.

use std::io::Write;
use std::net::TcpStream;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::program::{Program, eventually, key};

/// A body of 19 MB as gzip that is refused once it has been decoded.
fn large() -> Vec<u8> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(b"[0").unwrap();
    for _ in 0..9 {
        zip.write_all(&b",0".repeat(1 << 20)).unwrap();
    }
    zip.write_all(b"]").unwrap();
    zip.finish().unwrap()
}

#[test]
fn it_answers_and_ends_while_it_works_on_large_bodies() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path());
    let (key, body) = (key(data.path()), large());
    let head = format!(
        "POST /api/1/security/?sentry_key={key} HTTP/1.1\r\nhost: test\r\ncontent-encoding: gzip\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let request = [head.as_bytes(), &body].concat();
    let held: Vec<_> = (0..16)
        .map(|_| {
            let mut stream = TcpStream::connect(&program.address).unwrap();
            stream.write_all(&request).unwrap();
            stream
        })
        .collect();
    assert_eq!(program.get("/healthz").status, 200);
    program.signal("TERM");
    eventually("it ends", || program.has_ended());
    drop(held);
}
