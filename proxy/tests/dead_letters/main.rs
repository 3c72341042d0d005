//! Items that cannot be stored: they cost nobody else anything, and can be looked at, retried and dropped.

mod bounds;
mod pages;
#[path = "../serve/mod.rs"]
mod serve;

use balefire_protocol::category::Category;
use balefire_proxy::config::Config;
use balefire_proxy::dead_letter::{Retried, retry};
use balefire_proxy::inbox::{Inbox, InboxEntry, Offset, SqliteInbox};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::outcome::{DiscardReason, Outcome};
use balefire_proxy::search;
use balefire_proxy::store::{
    DeadLetter, DeadLetterQuery, DeadLetterQueue, DeadLetters, Ingest, IssueQuery, Issues, ProjectAdmin,
    Sqlite, StoreError,
};
use balefire_proxy::symbols::{CodeLocation, Lookup, SourceLocation};
use balefire_proxy::worker::{Done, step};

const NOW: Timestamp = Timestamp(1_800_000_000.0);
/// Refuses the event of this id, as a store refuses what breaks one of its constraints.
const REFUSE: &str = "CREATE TRIGGER refuse BEFORE INSERT ON events
    WHEN NEW.event_id = '00000000000000000000000000000007' BEGIN SELECT RAISE(ABORT, 'refused'); END";

struct Stored {
    directory: tempfile::TempDir,
    store: Sqlite,
}

impl Stored {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("demo", "k1").unwrap();
        store.ensure_project("shop", "k2").unwrap();
        Self { directory, store }
    }

    fn sql(&self, sql: &str) {
        rusqlite::Connection::open(self.directory.path().join("store.db"))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }

    fn number(&self, sql: &str) -> i64 {
        let connection = rusqlite::Connection::open(self.directory.path().join("store.db")).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn step(&self, kept: &[InboxEntry]) -> Result<Done, StoreError> {
        step(kept, &self.store, &(), &Config::default(), NOW)
    }

    fn letters(&self) -> Vec<DeadLetter> {
        self.store.dead_letters(&DeadLetterQuery { limit: 1_000, ..DeadLetterQuery::default() }).unwrap()
    }
}

fn kept(row: i64, envelope: &str) -> InboxEntry {
    InboxEntry {
        offset: Offset::new(row.to_string()),
        project_id: 1,
        key: "k".into(),
        received: NOW,
        envelope: envelope.to_owned().into(),
    }
}

/// The row up to which a step has stored everything.
fn row(done: &Done) -> i64 {
    done.cursor.as_ref().map_or(0, |cursor| cursor.as_str().parse().unwrap())
}

/// The row up to which everything is stored.
fn cursor(store: &dyn Ingest) -> i64 {
    store.cursor().unwrap().as_str().parse().unwrap_or(0)
}

fn item(kind: &str, payload: &str) -> String {
    format!("{{\"type\":\"{kind}\",\"length\":{}}}\n{payload}\n", payload.len())
}

fn event(id: i64) -> String {
    item("event", &format!("{{\"event_id\":\"{id:032x}\",\"message\":\"message {id}\"}}"))
}

fn event_alone(id: i64) -> String {
    format!("{{}}\n{}", event(id))
}

fn count(done: &Done, outcome: Outcome) -> u64 {
    done.outcomes.iter().filter(|it| it.0 == outcome).map(|it| it.2).sum()
}

#[test]
fn the_one_event_of_a_hundred_that_the_store_refuses_is_buried_and_its_neighbours_are_stored_once() {
    let stored = Stored::new();
    stored.sql(REFUSE);
    let batch: Vec<_> = (1..=100).map(|id| kept(id, &event_alone(id))).collect();
    let done = stored.step(&batch).unwrap();
    assert_eq!((row(&done), done.dead_letters, cursor(&stored.store)), (100, 1, 100));
    assert_eq!(count(&done, Outcome::Accepted), 99);
    assert_eq!(count(&done, Outcome::Invalid(DiscardReason::StoreRefused)), 1);
    assert_eq!(done.outcomes.len(), 100);
    assert_eq!(stored.number("SELECT count(*) FROM events"), 99);
    assert_eq!(stored.number("SELECT sum(count) FROM issues"), 99);
    assert_eq!(stored.number("SELECT sum(count) FROM project_hours"), 99);
    assert_eq!(stored.number("SELECT count(*) FROM alerts"), stored.number("SELECT count(*) FROM issues"));
    let letters = stored.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!((letter.kind.as_str(), letter.reason.as_str()), ("event", "store_refused"));
    assert_eq!((letter.attempts, letter.received, letter.failed), (3, NOW, NOW));
    assert_eq!(letter.detail, "the database refused an item: refused");
}

#[test]
fn neighbours_in_the_same_envelope_are_stored_too() {
    let stored = Stored::new();
    stored.sql(REFUSE);
    let envelope = format!("{{}}\n{}{}{}{}", event(6), event(7), item("session", "{}"), event(8));
    let done = stored.step(&[kept(1, &envelope), kept(2, &event_alone(9))]).unwrap();
    assert_eq!((row(&done), count(&done, Outcome::Accepted), done.outcomes.len()), (2, 3, 5));
    assert_eq!(stored.number("SELECT count(*) FROM events"), 3);
    let buried = stored.store.buried_item(1).unwrap().unwrap();
    assert_eq!(buried.envelope, format!("{{}}\n{}", event(7)).into_bytes());
}

#[test]
fn a_store_that_refuses_everything_does_not_stop_the_queue() {
    let stored = Stored::new();
    stored.sql("CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'refused'); END");
    let batch: Vec<_> = (1..=20).map(|id| kept(id, &event_alone(id))).collect();
    let done = stored.step(&batch).unwrap();
    assert_eq!((row(&done), done.dead_letters, stored.letters().len()), (20, 20, 20));
}

#[test]
fn a_dead_letter_that_is_refused_too_is_lost_and_counted() {
    let stored = Stored::new();
    stored.sql(REFUSE);
    stored.sql("CREATE TRIGGER bury BEFORE INSERT ON dead_letters BEGIN SELECT RAISE(ABORT, 'refused'); END");
    let batch: Vec<_> = (6..=8).map(|id| kept(id, &event_alone(id))).collect();
    let done = stored.step(&batch).unwrap();
    assert_eq!((row(&done), done.dead_letters, stored.letters().len()), (8, 0, 0));
    assert_eq!(count(&done, Outcome::Accepted), 2);
    assert_eq!(count(&done, Outcome::Invalid(DiscardReason::StoreRefused)), 1);
}

#[test]
fn a_dead_letter_whose_content_is_refused_is_listed_without_it() {
    let stored = Stored::new();
    stored.sql(REFUSE);
    stored.sql(
        "CREATE TRIGGER bury BEFORE INSERT ON dead_letters WHEN length(NEW.envelope) > 0
         BEGIN SELECT RAISE(ABORT, 'refused'); END",
    );
    let done = stored.step(&[kept(1, &event_alone(7)), kept(2, &event_alone(8))]).unwrap();
    assert_eq!((row(&done), done.dead_letters, count(&done, Outcome::Accepted)), (2, 1, 1));
    let letter = &stored.letters()[0];
    assert!(letter.detail.ends_with("; its content could not be kept"), "{}", letter.detail);
    assert_eq!((letter.attempts, stored.store.buried_item(1).unwrap().unwrap().envelope.len()), (3, 0));
}

/// A full disk and a busy store are nobody's fault: everything waits, and nothing is given up.
#[test]
fn a_store_that_fails_buries_nothing() {
    let stored = Stored::new();
    let batch: Vec<_> = (1..=10).map(|id| kept(id, &event_alone(id))).collect();
    // The same as a failing disk: an error that is no constraint.
    stored.sql("ALTER TABLE events RENAME TO gone");
    assert!(matches!(stored.step(&batch), Err(StoreError::Database(_))));
    stored.sql("ALTER TABLE gone RENAME TO events");
    assert_eq!((cursor(&stored.store), stored.letters().len()), (0, 0));
    let done = stored.step(&batch).unwrap();
    assert_eq!((row(&done), count(&done, Outcome::Accepted)), (10, 10));
}

/// While another process holds the lock longer than the store waits for it.
#[test]
fn a_busy_store_buries_nothing() {
    let stored = Stored::new();
    let other = rusqlite::Connection::open(stored.directory.path().join("store.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let batch = [kept(1, &event_alone(1))];
    assert!(matches!(stored.step(&batch), Err(StoreError::Database(_))));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(stored.letters().len(), 0);
    assert_eq!(count(&stored.step(&batch).unwrap(), Outcome::Accepted), 1);
}

#[test]
fn what_cannot_be_read_is_buried_with_its_reason_and_costs_no_neighbour() {
    let stored = Stored::new();
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    let many = format!("{{\"a\":[{}1]}}", "{\"\":0},".repeat(60_000));
    let envelope = [
        "{}\n".to_owned(),
        item("event", "{\"message\":"),
        item("event", "[]"),
        item("event", &deep),
        item("event", &many),
        item("client_report", "{\"discarded_events\":{}}"),
        item("client_report", &" ".repeat(200 << 10)),
        event(1),
    ]
    .concat();
    let done = stored.step(&[kept(1, &envelope)]).unwrap();
    assert_eq!((row(&done), done.dead_letters, count(&done, Outcome::Accepted)), (1, 6, 1));
    assert_eq!(done.outcomes.len(), 7);
    let mut letters = stored.letters();
    letters.reverse();
    let found: Vec<_> =
        letters.iter().map(|it| (it.kind.as_str(), it.reason.as_str(), it.detail.as_str())).collect();
    assert_eq!(
        found,
        [
            ("event", "malformed", "cannot be read: EOF while parsing a value at line 1 column 11"),
            ("event", "malformed", "not an object"),
            ("event", "too_deep", "nests deeper than 127 levels"),
            ("event", "too_large", "more than 50000 lists and objects"),
            (
                "client_report",
                "malformed",
                "cannot be read: invalid type: map, expected a list at line 1 column 20"
            ),
            ("client_report", "too_large", "an item of type client_report is larger than 102400 bytes"),
        ]
    );
    assert!(letters.iter().all(|letter| letter.attempts == 1));
}

#[test]
fn a_batch_reads_json_that_is_not_strict() {
    let stored = Stored::new();
    let payloads = [
        "{\"message\":\"a tab\there and a bell \u{7}\"}",
        r#"{"message":"told","breadcrumbs":[{"message":"bad byte"}]}"#,
        r#"{"message":"short escape \u1f here"}"#,
        r#"{"message":"CPU \u0000 over 90 %"}"#,
        "\u{feff}{\"message\":\"marked\",\"extra\":{\"a\":NaN,\"b\":-Infinity,\"c\":1e999,}}\0\0",
    ];
    let batch: Vec<_> =
        (1..).zip(payloads).map(|(row, it)| kept(row, &format!("{{}}\n{}", item("event", it)))).collect();
    let done = stored.step(&batch).unwrap();
    assert_eq!((done.dead_letters, count(&done, Outcome::Accepted)), (0, 5));
    for text in ["a bell", "told", "short escape \\u1f here", "CPU", "over", "marked"] {
        let search = search::parse(&format!("\"{}\"", text.replace('\\', "\\\\")), Timestamp(0.0)).unwrap();
        let query = IssueQuery { search, limit: 9, ..IssueQuery::default() };
        assert_eq!(stored.store.issues(&query).unwrap().len(), 1, "{text}");
    }
}

#[test]
fn an_item_that_is_too_large_to_be_kept_is_named_all_the_same() {
    let stored = Stored::new();
    let large = format!("{{}}\n{}", item("client_report", &" ".repeat(9 << 20)));
    assert_eq!(stored.step(&[kept(1, &large)]).unwrap().dead_letters, 1);
    let letter = &stored.letters()[0];
    assert_eq!((letter.size, letter.reason.as_str()), (9 << 20, "too_large"));
    assert!(letter.detail.ends_with("; too large to be kept"), "{}", letter.detail);
    assert_eq!(stored.store.dead_letter_totals().unwrap().bytes, 0);
    assert_eq!(
        retry(&stored.store, &stored.store.cursor().unwrap(), stored.directory.path(), &[1]).unwrap(),
        [Retried::NotKept]
    );
    assert_eq!(stored.letters().len(), 1);
}

#[test]
fn a_retry_is_scrubbed_and_comes_back_if_it_fails_again() {
    let stored = Stored::new();
    stored.sql(REFUSE);
    let secret = item("event", &format!("{{\"event_id\":\"{:032x}\",\"message\":\"password=hunter2\"}}", 7));
    stored.step(&[kept(1, &format!("{{}}\n{secret}"))]).unwrap();
    let inbox = SqliteInbox::open(stored.directory.path(), 10, &Offset::new("1")).unwrap();
    let again = || {
        let all = stored.store.dead_letter_ids().unwrap();
        assert_eq!(
            retry(&stored.store, &stored.store.cursor().unwrap(), stored.directory.path(), &all).unwrap(),
            [Retried::InInbox]
        );
        assert_eq!(stored.letters().len(), 0);
        let kept = inbox.read(&stored.store.cursor().unwrap(), 10).unwrap();
        assert_eq!((kept.len(), kept[0].received), (1, NOW));
        stored.step(&kept).unwrap()
    };
    assert_eq!(again().dead_letters, 1);
    assert_eq!(stored.letters()[0].id, 2);
    stored.sql("DROP TRIGGER refuse");
    assert_eq!(count(&again(), Outcome::Accepted), 1);
    assert_eq!(stored.number("SELECT count(*) FROM events WHERE body LIKE '%hunter2%'"), 0);
    assert_eq!(stored.number("SELECT count(*) FROM events WHERE body LIKE '%[Filtered]%'"), 1);
    assert_eq!(
        retry(&stored.store, &stored.store.cursor().unwrap(), stored.directory.path(), &[99]).unwrap(),
        [Retried::Missing]
    );
    assert!(!stored.store.drop_dead_letter(99).unwrap());
}

/// Where the store may be small, dead letters are the last to push events out.
/// A mistake of ours, found by one event.
struct Panics;

impl Lookup for Panics {
    fn locate(&self, _: &str, _: CodeLocation) -> Option<Vec<SourceLocation>> {
        panic!("hunter2")
    }
}

#[test]
fn an_event_that_makes_processing_panic_costs_no_neighbour() {
    let stored = Stored::new();
    let id = "1052940d-02c3-c844-4fa7-5c18b3999903";
    let frame = r#"{"filename":"https://a.test/m.wasm","instruction_addr":"0x1ac","addr_mode":"rel:0"}"#;
    let wasm = format!(
        r#"{{"debug_meta":{{"images":[{{"type":"wasm","debug_id":"{id}"}}]}},"exception":{{"values":[{{"type":"E","stacktrace":{{"frames":[{frame}]}}}}]}}}}"#
    );
    let batch = [kept(1, &format!("{{}}\n{}{}", event(1), item("event", &wasm))), kept(2, &event_alone(2))];
    let done = step(&batch, &stored.store, &Panics, &Config::default(), NOW).unwrap();
    assert_eq!((row(&done), count(&done, Outcome::Accepted)), (2, 2));
    assert_eq!(count(&done, Outcome::Invalid(DiscardReason::Panicked)), 1);
    let letter = &stored.letters()[0];
    assert_eq!((letter.reason.as_str(), letter.attempts), ("panicked", 1));
    assert_eq!(letter.detail, "processing panicked");
}

#[test]
fn an_item_for_an_upstream_that_cannot_be_read_is_no_success() {
    let stored = Stored::new();
    let config = "[project.demo]\nupstream_dsn = 'https://theirs@sentry.example/7'\n";
    let path = stored.directory.path().join("balefire.toml");
    std::fs::write(&path, config).unwrap();
    let flags = balefire_proxy::config::Flags { file: Some(path), ..Default::default() };
    let config = balefire_proxy::config::load(&flags, std::iter::empty()).unwrap().config;
    let envelope = format!("{{}}\n{}{}", item("transaction", "{\"a\":"), item("log", "{\"items\":[]}"));
    let done = step(&[kept(1, &envelope)], &stored.store, &(), &config, NOW).unwrap();
    assert_eq!(
        done.outcomes,
        [
            (Outcome::Invalid(DiscardReason::Malformed), Category::Transaction, 1),
            (Outcome::Forwarded, Category::LogItem, 1)
        ]
    );
    assert_eq!((done.forwards, stored.letters()[0].kind.as_str()), (1, "transaction"));
}
