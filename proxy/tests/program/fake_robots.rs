//! Robots of DingTalk for a program under test: they show a message once, by its `msgUuid`, and lose some answers.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Each so many requests one is shown, and its answer is lost.
const LOST: u64 = 7;
/// Each so many requests one is refused as the system is busy.
const BUSY: u64 = 11;

/// Robots at one port, each with a path of its own.
pub struct FakeRobots {
    pub address: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    requests: u64,
    /// The titles that each robot showed, in their order.
    shown: HashMap<String, Vec<String>>,
    /// By robot and `msgUuid`.
    known: HashSet<(String, String)>,
    /// The robots whose token is unknown.
    gone: HashSet<String>,
}

impl FakeRobots {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(State::default()));
        let of_threads = Arc::clone(&state);
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&of_threads);
                thread::spawn(move || answer(stream, &state));
            }
        });
        Self { address, state }
    }

    pub fn set_gone(&self, robot: &str, is_gone: bool) {
        let gone = &mut self.state.lock().unwrap().gone;
        if is_gone {
            gone.insert(robot.to_owned())
        } else {
            gone.remove(robot)
        };
    }

    /// The titles of a robot's messages.
    pub fn shown(&self, robot: &str) -> Vec<String> {
        self.state.lock().unwrap().shown.get(robot).cloned().unwrap_or_default()
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) {
    let Some((robot, body)) = read(&stream) else { return };
    let mut state = state.lock().unwrap();
    state.requests += 1;
    let n = state.requests;
    let errcode = if state.gone.contains(&robot) {
        300_005
    } else if n.is_multiple_of(BUSY) {
        -1
    } else {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let (id, title) = (text(&body["msgUuid"]), text(&body["markdown"]["title"]));
        if state.known.insert((robot.clone(), id)) {
            state.shown.entry(robot).or_default().push(title);
        }
        0
    };
    drop(state);
    if n.is_multiple_of(LOST) {
        return;
    }
    let body = format!("{{\"errcode\":{errcode},\"errmsg\":\"\"}}");
    // The program may have been killed.
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// The robot and the body of a request; none if it did not come whole, and so was not taken.
fn read(stream: &TcpStream) -> Option<(String, serde_json::Value)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let robot = line.split(' ').nth(1)?.trim_start_matches('/').split(['?', '/']).next()?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((robot, serde_json::from_slice(&body).ok()?))
}
