//! A server for tests of what leaves this one: takes requests at a local port, answers what it is told, in order.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How to answer one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// These bytes.
    Raw(String),
    /// No answer: the connection is closed.
    Reset,
}

impl Answer {
    /// A status with a body of JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::with_header(status, "Content-Type: application/json", body)
    }

    /// A status with one more header.
    pub(crate) fn with_header(status: u16, header: &str, body: &str) -> Self {
        let length = body.len();
        Self::Raw(format!(
            "HTTP/1.1 {status} ?\r\nConnection: close\r\n{header}\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }
}

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// The running server.
pub(crate) struct FakeServer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl FakeServer {
    /// Answers 200 once no other answer is left.
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::answering_at_last(answers, Answer::json(200, "{}"))
    }

    /// Answers the last one once no other answer is left.
    pub(crate) fn answering_at_last(answers: impl IntoIterator<Item = Answer>, last: Answer) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        Self::judging(move |_| answers.pop_front().unwrap_or_else(|| last.clone()))
    }

    /// Answers each request as it deserves.
    pub(crate) fn judging(mut judge: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = read(&mut stream) else { continue };
                let answer = judge(&request);
                seen.lock().unwrap().push(request);
                if let Answer::Raw(raw) = answer {
                    // The client may have closed the connection.
                    let _ = stream.write_all(raw.as_bytes());
                }
            }
        });
        Self { address, requests }
    }

    /// A port at which nobody listens.
    pub(crate) fn closed_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
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
