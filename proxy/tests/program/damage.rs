//! Bytes of the store that are not what was written: noticed, told, and no panic.

use std::fs;
use std::path::Path;

use crate::program::{Program, command, eventually, key};

/// Events that are stored before anything is damaged.
const EVENTS: u64 = 60;
/// SQLite's page, in bytes.
const PAGE: usize = 4_096;

fn event(id: u64) -> Vec<u8> {
    let (filler, letters) = ("x".repeat(3_000), ["a", "b", "c", "d", "e", "f", "g"]);
    // Issues of their own, as numbers do not count.
    let title: String = id.to_string().bytes().map(|digit| letters[usize::from(digit - b'0') % 7]).collect();
    format!("{{\"event_id\":\"{id:032x}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{title} {id:x}\",\"extra\":{{\"x\":\"{filler}\"}}}}\n")
        .into_bytes()
}

fn stored(data: &Path) -> i64 {
    let store = rusqlite::Connection::open(data.join("store.db")).unwrap();
    store.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
}

/// A server with events in its store, and nothing in its inbox.
fn filled(data: &Path) -> Program {
    let key = key(data);
    let server = Program::start(data);
    for id in 0..EVENTS {
        assert_eq!(server.post(&key, &event(id)).status, 200);
    }
    eventually("all is stored", || stored(data) == EVENTS as i64);
    eventually("the inbox is empty", || server.metric("balefire_inbox_bytes") == 0);
    server
}

/// Writes the log back into the store, and says whether all of it is there, so that the log begins anew.
fn written_back(data: &Path) -> bool {
    let store = rusqlite::Connection::open(data.join("store.db")).unwrap();
    let busy: i64 = store.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    busy == 0
}

/// Writes other bytes into a file.
fn damage(path: &Path, at: usize, length: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at..at + length].fill(0xa5);
    fs::write(path, bytes).unwrap();
}

/// The pages of a table with events' bodies, by SQLite's own word.
fn page_of(data: &Path, table: &str) -> usize {
    let store = rusqlite::Connection::open(data.join("store.db")).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    store.query_row(sql, [table], |row| row.get::<_, u32>(0)).unwrap() as usize
}

#[test]
fn a_damaged_store_is_told_and_what_can_be_read_is_shown() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    assert!(filled(data).stop().success());
    let page = page_of(data, "events");
    let wholesome = fs::read(data.join("store.db")).unwrap();
    damage(&data.join("store.db"), (page - 1) * PAGE, PAGE);

    let server = Program::start(data);
    eventually("a word about it", || server.log().contains("store damaged"));
    assert_eq!(server.metric("balefire_store_damaged "), 1);
    assert_eq!(server.get("/healthz").status, 200);
    let list = server.get("/");
    assert_eq!(list.status, 200);
    assert!(list.text.contains("store.db is damaged"), "{}", list.text);
    let issue = server.get("/issues/1/");
    assert_eq!(issue.status, 503);
    assert!(issue.text.contains("The store is damaged on disk"), "{}", issue.text);
    assert_eq!(server.metric("balefire_store_damaged_reads_total "), 1);
    assert_eq!(server.log().matches("store damaged").count(), 1);
    assert!(!server.log().contains("panic"), "{}", server.log());
    assert!(server.stop().success());

    // It is told again, and no more once the backup is back.
    let server = Program::start(data);
    assert_eq!(server.metric("balefire_store_damaged "), 1);
    assert!(server.stop().success());
    fs::write(data.join("store.db"), wholesome).unwrap();
    let server = Program::start(data);
    assert_eq!(server.metric("balefire_store_damaged "), 0);
    assert_eq!(server.get("/issues/1/").status, 200);
}

/// The structure of the file is whole, so that only who reads this event can see it: a byte that is no UTF-8, and one
/// that makes it no JSON.
#[test]
fn a_damaged_text_is_told_when_it_is_read() {
    for byte in [0xa5, b'"'] {
        let data = tempfile::tempdir().unwrap();
        let data = data.path();
        assert!(filled(data).stop().success());
        let file = data.join("store.db");
        let mut bytes = fs::read(&file).unwrap();
        let id = format!("{:032x}", 7).into_bytes();
        let is_body = |at: &usize| bytes[at + 32..at + 300].windows(8).any(|it| it == b"xxxxxxxx");
        let found = (0..bytes.len() - 300).filter(|at| bytes[*at..].starts_with(&id)).find(is_body);
        bytes[found.expect("a row with the event's body") + 290] = byte;
        fs::write(&file, bytes).unwrap();

        let server = Program::start(data);
        assert_eq!(server.metric("balefire_store_damaged "), 0);
        let token = String::from_utf8(command(data).arg("token").output().unwrap().stdout).unwrap();
        let bearer = format!("authorization: Bearer {}\r\n", token.trim());
        let damaged: Vec<u64> =
            (1..=EVENTS).filter(|id| server.get(&format!("/issues/{id}/")).status == 503).collect();
        assert_eq!(damaged.len(), 1, "{damaged:?}");
        assert_eq!(server.metric("balefire_store_damaged "), 1);
        let answer = server.get_with(&format!("/api/0/issues/{}/events/latest/", damaged[0]), &bearer);
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("{\"detail\":\"the store is damaged"), "{}", answer.text);
        assert_eq!(server.metric("balefire_store_damaged_reads_total "), 2);
        assert_eq!(server.log().matches("store damaged").count(), 1, "{}", server.log());
        assert!(server.get("/").text.contains("store.db is damaged"));
    }
}

#[test]
fn any_damaged_page_is_told_or_harmless() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    assert!(filled(data).stop().success());
    let whole = fs::read(data.join("store.db")).unwrap();
    let pages = whole.len() / PAGE;
    let (mut told, mut refused) = (0, 0);
    for page in (0..pages).step_by(pages / 12) {
        for name in ["store.db-wal", "store.db-shm"] {
            let _ = fs::remove_file(data.join(name));
        }
        let mut bytes = whole.clone();
        // The head of the page, where its structure is.
        bytes[page * PAGE..page * PAGE + 64].fill(0xff);
        fs::write(data.join("store.db"), bytes).unwrap();
        match Program::of(&mut command(data)) {
            Ok(server) => {
                told += server.metric("balefire_store_damaged ");
                for path in ["/", "/alerts/", "/issues/1/", "/issues/7/"] {
                    assert!([200, 404, 503].contains(&server.get(path).status), "page {page}");
                }
                assert_eq!(server.get("/healthz").status, 200);
                assert!(!server.log().contains("panic"), "page {page}: {}", server.log());
            }
            Err(log) => {
                refused += 1;
                assert!(log.contains("is damaged") && !log.contains("panic"), "page {page}: {log}");
            }
        }
    }
    assert!(refused >= 1 && told + refused >= 8, "{told} told, {refused} refused");
}

#[test]
fn commits_that_a_damaged_log_lost_are_missed() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let server = filled(data);
    // The log begins anew, so that its middle holds commits that are nowhere else, however much of it was written
    // back before.
    eventually("the log is empty", || written_back(data));
    let key = key(data);
    let all = EVENTS + 20;
    for id in EVENTS..all {
        assert_eq!(server.post(&key, &event(id)).status, 200);
    }
    eventually("all is stored", || stored(data) == all as i64);
    eventually("the inbox is empty", || server.metric("balefire_inbox_bytes") == 0);
    server.signal("KILL");
    drop(server);
    let log = data.join("store.db-wal");
    let length = fs::metadata(&log).unwrap().len() as usize;
    damage(&log, length / 2, 16);

    let server = Program::start(data);
    let left = stored(data);
    assert!(left >= EVENTS as i64 && left < all as i64, "{left} are left");
    eventually("a word about it", || server.log().contains("store older than inbox, envelopes missing"));
    assert_eq!(server.metric("balefire_store_damaged "), 1);
    let page = server.get("/").text;
    assert!(
        page.contains("The store is older than the inbox")
            && page.contains("The log store.db-wal was damaged")
    );
}

#[test]
fn a_store_of_an_older_copy_is_told_and_a_backup_is_not() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    assert!(filled(data).stop().success());
    let older = fs::read(data.join("store.db")).unwrap();
    let server = Program::start(data);
    assert_eq!(server.metric("balefire_store_damaged "), 0, "{}", server.log());
    assert_eq!(server.post(&key, &event(EVENTS)).status, 200);
    eventually("it is stored", || stored(data) == EVENTS as i64 + 1);
    let copy = data.join("copy");
    assert!(command(data).arg("backup").arg(&copy).output().unwrap().status.success());
    assert!(server.stop().success());

    fs::write(data.join("store.db"), older).unwrap();
    let server = Program::start(data);
    eventually("a word about it", || server.log().contains("missing=1"));
    drop(server);

    // As if the server had stored more between the copies of a backup.
    let server = Program::start(&copy);
    assert!(server.get("/").status == 200 && !server.get("/").text.contains("older than"));
    assert!(server.stop().success());
    fs::remove_file(copy.join("inbox.db")).unwrap();
    let server = Program::start(&copy);
    eventually("a word about it", || server.log().contains("inbox older than store"));
    assert_eq!(server.metric("balefire_store_damaged "), 0);
    assert!(server.get("/").text.contains("The inbox is older than the store"));
}
