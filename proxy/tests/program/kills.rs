//! 200 means kept: whatever was answered 200 is stored, once, however often and whenever the server is killed.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{Program, command, eventually, key};

/// How often it is killed.
const KILLS: u64 = 200;
/// How many clients send at a time.
const CLIENTS: usize = 6;

/// Fewest that are answered 200 before it is killed, so that it is at work.
const LEAST: u64 = 10;

/// Ids are numbers, each sent once.
static NEXT: AtomicU64 = AtomicU64::new(1);
/// How many were answered 200.
static KEPT: AtomicU64 = AtomicU64::new(0);

/// As fast as it goes.
pub fn start(data: &Path) -> Program {
    let mut command = command(data);
    command.env("BALEFIRE_LIMITS__RATE", "0").env("BALEFIRE_LIMITS__SPIKE", "0");
    Program::of(&mut command).unwrap()
}

/// Sends events until the server does not answer any more; the ids of those that were answered 200.
fn send(address: &str, key: &str) -> Vec<String> {
    let mut kept = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address) else { return kept };
    loop {
        let id = format!("{:032x}", NEXT.fetch_add(1, Ordering::Relaxed));
        let body = format!(
            "{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{{\"event_id\":\"{id}\",\"message\":\"load\"}}\n"
        );
        let request = format!(
            "POST /api/1/envelope/?sentry_key={key} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(request.as_bytes()).is_err() {
            return kept;
        }
        match status(&mut stream) {
            Some(200) => {
                KEPT.fetch_add(1, Ordering::Relaxed);
                kept.push(id);
            }
            Some(429) => thread::sleep(Duration::from_millis(1)),
            Some(other) => panic!("answered {other}"),
            None => return kept,
        }
    }
}

/// The status of an answer that came whole.
pub fn status(stream: &mut TcpStream) -> Option<u16> {
    let mut answer = Vec::new();
    let mut bytes = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_ascii_lowercase();
            let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return head.split(' ').nth(1)?.parse().ok();
            }
        }
        let read = stream.read(&mut bytes).ok().filter(|read| *read > 0)?;
        answer.extend(&bytes[..read]);
    }
}

pub fn store(data: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(data.join("store.db")).unwrap()
}

/// The events that are stored.
fn stored(data: &Path) -> HashSet<String> {
    let connection = store(data);
    let mut select = connection.prepare("SELECT event_id FROM events").unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}

/// How many events the issues say they have.
fn counted(data: &Path) -> i64 {
    store(data).query_one("SELECT sum(count) FROM issues", [], |row| row.get(0)).unwrap()
}

#[test]
fn what_was_answered_200_is_stored_once_whenever_the_server_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let mut kept = Vec::new();
    for kill in 0..KILLS {
        let server = start(data);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (address, key) = (server.address.clone(), key.clone());
                thread::spawn(move || send(&address, &key))
            })
            .collect();
        let before = KEPT.load(Ordering::Relaxed);
        eventually("the server is at work", || KEPT.load(Ordering::Relaxed) >= before + LEAST);
        assert_eq!(server.metric("balefire_store_damaged "), 0, "a kill damages nothing: {}", server.log());
        // Each time at another moment of its work.
        thread::sleep(Duration::from_micros(1_000 + kill * 37_717 % 40_000));
        drop(server);
        for client in clients {
            kept.extend(client.join().unwrap());
        }
    }
    assert!(kept.len() as u64 >= LEAST * KILLS, "{} events are no load", kept.len());

    let server = start(data);
    let begun = Instant::now();
    let mut events = stored(data);
    while !kept.iter().all(|id| events.contains(id)) && begun.elapsed() < Duration::from_secs(30) {
        thread::sleep(Duration::from_millis(100));
        events = stored(data);
    }
    drop(server);
    let lost: Vec<_> = kept.iter().filter(|id| !events.contains(*id)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {:?}", lost.len(), kept.len(), lost.first());
    // A table with an id twice cannot be; an issue that counts an event twice could.
    assert_eq!(counted(data), stored(data).len() as i64);
    // No kill was an envelope's fault.
    let dead = store(data).query_one("SELECT count(*) FROM dead_letters", [], |row| row.get::<_, i64>(0));
    assert_eq!(dead.unwrap(), 0);
    println!("{} kept through {KILLS} kills, {} stored", kept.len(), events.len());
}
