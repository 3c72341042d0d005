//! What SQLite alone can do: be reopened, and lie beside a store.

use std::path::Path;

use bytes::Bytes;
use rusqlite::Connection;

use super::super::offsets::offset_of;
use super::*;
use crate::inbox::Appended;
use crate::inbox::conformance::{append, text};
use crate::model::envelope_id::EnvelopeId;
use crate::model::timestamp::Timestamp;

fn open(data: &Path, stored: i64) -> SqliteInbox {
    SqliteInbox::open(data, 10, &offset_of(stored)).unwrap()
}

#[track_caller]
fn check(inbox: &SqliteInbox, after: i64, expect: &[(i64, &str)]) {
    let entries = inbox.read(&offset_of(after), 100).unwrap();
    let found: Vec<_> = entries.iter().map(|it| (row_of(&it.offset).unwrap(), text(it))).collect();
    let expect: Vec<_> = expect.iter().map(|(row, text)| (*row, (*text).to_owned())).collect();
    assert_eq!(found, expect);
}

#[test]
fn entries_survive_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    append(&inbox, "one").unwrap();
    append(&inbox, "three").unwrap();
    drop(inbox);
    let inbox = open(dir.path(), 0);
    check(&inbox, 0, &[(1, "one"), (2, "three")]);
    assert_eq!(inbox.size(), 8);
}

#[test]
fn ids_survive_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let send = || {
        let inbox = open(dir.path(), 0);
        let envelope = Bytes::from_static(b"one");
        let id = EnvelopeId::parse("9ec79c33ec9942ab8353589fcb2e04dc");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let entry = NewEntry { project_id: 7, key: "k".into(), received: Timestamp::now(), envelope, id };
        runtime.block_on(inbox.append(entry)).unwrap()
    };
    assert_eq!((send(), send()), (vec![Appended::New], vec![Appended::Repeated]));
}

#[test]
fn deleted_rows_are_never_used_again() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    append(&inbox, "one").unwrap();
    append(&inbox, "two").unwrap();
    check(&inbox, 1, &[(2, "two")]);
    inbox.acknowledge(&offset_of(2)).unwrap();
    drop(inbox);
    let inbox = open(dir.path(), 0);
    append(&inbox, "three").unwrap();
    check(&inbox, 0, &[(3, "three")]);
}

#[test]
fn a_new_inbox_begins_above_the_stores_cursor() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 41);
    append(&inbox, "one").unwrap();
    drop(inbox);
    let inbox = open(dir.path(), 7);
    append(&inbox, "two").unwrap();
    check(&inbox, 41, &[(42, "one"), (43, "two")]);
}

#[test]
fn an_offset_of_another_kind_of_inbox_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let foreign = Offset::new("ingest/0:17");
    let opened = SqliteInbox::open(dir.path(), 10, &foreign);
    assert!(matches!(opened.err(), Some(InboxError::ForeignOffset(text)) if text == "ingest/0:17"));
    let inbox = open(dir.path(), 0);
    assert!(matches!(inbox.read(&foreign, 1), Err(InboxError::ForeignOffset(_))));
    assert!(matches!(inbox.acknowledge(&foreign), Err(InboxError::ForeignOffset(_))));
}

#[test]
fn missing_envelopes_are_noticed_at_opening() {
    let dir = tempfile::tempdir().unwrap();
    let continuity = |stored| open(dir.path(), stored).continuity();
    assert_eq!(continuity(0), Continuity::Continuous);
    let inbox = open(dir.path(), 0);
    for text in ["one", "two", "three", "four"] {
        append(&inbox, text).unwrap();
    }
    drop(inbox);
    // Nothing, some and all of it stored, and not acknowledged yet.
    for stored in [0, 2, 4] {
        assert_eq!(continuity(stored), Continuity::Continuous, "{stored}");
    }
    open(dir.path(), 0).acknowledge(&offset_of(2)).unwrap();
    for stored in [2, 3, 4] {
        assert_eq!(continuity(stored), Continuity::Continuous, "{stored}");
    }
    let store_behind = |cursor, oldest, missing| Continuity::StoreBehind {
        cursor: offset_of(cursor),
        oldest: offset_of(oldest),
        missing,
    };
    assert_eq!(continuity(1), store_behind(1, 3, 1));
    open(dir.path(), 0).acknowledge(&offset_of(4)).unwrap();
    assert_eq!(continuity(4), Continuity::Continuous);
    assert_eq!(continuity(0), store_behind(0, 5, 4));
    let behind = Continuity::InboxBehind { cursor: offset_of(9), newest: offset_of(4) };
    assert_eq!(continuity(9), behind);
    assert_eq!(continuity(9), Continuity::Continuous, "new rows begin above the cursor");
}

#[test]
fn large_envelopes_are_written_and_read_as_blobs() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    let large: String = (0..300_000).map(|n| format!("{n:06}\n")).collect();
    append(&inbox, &large).unwrap();
    append(&inbox, "small").unwrap();
    check(&inbox, 0, &[(1, &large), (2, "small")]);
    assert_eq!(inbox.size(), large.len() as u64 + 5);
    inbox.acknowledge(&offset_of(1)).unwrap();
    assert_eq!(inbox.size(), 5);
}

#[test]
fn waiting_bytes_are_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    let _taken = inbox.bytes.try_acquire_many(WAITING_BYTES as u32 - 2).unwrap();
    assert!(matches!(append(&inbox, "one"), Err(InboxError::Full)));
    append(&inbox, "on").unwrap();
}

#[test]
fn a_failing_disk_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    inbox.reader().execute_batch("DROP TABLE envelopes").unwrap();
    assert!(matches!(append(&inbox, "one"), Err(InboxError::Unavailable(_))));
}

/// The client may go before the answer; the envelope is written all the same.
#[test]
fn an_append_that_nobody_waits_for_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let inbox = open(dir.path(), 0);
    let envelope = Bytes::from_static(b"one");
    let entry = NewEntry { project_id: 7, key: "k".into(), received: Timestamp(1.0), envelope, id: None };
    drop(inbox.append(entry));
    drop(inbox);
    let rows = Connection::open(dir.path().join(rows::FILE)).unwrap();
    let count: i64 = rows.query_row("SELECT count(*) FROM envelopes", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
}
