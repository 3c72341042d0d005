//! Issues that were made under older grouping rules go on.

use std::path::{Path, PathBuf};

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, GROUPING_VERSION, process};
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::search;
use balefire_proxy::store::{IssueQuery, Recorded, Sqlite, Store};
use rusqlite::{Connection, params};

use super::NOW;

/// The schema of the last release before grouping had a version.
const OLD_SCHEMA: [&str; 3] = [
    include_str!("../../src/store/migrations/0001.sql"),
    include_str!("../../src/store/migrations/0002.sql"),
    include_str!("../../src/store/migrations/0003.sql"),
];
/// Events of `tests/fixtures/events`, and the groups that version 1 gave them.
const RECORDED: [(&str, &str); 3] = [
    ("browser", "11594097330634a5a79d2a27c02ab419"),
    ("rust-panic", "23b74e2158ada8787bb0a7656dac2c95"),
    ("raw-stack-safari", "3dd2eaf481da8c0f8d2aadfe48ac9843"),
];

/// A store of that release with an issue for each recorded event.
fn old_store() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(&OLD_SCHEMA.concat()).unwrap();
    old.pragma_update(None, "user_version", OLD_SCHEMA.len() as i64).unwrap();
    old.execute_batch("INSERT INTO projects (slug) VALUES ('demo'), ('shop')").unwrap();
    for (title, group) in RECORDED {
        old.execute(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                 filename, function, count, users, first_seen, last_seen)
             VALUES (1, ?1, ?2, '', 'error', 'javascript', '', '', '', '', 1, 0, ?3, ?3)",
            params![group, title, NOW - 1e6],
        )
        .unwrap();
        old.execute(
            "INSERT INTO issue_groups (project_id, group_hash, issue_id) VALUES (1, ?1, last_insert_rowid())",
            [group],
        )
        .unwrap();
    }
    (directory, path)
}

fn event(name: &str, project_id: i64, number: u32) -> Event {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/events");
    let payload = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
    let arrival = Arrival { project_id, received: Timestamp(NOW), event_id: None, sent_at: None };
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    let mut event = process(&payload, &arrival, &scrubber, &()).unwrap();
    event.event_id = format!("{number:032x}");
    event
}

fn record(store: &dyn Store, event: &Event) -> Recorded {
    let mut batch = store.begin().unwrap();
    let recorded = batch.record(event).unwrap();
    batch.commit().unwrap();
    recorded
}

fn issues(store: &dyn Store, project: &str) -> Vec<(i64, i64)> {
    let search = search::parse(&format!("project:{project}"), Timestamp(NOW)).unwrap();
    let query = IssueQuery { search, limit: 99, ..IssueQuery::default() };
    let mut issues: Vec<_> = store.issues(&query).unwrap().iter().map(|it| (it.id, it.count)).collect();
    issues.sort_unstable();
    issues
}

#[test]
fn an_event_of_a_known_error_lands_in_the_issue_of_older_rules() {
    let (directory, path) = old_store();
    let store = Sqlite::open(directory.path()).unwrap();
    for (number, (name, old)) in (1..).zip(RECORDED) {
        let event = event(name, 1, number);
        assert_ne!(event.group, old, "{name} does not show the change");
        assert!(matches!(record(&store, &event), Recorded::Seen { .. }), "{name}");
    }
    assert_eq!(issues(&store, "demo"), [(1, 2), (2, 2), (3, 2)]);
    // By now the new group is known, and the older one is not asked for.
    assert!(matches!(record(&store, &event("browser", 1, 77)), Recorded::Seen { .. }));
    let known = |group: &str| -> i64 {
        let sql = "SELECT issue_id FROM issue_groups WHERE project_id = 1 AND group_hash = ?1";
        Connection::open(&path).unwrap().query_row(sql, [group], |row| row.get(0)).unwrap()
    };
    for ((name, old), issue) in RECORDED.into_iter().zip(1..) {
        assert_eq!((known(old), known(&event(name, 1, 0).group)), (issue, issue));
    }
}

#[test]
fn another_error_and_another_project_have_issues_of_their_own() {
    let (directory, path) = old_store();
    let store = Sqlite::open(directory.path()).unwrap();
    assert!(matches!(record(&store, &event("python", 1, 1)), Recorded::New(_)));
    assert!(matches!(record(&store, &event("browser", 2, 2)), Recorded::New(_)));
    assert_eq!((issues(&store, "demo").len(), issues(&store, "shop").len()), (4, 1));
    let sql = "SELECT grouping_version FROM issues ORDER BY id";
    let connection = Connection::open(path).unwrap();
    let mut select = connection.prepare(sql).unwrap();
    let versions: Vec<i64> =
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(versions, [1, 1, 1, GROUPING_VERSION, GROUPING_VERSION]);
}
