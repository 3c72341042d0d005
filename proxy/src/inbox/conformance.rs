//! The properties of every inbox: one table of tests, run over each adapter.

use std::sync::Arc;

use bytes::Bytes;

use super::fake::FakeInbox;
use super::{Continuity, Inbox, InboxEntry, InboxError, NewEntry, Offset, SqliteInbox};
use crate::model::timestamp::Timestamp;

const NOW: Timestamp = Timestamp(1_700_000_000.5);

/// Makes an empty inbox in which so many envelopes may wait.
type Open<'a> = &'a dyn Fn(usize) -> Arc<dyn Inbox>;

/// A property of an inbox, and the check of it.
type Case = (&'static str, fn(Open<'_>));

const TABLE: [Case; 8] = [
    ("each entry is read once, as it was appended", each_entry_is_read_once),
    ("reading again after the same offset gives the same", reading_is_repeatable),
    ("reading after the offset of an entry goes on behind it", reading_goes_on),
    ("acknowledged entries are gone, and their offset stays valid", acknowledged_entries_are_gone),
    ("a full inbox refuses, and holds nothing", a_full_inbox_refuses),
    ("a reader that waits gets the next entry", a_waiting_reader_is_woken),
    ("appends at once are all kept", appends_at_once_are_kept),
    ("a new inbox is empty and misses nothing", a_new_inbox_is_empty),
];

#[test]
fn sqlite_conforms() {
    for (case, check) in TABLE {
        println!("{case}");
        let data = tempfile::tempdir().unwrap();
        check(&|queue| Arc::new(SqliteInbox::open(data.path(), queue, &Offset::default()).unwrap()));
    }
}

#[test]
fn the_fake_conforms() {
    for (case, check) in TABLE {
        println!("{case}");
        check(&|queue| Arc::new(FakeInbox::new(queue)));
    }
}

/// Appends an envelope and waits until it is durable.
pub(crate) fn append(inbox: &dyn Inbox, text: &str) -> Result<(), InboxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(inbox.append(entry(text)))
}

/// The envelope of an entry.
pub(crate) fn text(entry: &InboxEntry) -> String {
    String::from_utf8(entry.envelope.to_vec()).unwrap()
}

fn entry(text: &str) -> NewEntry {
    NewEntry { project_id: 7, received: NOW, envelope: Bytes::copy_from_slice(text.as_bytes()) }
}

fn fill(inbox: &dyn Inbox, texts: &[&str]) {
    for text in texts {
        append(inbox, text).unwrap();
    }
}

fn texts(inbox: &dyn Inbox, after: &Offset, limit: usize) -> Vec<String> {
    inbox.read(after, limit).unwrap().iter().map(text).collect()
}

fn each_entry_is_read_once(open: Open<'_>) {
    let inbox = open(10);
    fill(&*inbox, &["one", "two", "three"]);
    let entries = inbox.read(&Offset::default(), 10).unwrap();
    assert_eq!(entries.iter().map(text).collect::<Vec<_>>(), ["one", "two", "three"]);
    assert!(entries.iter().all(|entry| entry.project_id == 7 && entry.received == NOW));
    let mut offsets: Vec<_> = entries.iter().map(|entry| entry.offset.to_string()).collect();
    offsets.dedup();
    assert_eq!(offsets.len(), 3);
}

fn reading_is_repeatable(open: Open<'_>) {
    let inbox = open(10);
    fill(&*inbox, &["one", "two", "three"]);
    let read = |limit| inbox.read(&Offset::default(), limit).unwrap();
    let (all, some) = (read(10), read(2));
    assert_eq!(some.len(), 2);
    for (again, first) in some.iter().zip(&all) {
        assert_eq!((&again.offset, text(again)), (&first.offset, text(first)));
    }
}

fn reading_goes_on(open: Open<'_>) {
    let inbox = open(10);
    fill(&*inbox, &["one", "two", "three", "four"]);
    let all = inbox.read(&Offset::default(), 10).unwrap();
    for (at, entry) in all.iter().enumerate() {
        let rest: Vec<_> = all[at + 1..].iter().map(text).collect();
        assert_eq!(texts(&*inbox, &entry.offset, 10), rest, "after {}", entry.offset);
    }
    append(&*inbox, "five").unwrap();
    assert_eq!(texts(&*inbox, &all[3].offset, 10), ["five"]);
}

fn acknowledged_entries_are_gone(open: Open<'_>) {
    let inbox = open(10);
    fill(&*inbox, &["one", "two", "three"]);
    assert_eq!(inbox.size(), 11);
    let all = inbox.read(&Offset::default(), 10).unwrap();
    inbox.acknowledge(&all[0].offset).unwrap();
    assert_eq!((inbox.size(), texts(&*inbox, &Offset::default(), 10).len()), (8, 2));
    inbox.acknowledge(&all[2].offset).unwrap();
    // Acknowledged once more after a failure, or an older one.
    inbox.acknowledge(&all[2].offset).unwrap();
    inbox.acknowledge(&all[0].offset).unwrap();
    assert_eq!(inbox.size(), 0);
    append(&*inbox, "four").unwrap();
    for after in [&Offset::default(), &all[0].offset, &all[2].offset] {
        assert_eq!(texts(&*inbox, after, 10), ["four"], "after {after}");
    }
}

fn a_full_inbox_refuses(open: Open<'_>) {
    let inbox = open(0);
    assert!(inbox.is_full());
    assert!(matches!(append(&*inbox, "one"), Err(InboxError::Full)));
    assert_eq!((inbox.size(), inbox.waiting()), (0, 0));
}

fn a_waiting_reader_is_woken(open: Open<'_>) {
    let inbox = open(10);
    let reader = Arc::clone(&inbox);
    let waiting = std::thread::spawn(move || {
        loop {
            let entries = reader.read(&Offset::default(), 1).unwrap();
            if !entries.is_empty() {
                return text(&entries[0]);
            }
        }
    });
    append(&*inbox, "one").unwrap();
    assert_eq!(waiting.join().unwrap(), "one");
}

fn appends_at_once_are_kept(open: Open<'_>) {
    let inbox = open(1_000);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let append_one = |inbox: Arc<dyn Inbox>| async move { inbox.append(entry("x")).await };
        let tasks: Vec<_> = (0..500).map(|_| tokio::spawn(append_one(Arc::clone(&inbox)))).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
    assert_eq!(inbox.read(&Offset::default(), 1_000).unwrap().len(), 500);
    assert_eq!((inbox.size(), inbox.waiting(), inbox.is_full()), (500, 0, false));
}

fn a_new_inbox_is_empty(open: Open<'_>) {
    let inbox = open(10);
    assert_eq!((inbox.size(), inbox.waiting(), inbox.is_full()), (0, 0, false));
    assert_eq!(inbox.continuity(), Continuity::Continuous);
    assert!(inbox.read(&Offset::default(), 10).unwrap().is_empty());
}
