//! An envelope that kills the server, or would: the others are stored, and it is kept aside.

use std::path::Path;

use balefire_proxy::inbox::{Appender, Offset};
use balefire_proxy::model::timestamp::Timestamp;

use crate::durable::behind;
use crate::program::{Program, command, eventually, key};

/// A stack in bytes that is enough for plain events, and too small for one that nests as deep as JSON may: as on a
/// system whose threads have small stacks. <https://doc.rust-lang.org/std/thread/index.html#stack-size>
const SMALL_STACK: &str = "163840";
/// More starts than it may take.
const STARTS: usize = 20;

fn event(id: u64, extra: &str) -> String {
    format!(
        "{{}}\n{{\"type\":\"event\"}}\n{{\"event_id\":\"{id:032x}\",\"message\":\"hunter2\",\"extra\":{extra}}}\n"
    )
}

fn deep(id: u64) -> String {
    event(id, &format!("{}1{}", "{\"a\":".repeat(124), "}".repeat(124)))
}

/// Puts envelopes into the inbox of a server that does not run, as its death leaves them there.
fn fill(data: &Path, envelopes: &[String]) {
    let inbox = Appender::open(data, &Offset::default()).unwrap();
    for envelope in envelopes {
        inbox.append(1, Timestamp::now(), envelope.as_bytes()).unwrap();
    }
}

fn number(data: &Path, sql: &str) -> i64 {
    let store = rusqlite::Connection::open(data.join("store.db")).unwrap();
    store.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// What a `dead-letter` command prints.
fn dead_letter(data: &Path, words: &[&str]) -> (bool, String) {
    let output = command(data).arg("dead-letter").args(words).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// Starts it until it has stored as much as it should, and lives; how often it died.
fn start_until(data: &Path, stored: i64) -> (Program, usize) {
    for deaths in 0..STARTS {
        let started = Program::of(command(data).env("RUST_MIN_STACK", SMALL_STACK));
        let Ok(mut program) = started else { continue };
        let mut is_dead = false;
        eventually("it dies, or has stored everything", || {
            is_dead = program.has_ended();
            is_dead || number(data, "SELECT count(*) FROM events") == stored
        });
        if !is_dead {
            return (program, deaths);
        }
    }
    panic!("it died {STARTS} times");
}

#[test]
fn an_envelope_that_kills_the_server_is_kept_aside_and_costs_no_other() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let envelopes: Vec<_> = (1..=100).map(|id| if id == 50 { deep(id) } else { event(id, "{}") }).collect();
    fill(data, &envelopes);
    let (program, deaths) = start_until(data, 99);
    assert!((3..=5).contains(&deaths), "it died {deaths} times");
    assert_eq!(number(data, "SELECT sum(count) FROM issues"), 99);
    assert_eq!(
        number(data, "SELECT count(*) FROM dead_letters WHERE reason = 'process_died' AND attempts = 3"),
        1
    );
    assert_eq!(program.metric("balefire_dead_letters "), 1);
    assert!(program.metric("balefire_dead_letters_bytes ") > 500);
    let died = "balefire_outcomes_total{outcome=\"invalid\",reason=\"process_died\",category=\"error\"}";
    assert_eq!(program.metric(died), 1);

    // It goes on as if nothing had been.
    assert_eq!(program.post(&key, event(101, "{}").as_bytes()).status, 200);
    eventually("the next event is stored", || number(data, "SELECT count(*) FROM events") == 100);

    let (_, list) = dead_letter(data, &["list"]);
    let columns: Vec<_> = list.trim().split('\t').collect();
    assert_eq!(&columns[..3], ["1", "demo", "event"], "{list}");
    assert_eq!((columns[4], columns[7]), ("process_died", "tried 3"), "{list}");
    assert!(!list.contains("hunter2"), "{list}");
    assert_eq!(dead_letter(data, &["list", "--project", "other"]), (true, String::new()));

    // A server that has room for it stores it after all, while it runs.
    drop(program);
    let program = Program::start(data);
    assert_eq!(dead_letter(data, &["retry", "1"]), (true, "1 retried\n".into()));
    eventually("it is stored", || number(data, "SELECT count(*) FROM events") == 101);
    assert_eq!(dead_letter(data, &["list"]), (true, String::new()));
    assert_eq!(program.metric("balefire_dead_letters "), 0);
    let (is_done, text) = dead_letter(data, &["retry", "1"]);
    assert!(!is_done && text.contains("no such dead letter: 1"), "{text}");
}

#[test]
fn two_that_kill_it_are_both_found_and_can_be_dropped() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let _ = key(data);
    let envelopes: Vec<_> =
        (1..=40).map(|id| if id == 7 || id == 8 { deep(id) } else { event(id, "{}") }).collect();
    fill(data, &envelopes);
    let (_program, deaths) = start_until(data, 38);
    assert!((6..=8).contains(&deaths), "it died {deaths} times");
    assert_eq!(number(data, "SELECT sum(count) FROM issues"), 38);
    assert_eq!(dead_letter(data, &["drop", "2"]), (true, "1 dropped\n".into()));
    assert_eq!(dead_letter(data, &["drop", "--all"]), (true, "1 dropped\n".into()));
    assert_eq!(number(data, "SELECT count + bytes FROM dead_letter_totals"), 0);
}

/// Twenty megabytes of small objects, kept by a server that did not know the limit yet: as a tree they take two
/// gigabytes, which are not there.
#[test]
fn what_is_in_the_inbox_and_too_large_is_not_read() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let _ = key(data);
    let objects = "{\"\":1},".repeat(2_500_000);
    let report = format!("{{}}\n{{\"type\":\"client_report\"}}\n{{\"discarded_events\":[{objects}{{}}]}}\n");
    let log = format!("{{}}\n{{\"type\":\"event\"}}\n{{\"extra\":[{}1]}}\n", &objects[..7 * 70_000]);
    fill(data, &[report, log, event(1, "{}")]);
    let mut limited = behind(&["prlimit", "--as=1500000000"], &command(data));
    // Each thread reserves 64 MB of addresses for an arena of its own, of which it uses next to nothing.
    let program = Program::of(limited.env("MALLOC_ARENA_MAX", "2")).unwrap();
    eventually("the event is stored", || number(data, "SELECT count(*) FROM events") == 1);
    assert_eq!(
        number(data, "SELECT count(*) FROM dead_letters WHERE reason = 'too_large' AND attempts = 1"),
        2
    );
    assert_eq!(program.get("/healthz").status, 200);
}
