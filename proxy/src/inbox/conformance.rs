//! The properties of every inbox: one table of tests, run over each adapter.

use std::sync::Arc;

use bytes::Bytes;

use super::fake::FakeInbox;
use super::{Appended, Continuity, Inbox, InboxEntry, InboxError, NewEntry, Offset, SqliteInbox};
use crate::model::envelope_id::EnvelopeId;
use crate::model::timestamp::Timestamp;

const NOW: Timestamp = Timestamp(1_700_000_000.5);

/// Makes an empty inbox in which so many envelopes may wait.
type Open<'a> = &'a dyn Fn(usize) -> Arc<dyn Inbox>;

/// A property of an inbox, and the check of it.
type Case = (&'static str, fn(Open<'_>));

const TABLE: [Case; 10] = [
    ("each entry is read once, as it was appended", each_entry_is_read_once),
    ("reading again after the same offset gives the same", reading_is_repeatable),
    ("reading after the offset of an entry goes on behind it", reading_goes_on),
    ("acknowledged entries are gone, and their offset stays valid", acknowledged_entries_are_gone),
    ("a full inbox refuses, and holds nothing", a_full_inbox_refuses),
    ("a reader that waits gets the next entry", a_waiting_reader_is_woken),
    ("appends at once are all kept", appends_at_once_are_kept),
    ("a new inbox is empty and misses nothing", a_new_inbox_is_empty),
    ("envelopes of one append are all appended, in their order", envelopes_of_one_append),
    ("an id is appended once in each project, also at once", an_id_is_appended_once),
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
    runtime.block_on(inbox.append(entry(text))).map(drop)
}

/// The envelope of an entry.
pub(crate) fn text(entry: &InboxEntry) -> String {
    String::from_utf8(entry.envelope.to_vec()).unwrap()
}

fn entry(text: &str) -> NewEntry {
    let envelope = Bytes::copy_from_slice(text.as_bytes());
    NewEntry { project_id: 7, key: "k".into(), received: NOW, envelope, id: None }
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

fn with_id(project_id: i64, number: u32) -> NewEntry {
    let id = EnvelopeId::parse(&format!("{number:032x}"));
    NewEntry { project_id, id, received: Timestamp::now(), ..entry(&format!("{project_id}/{number}")) }
}

fn append_all(inbox: &dyn Inbox, entries: Vec<NewEntry>) -> Vec<Appended> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(inbox.append_all(entries)).unwrap()
}

fn envelopes_of_one_append(open: Open<'_>) {
    // More than there are places.
    let inbox = open(2);
    let appended = append_all(&*inbox, ["one", "two", "three"].map(entry).to_vec());
    assert_eq!(appended, [Appended::New; 3]);
    assert_eq!(texts(&*inbox, &Offset::default(), 10), ["one", "two", "three"]);
    assert_eq!((inbox.size(), inbox.waiting(), inbox.is_full()), (11, 0, false));
    assert_eq!(append_all(&*inbox, Vec::new()), []);
}

fn an_id_is_appended_once(open: Open<'_>) {
    use Appended::{New, Repeated};
    let inbox = open(1_000);
    assert_eq!(append_all(&*inbox, vec![with_id(1, 1), with_id(1, 1), with_id(2, 1)]), [New, Repeated, New]);
    assert_eq!(append_all(&*inbox, vec![with_id(1, 1), with_id(1, 2)]), [Repeated, New]);
    let all = inbox.read(&Offset::default(), 10).unwrap();
    assert_eq!(all.iter().map(text).collect::<Vec<_>>(), ["1/1", "2/1", "1/2"]);
    // Also when its envelope is gone.
    inbox.acknowledge(&all[2].offset).unwrap();
    assert_eq!(append_all(&*inbox, vec![with_id(1, 1)]), [Repeated]);
    let known = with_id(1, 2).id.into_iter().chain(with_id(1, 3).id).collect::<Vec<_>>();
    assert_eq!(inbox.are_known(1, &known).unwrap(), [true, false]);
    assert_eq!(inbox.are_known(3, &known).unwrap(), [false, false]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let appends: Vec<_> =
            (0..50).map(|_| inbox.append_all((10..20).map(|n| with_id(1, n)).collect())).collect();
        let mut new = 0;
        for append in appends {
            new += append.await.unwrap().iter().filter(|it| **it == New).count();
        }
        assert_eq!(new, 10);
    });
}
