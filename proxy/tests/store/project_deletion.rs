//! Deleting a project takes all of its data with it, and nothing else.

use std::collections::{BTreeMap, HashMap};

use balefire_protocol::category::Category;
use balefire_proxy::config::Config;
use balefire_proxy::inbox::{InboxEntry, Offset};
use balefire_proxy::model::event::Symbolicated;
use balefire_proxy::model::issue_state::Actor;
use balefire_proxy::model::project::Project;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::outcome::{DiscardReason, Outcome};
use balefire_proxy::store::{
    Batch, Ingest, IssueJobs, IssueMoves, IssueQuery, Issues, MOST_PROJECTS, NewProject, PendingSymbols,
    ProjectAdmin, ProjectChanges, ProjectError, Projects, Sqlite, StoreError, Usage,
};
use balefire_proxy::worker::step;
use rusqlite::Connection;

use super::NOW;

const TRACE: &str =
    r#""trace":{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","op":"pageload"}"#;

/// Something of each kind, and more events than a piece deletes.
fn items() -> Vec<(&'static str, String)> {
    let mut items = vec![
        ("event", "no json".to_owned()),
        ("feedback", r#"{"contexts":{"feedback":{"message":"m"}}}"#.to_owned()),
        ("session", r#"{"sid":"c7515dfb2ff94b07b4fe62008494ba53","did":"u","started":"2027-01-15T08:00:00Z","attrs":{"release":"shop@7"}}"#.to_owned()),
        (
            "transaction",
            format!(
                r#"{{"type":"transaction","transaction":"/","start_timestamp":{},"timestamp":{NOW},"contexts":{{{TRACE}}},
                    "measurements":{{"lcp":{{"value":900}}}},
                    "spans":[{{"span_id":"00f067aa0ba902b7","start_timestamp":{},"timestamp":{NOW},"op":"resource.script","description":"/a.js"}}]}}"#,
                NOW - 2.0,
                NOW - 1.0
            ),
        ),
        ("client_report", r#"{"discarded_events":[{"reason":"before_send","category":"error","quantity":3}]}"#.to_owned()),
    ];
    items.extend((0..700).map(|n| {
        let event = format!(
            r#"{{"event_id":"{n:032x}","message":"m","fingerprint":["{}"],"user":{{"id":"{n}"}},"tags":{{"n":"{n}"}},"release":"shop@7"}}"#,
            n % 3
        );
        ("event", event)
    }));
    items
}

fn fill(store: &Sqlite, row: i64, project_id: i64) {
    let mut envelope = format!("{{\"event_id\":\"{:032x}\"}}\n", 9_999);
    for (kind, payload) in items() {
        let payload = payload.replace('\n', " ");
        envelope.push_str(&format!("{{\"type\":\"{kind}\",\"length\":{}}}\n{payload}\n", payload.len()));
    }
    envelope.push_str("{\"type\":\"attachment\",\"filename\":\"a.txt\",\"length\":1}\nx\n");
    let entry = InboxEntry {
        offset: Offset::new(row.to_string()),
        project_id,
        key: "k".into(),
        received: Timestamp(NOW),
        envelope: envelope.into(),
    };
    step(&[entry], store, &(), &Config::default(), Timestamp(NOW)).unwrap();
    store.change_settings(project_id, &[("quota", Some("7"))], "", Timestamp(NOW)).unwrap();
}

/// The number of rows of a project in each table that has any.
fn rows(path: &std::path::Path, project_id: i64) -> BTreeMap<String, i64> {
    let store = Connection::open(path.join("store.db")).unwrap();
    let mut tables = store
        .prepare(
            "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'project_id'
             WHERE t.type = 'table'",
        )
        .unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |table: &String| {
        let sql = format!("SELECT count(*) FROM {table} WHERE project_id = ?1");
        store.query_row(&sql, [project_id], |row| row.get::<_, i64>(0)).unwrap()
    };
    tables.iter().map(|table| (table.clone(), count(table))).filter(|(_, count)| *count > 0).collect()
}

fn one(path: &std::path::Path, sql: &str) -> i64 {
    Connection::open(path.join("store.db")).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn nothing_of_a_deleted_project_is_left_and_all_of_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let store = Sqlite::open(path).unwrap();
    for (at, slug) in ["demo", "shop"].into_iter().enumerate() {
        store.ensure_project(slug, &format!("k{at}")).unwrap();
    }
    fill(&store, 1, 1);
    let (kept, sizes) = (rows(path, 1), "SELECT sum(count * 1000003 + bytes) FROM performance_sizes");
    let size = one(path, sizes);
    fill(&store, 2, 2);
    let filled = rows(path, 2);
    for table in [
        "alerts",
        "attachments",
        "dead_letters",
        "dimensions",
        "events",
        "feedback",
        "issues",
        "outcome_hours",
        "releases",
        "segments",
        "session_users",
        "sessions",
        "spans",
        "vitals",
    ] {
        assert!(filled.contains_key(table), "{table} of {filled:?}");
    }
    let of_shop = || IssueQuery { projects: Some(vec![2]), limit: 9, ..IssueQuery::default() };
    let issues: Vec<i64> = store.issues(&of_shop()).unwrap().iter().map(|issue| issue.id).collect();
    let (me, now) = (Actor::named(None), Timestamp(NOW));
    store.discard_issues(&issues[..1], &me, now).unwrap();

    store.delete_project(2, now).unwrap();
    // At once it is nowhere any more, and its name is free.
    assert_eq!(store.projects().unwrap().iter().map(|it| it.slug.as_str()).collect::<Vec<_>>(), ["demo"]);
    assert!(store.issues(&of_shop()).unwrap().is_empty() && store.issue(issues[1]).unwrap().is_none());
    let event_id = format!("{:032x}", 6);
    assert_eq!(store.event(None, &event_id).unwrap().unwrap().project_id, 1);
    assert!(!store.add_key(2, "k9").unwrap());
    let mut pieces = 0;
    while store.work_on_issues().unwrap() {
        pieces += 1;
    }
    assert!(pieces > 5, "{pieces}");
    assert_eq!((rows(path, 2), rows(path, 1)), (BTreeMap::new(), kept));
    assert_eq!((one(path, sizes), one(path, "SELECT count(*) FROM issue_jobs")), (size, 0));
    let again = NewProject { slug: "shop", platform: "", key: "k7", now };
    assert_eq!(store.create_project(&again).unwrap().id, 3);
    store.delete_project(2, now).unwrap();
    assert!(!store.work_on_issues().unwrap());
}

#[test]
fn a_server_has_a_bounded_number_of_projects() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    let make = |n: u32| {
        let (slug, key) = (format!("p{n}"), format!("k{n}"));
        store.create_project(&NewProject { slug: &slug, platform: "", key: &key, now: Timestamp(NOW) })
    };
    for n in 0..MOST_PROJECTS {
        make(n).unwrap();
    }
    assert!(matches!(make(MOST_PROJECTS), Err(ProjectError::TooMany)));
    store.delete_project(7, Timestamp(NOW)).unwrap();
    make(MOST_PROJECTS).unwrap();
    assert!(matches!(make(1), Err(ProjectError::TooMany)));
    store.delete_project(8, Timestamp(NOW)).unwrap();
    assert!(matches!(make(1), Err(ProjectError::Exists)));
}

/// A store of which somebody deletes a project, wholly, just before a batch is written.
struct DeletedMeanwhile<'a>(&'a Sqlite);

impl Projects for DeletedMeanwhile<'_> {
    fn projects(&self) -> Result<Vec<Project>, StoreError> {
        self.0.projects()
    }

    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError> {
        self.0.usages(now)
    }

    fn accepted_today(&self, now: Timestamp) -> Result<Vec<(i64, String, u64)>, StoreError> {
        self.0.accepted_today(now)
    }
}

impl PendingSymbols for DeletedMeanwhile<'_> {
    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError> {
        self.0.symbolicate_pending(debug_id, symbolicate)
    }
}

impl Ingest for DeletedMeanwhile<'_> {
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError> {
        self.0.delete_project(2, Timestamp(NOW))?;
        while self.0.work_on_issues()? {}
        self.0.begin()
    }

    fn cursor(&self) -> Result<Offset, StoreError> {
        Ingest::cursor(self.0)
    }
}

#[test]
fn what_was_read_before_the_deletion_is_not_stored_after_it() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    for slug in ["demo", "shop"] {
        store.ensure_project(slug, slug).unwrap();
    }
    let entry = |row: u32, project_id| InboxEntry {
        offset: Offset::new(row.to_string()),
        project_id,
        key: "k".into(),
        received: Timestamp(NOW),
        envelope: b"{}\n{\"type\":\"event\"}\n{\"message\":\"m\"}\n{\"type\":\"event\"}\nno json\n"
            .as_slice()
            .into(),
    };
    let batch = [entry(1, 2), entry(2, 1)];
    let done = step(&batch, &DeletedMeanwhile(&store), &(), &Config::default(), Timestamp(NOW)).unwrap();
    assert_eq!((done.envelopes, done.dead_letters, done.cursor), (2, 1, Some(Offset::new("2"))));
    let unknown = (Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1);
    assert!(done.outcomes.contains(&unknown), "{:?}", done.outcomes);
    assert_eq!(rows(directory.path(), 2), BTreeMap::new());
    assert!(rows(directory.path(), 1).contains_key("events"));
}

#[test]
fn a_deleted_project_is_not_changed_any_more() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("shop", "k").unwrap();
    store.delete_project(1, Timestamp(NOW)).unwrap();
    while store.work_on_issues().unwrap() {}
    assert!(store.change_project(1, Some("shop"), None).is_err());
    store.change_settings(1, &[("quota", Some("7"))], "", Timestamp(NOW)).unwrap();
    assert_eq!(rows(directory.path(), 1), BTreeMap::new());
    // Its name is still free.
    let new = NewProject { slug: "shop", platform: "", key: "k2", now: Timestamp(NOW) };
    assert_eq!(store.create_project(&new).unwrap().id, 2);
}
