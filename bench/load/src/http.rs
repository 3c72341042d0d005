//! Just enough of HTTP/1.1 to ask one question after the other over a connection.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Most headers of an answer.
const HEADERS: usize = 32;
/// Room for an answer, in bytes; it grows when one is larger.
const ROOM: usize = 4096;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// There is no connection, or not any more.
    #[error("the connection broke")]
    Connection(#[from] io::Error),
    /// It ended within an answer, or before one.
    #[error("the connection ended before the answer did")]
    Ended,
    /// The answer is not HTTP/1.1.
    #[error("the answer is no http")]
    Malformed(#[from] httparse::Error),
    /// Where the answer ends is not said.
    #[error("the answer has no length")]
    NoLength,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the server closes the connection after it.
    pub is_last: bool,
}

/// A connection that is used again and again.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port`.
    pub async fn open(address: &str) -> Result<Self, ExchangeError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(ROOM) })
    }

    /// Sends the text of a request, and waits for its answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer, ExchangeError> {
        self.stream.write_all(request).await?;
        self.read.clear();
        loop {
            if let Some(answer) = parse(&self.read)? {
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(ExchangeError::Ended);
            }
        }
    }
}

/// The answer, if all of it is there.
fn parse(bytes: &[u8]) -> Result<Option<Answer>, ExchangeError> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(bytes)? else { return Ok(None) };
    let value = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    let length = value("content-length").and_then(|text| text.trim().parse::<usize>().ok());
    let end = start + length.ok_or(ExchangeError::NoLength)?;
    Ok(bytes.get(start..end).map(|body| Answer {
        status: head.code.unwrap_or_default(),
        body: body.to_vec(),
        is_last: value("connection").is_some_and(|text| text.eq_ignore_ascii_case("close")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    #[test]
    fn an_answer_is_read_when_all_of_it_is_there() {
        for end in 0..OK.len() {
            assert_eq!(parse(&OK.as_bytes()[..end]).unwrap(), None, "{end} bytes");
        }
        let answer = Answer { status: 200, body: b"{}".to_vec(), is_last: false };
        assert_eq!(parse(OK.as_bytes()).unwrap(), Some(answer));
    }

    #[test]
    fn the_last_answer_says_so() {
        let text = "HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let answer = Answer { status: 429, body: Vec::new(), is_last: true };
        assert_eq!(parse(text.as_bytes()).unwrap(), Some(answer));
    }

    #[test]
    fn what_has_no_length_or_is_no_http() {
        assert!(matches!(parse(b"HTTP/1.1 200 OK\r\n\r\n"), Err(ExchangeError::NoLength)));
        assert!(matches!(parse(b"hello\r\n\r\n"), Err(ExchangeError::Malformed(_))));
    }
}
