//! Batches: each envelope is stored once, however often it is sent and whenever the server is killed.

use std::collections::HashSet;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::batch_body::{BatchBody, id};
use crate::kills::{start, status, store};
use crate::program::{eventually, key};

/// How often it is killed.
const KILLS: u64 = 80;
/// How many clients send at a time.
const CLIENTS: usize = 4;
/// How many events there are in a batch, besides a session.
const EVENTS: usize = 5;
/// Identical events for which each event stands.
const TIMES: i64 = 3;
/// Fewest that are answered 200 before it is killed.
const LEAST: usize = 5;

/// Batches that were made so far; each has ids of its own.
static MADE: AtomicUsize = AtomicUsize::new(0);
/// How many were answered 200.
static ANSWERED: AtomicUsize = AtomicUsize::new(0);

fn batch(number: usize) -> Vec<u8> {
    let first = number * (EVENTS + 1);
    let crumb = "{\"message\":\"a\"}";
    let item = json!({"breadcrumbs": [[0, 1]], "stacks": [0], "times_seen": TIMES});
    let payload = "{\"exception\":{\"values\":[{\"type\":\"Load\"}]}}";
    let batch = BatchBody::new(&[crumb], &["\"at f (https://a.test/x.js:1:2)\""]);
    let batch = (first..first + EVENTS).fold(batch, |batch, n| batch.event(&id(n), &item, payload));
    batch.envelope(&id(first + EVENTS), "{}\n{\"type\":\"session\"}\n{\"sid\":\"7\"}").bytes()
}

/// Sends batches until the server does not answer any more: those that have no answer yet first, then new ones, each of
/// them twice.
fn send(address: &str, key: &str, unanswered: &Mutex<Vec<usize>>) {
    let Ok(mut stream) = TcpStream::connect(address) else { return };
    loop {
        let number = unanswered.lock().unwrap().pop();
        let number = number.unwrap_or_else(|| MADE.fetch_add(1, Ordering::Relaxed));
        let body = batch(number);
        let request = format!(
            "POST /api/1/envelope/?sentry_key={key} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        for time in 0..2 {
            let sent = stream.write_all(&[request.as_bytes(), &body].concat());
            match sent.ok().and_then(|()| status(&mut stream)) {
                Some(200) if time == 0 => drop(ANSWERED.fetch_add(1, Ordering::Relaxed)),
                Some(200) => {}
                Some(429) => {
                    unanswered.lock().unwrap().push(number);
                    thread::sleep(Duration::from_millis(1));
                    break;
                }
                Some(other) => panic!("answered {other}"),
                None => return unanswered.lock().unwrap().push(number),
            }
        }
    }
}

fn number(path: &Path, sql: &str) -> i64 {
    rusqlite::Connection::open(path).unwrap().query_one(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn each_envelope_of_a_batch_is_stored_once_whenever_the_server_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let unanswered = Mutex::new(Vec::new());
    for kill in 0..KILLS {
        let server = start(data);
        let before = ANSWERED.load(Ordering::Relaxed);
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| send(&server.address, &key, &unanswered));
            }
            eventually("the server is at work", || ANSWERED.load(Ordering::Relaxed) >= before + LEAST);
            // Each time at another moment of its work.
            thread::sleep(Duration::from_micros(1_000 + kill * 37_717 % 40_000));
            server.signal("KILL");
        });
    }
    // What has no answer yet is sent once more.
    let server = start(data);
    for batch_number in unanswered.into_inner().unwrap() {
        assert_eq!(server.post(&key, &batch(batch_number)).status, 200);
    }
    let made = MADE.load(Ordering::Relaxed);
    let ids: HashSet<String> =
        (0..made).flat_map(|n| (0..EVENTS).map(move |event| id(n * (EVENTS + 1) + event))).collect();
    let stored = || {
        let connection = store(data);
        let mut select = connection.prepare("SELECT event_id FROM events").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<HashSet<String>, _>>().unwrap()
    };
    eventually("all events are stored", || stored().len() >= ids.len());
    drop(server);
    assert_eq!(stored(), ids);
    assert_eq!(number(&data.join("store.db"), "SELECT sum(count) FROM issues"), ids.len() as i64 * TIMES);
    assert_eq!(number(&data.join("store.db"), "SELECT count(*) FROM issues"), 1);
    // The store would not take an event twice. The inbox took no envelope twice either, sessions included.
    let envelopes = (made * (EVENTS + 1)) as i64;
    let inbox = data.join("inbox.db");
    assert_eq!(number(&inbox, "SELECT seq FROM sqlite_sequence WHERE name = 'envelopes'"), envelopes);
    assert_eq!(number(&inbox, "SELECT count(*) FROM received_ids"), envelopes);
    println!("{made} batches through {KILLS} kills");
}
