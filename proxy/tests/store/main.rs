//! Tables of cases, a file for each role, run over each store.

mod alert_decisions;
mod alert_rules;
mod alerts;
mod attachments;
mod feedback;
mod forward_queue;
mod grouping;
mod grouping_rules;
mod ingest;
mod issue_events;
mod issue_moves;
mod issue_moves_meanwhile;
mod issue_states;
mod issue_work;
mod issues;
mod outcomes;
mod pending_symbols;
mod performance;
mod performance_retention;
mod project_deletion;
mod projects;
mod relay;
mod releases;
mod retention;
mod search_states;
mod searches;
mod segment_lists;
mod sessions;
mod silences;
mod summaries;
mod tokens;
mod trace_data;
mod users;
mod vitals;

use balefire_proxy::model::event::{Description, Event};
use balefire_proxy::model::issue::Issue;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{IssueQuery, ProjectAdmin, Recorded, Sqlite, Store};

const NOW: f64 = 1_800_000_000.0;

/// Runs a case over each store there is.
fn over_each(case: fn(&dyn Store)) {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "k1").unwrap();
    store.ensure_project("shop", "k2").unwrap();
    case(&store);
}

fn event(id: u128, group: &str, timestamp: f64) -> Event {
    Event {
        project_id: 1,
        event_id: format!("{id:032x}"),
        timestamp: Timestamp(timestamp),
        received: Timestamp(NOW),
        level: "error".into(),
        platform: "javascript".into(),
        description: Description {
            title: format!("title {id}"),
            culprit: "pay(app.js)".into(),
            exception_type: "TypeError".into(),
            value: "x is 100% null".into(),
            filename: "app.js".into(),
            function: "pay".into(),
        },
        logger: None,
        release: None,
        environment: None,
        user: None,
        trace_id: None,
        span_id: None,
        tags: Vec::new(),
        group: group.into(),
        grouping_rules: None,
        pending_symbols: Vec::new(),
        times_seen: 1,
        asks_for_alert: false,
        sample_rate: 1.0,
        body: format!("{{\"n\":{id}}}"),
    }
}

fn record(store: &dyn Store, event: &Event) -> Recorded {
    let mut batch = store.begin().unwrap();
    let recorded = batch.record(event).unwrap();
    batch.commit().unwrap();
    recorded
}

fn all(store: &dyn Store) -> Vec<Issue> {
    store.issues(&IssueQuery { limit: 100, ..IssueQuery::default() }).unwrap()
}
