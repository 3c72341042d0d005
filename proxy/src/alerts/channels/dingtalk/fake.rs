//! A robot for the tests of this room: takes requests at a local port, answers what it is told, in order.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How to answer one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// HTTP 200 with this body.
    Json(String),
    /// These bytes.
    Raw(String),
    /// No answer: the connection is closed.
    Reset,
}

impl Answer {
    pub(crate) fn ok() -> Self {
        Self::code(0)
    }

    pub(crate) fn code(errcode: i64) -> Self {
        Self::Json(format!(r#"{{"errcode":{errcode},"errmsg":"?"}}"#))
    }
}

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: String,
}

/// The running fake; when no answer is left it answers ok.
pub(crate) struct FakeDingTalk {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl FakeDingTalk {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        let seen = Arc::clone(&requests);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = read(&mut stream) else { continue };
                seen.lock().unwrap().push(request);
                let raw = match answers.pop_front().unwrap_or_else(Answer::ok) {
                    Answer::Json(body) => {
                        format!(
                            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                            body.len()
                        )
                    }
                    Answer::Raw(raw) => raw,
                    Answer::Reset => continue,
                };
                // The client may have heard enough.
                let _ = stream.write_all(raw.as_bytes());
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/robot/send", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// Reads a request with a `Content-Length`.
fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let n = stream.read(&mut buffer).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let lower = head.to_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if body.len() >= length.parse().ok()? {
            return Some(Request { head: format!("{head}\r\n"), body: body.to_owned() });
        }
    }
}
