//! From envelopes to events, issues and alerts: fixtures of real shapes, and the worker's step.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use balefire_protocol::category::Category;
use balefire_proxy::alerts::grouping::Grouped;
use balefire_proxy::config::channels::Webhook;
use balefire_proxy::config::{ChannelConfig, Config};
use balefire_proxy::inbox::{InboxEntry, Offset};
use balefire_proxy::model::alert::Delivery;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::outcome::{ClientReason, DiscardReason, Outcome};
use balefire_proxy::process::{Arrival, process, symbolicate_pending};
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::secret::Secret;
use balefire_proxy::store::{AlertLog, AlertOutbox, Ingest, IssueQuery, Issues, ProjectAdmin, Sqlite, Store};
use balefire_proxy::worker::{Done, step};

const NOW: Timestamp = Timestamp(1_800_000_060.0);

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/events")
}

/// What the store, the list and the alert say about an event. `UPDATE=1` rewrites; read the difference.
#[track_caller]
fn check(name: &str) {
    let payload = std::fs::read(fixtures().join(format!("{name}.json"))).unwrap();
    let arrival = Arrival { project_id: 1, received: NOW, event_id: None, sent_at: None };
    let event = process(&payload, &arrival, &scrubber(), &()).unwrap();
    let mut text = String::new();
    for (key, value) in [
        ("event_id", event.event_id.as_str()),
        ("level", &event.level),
        ("platform", &event.platform),
        ("title", &event.description.title),
        ("culprit", &event.description.culprit),
        ("filename", &event.description.filename),
        ("function", &event.description.function),
        ("release", event.release.as_deref().unwrap_or_default()),
        ("environment", event.environment.as_deref().unwrap_or_default()),
        ("user", event.user.as_deref().unwrap_or_default()),
        ("group", &event.group),
    ] {
        writeln!(text, "{key}: {value:?}").unwrap();
    }
    for (key, id) in [("trace_id", &event.trace_id), ("span_id", &event.span_id)] {
        if let Some(id) = id {
            writeln!(text, "{key}: {id:?}").unwrap();
        }
    }
    for (key, value) in &event.tags {
        writeln!(text, "tag {key:.80}: {value:.80}").unwrap();
    }
    exceptions(&event.body, &mut text);
    let path = fixtures().join(format!("{name}.expect.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap());
    // What was normalised is normal: a second reading finds the same group and names.
    let again = process(event.body.as_bytes(), &arrival, &scrubber(), &()).unwrap();
    assert_eq!(
        (&again.group, &again.description.title, &again.tags),
        (&event.group, &event.description.title, &event.tags)
    );
}

/// What became of the exceptions and their frames, in the order of the wire: what was thrown is last.
fn exceptions(body: &str, text: &mut String) {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    for exception in body["exception"]["values"].as_array().into_iter().flatten() {
        writeln!(text, "exception {:.80}: {:.80}", said(&exception["type"]), said(&exception["value"]))
            .unwrap();
        for frame in exception["stacktrace"]["frames"].as_array().into_iter().flatten() {
            let [function, file, line, column] =
                ["function", "filename", "lineno", "colno"].map(|key| said(&frame[key]));
            let app = if frame["in_app"] == true { "app" } else { "other" };
            writeln!(text, "  {app} {function:.80} {file:.80}:{line}:{column}").unwrap();
        }
    }
    if let Some(stack) = body["extra"].get("raw_stack") {
        writeln!(text, "raw stack {:.80}", said(stack)).unwrap();
    }
}

/// A text as itself, all else as JSON.
fn said(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn browser() {
    check("browser");
}

#[test]
fn rust_panic() {
    check("rust-panic");
}

#[test]
fn python() {
    check("python");
}

#[test]
fn message() {
    check("message");
}

#[test]
fn message_with_the_stack_of_its_call() {
    check("message-stack");
}

#[test]
fn exception_group() {
    check("group");
}

#[test]
fn raw_stack() {
    check("raw-stack");
}

#[test]
fn raw_stack_of_firefox() {
    check("raw-stack-firefox");
}

#[test]
fn raw_stack_of_safari() {
    check("raw-stack-safari");
}

#[test]
fn hostile() {
    check("hostile");
}

#[test]
fn raw_stack_becomes_frames_of_the_last_exception() {
    let payload = std::fs::read(fixtures().join("raw-stack.json")).unwrap();
    let event = process(
        &payload,
        &Arrival { project_id: 1, received: NOW, event_id: None, sent_at: None },
        &scrubber(),
        &(),
    )
    .unwrap();
    let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
    assert_eq!(body["extra"]["kept"], "as it came");
    assert!(body["extra"].get("raw_stack").is_none());
    assert_eq!(event.description.culprit, "press(/app.js)");
    let frames = body["exception"]["values"][0]["stacktrace"]["frames"].as_array().unwrap();
    assert_eq!(frames.last().unwrap()["in_app"], true);
}

fn store() -> (tempfile::TempDir, Sqlite) {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "k").unwrap();
    (directory, store)
}

fn kept(row: i64, envelope: &str) -> InboxEntry {
    let (offset, envelope) = (Offset::new(row.to_string()), envelope.to_owned().into());
    InboxEntry { offset, project_id: 1, key: "k".into(), received: NOW, envelope }
}

fn envelope(event: &str) -> String {
    format!("{{\"event_id\":\"{:032x}\"}}\n{{\"type\":\"event\"}}\n{event}\n", event.len())
}

fn config(names: &[&str]) -> Config {
    let channel = |name: &&str| {
        let url = Secret::new("https://hooks.test/".into());
        let webhook = Webhook::unsigned(url, Duration::from_secs(1));
        ((*name).to_owned(), ChannelConfig::Webhook(webhook))
    };
    let mut config = Config::default();
    config.public_url = "http://b.test".into();
    config.channels = names.iter().map(channel).collect();
    config
}

fn scrubber() -> Scrubber {
    Scrubber::new(&Settings::default()).unwrap()
}

fn run(store: &dyn Store, kept: &[InboxEntry], channels: &[&str]) -> Done {
    step(kept, store, &(), &config(channels), NOW).unwrap()
}

#[test]
fn a_new_issue_alerts_each_channel_once() {
    let (_directory, store) = store();
    let first = run(&store, &[kept(1, &envelope(r#"{"message":"hi"}"#))], &["a", "b"]);
    assert_eq!(first.outcomes, [(Outcome::Accepted, Category::Error, 1)]);
    let alerts = Grouped { notified: 2, ..Grouped::default() };
    assert_eq!((first.envelopes, first.cursor, first.alerts), (1, Some(Offset::new("1")), alerts));
    let again = run(&store, &[kept(2, &envelope(r#"{"message":"hi" }"#))], &["a", "b"]);
    assert_eq!((again.alerts, store.cursor().unwrap()), (Grouped::default(), Offset::new("2")));
    for channel in ["a", "b"] {
        assert_eq!(store.due_alerts(Some(channel), Timestamp(NOW.0 + 10.0), 10).unwrap().len(), 1);
    }
}

#[test]
fn without_a_channel_the_alert_is_stored_for_the_alerts_page() {
    let (_directory, store) = store();
    run(&store, &[kept(1, &envelope(r#"{"message":"hi"}"#))], &[]);
    let alerts = store.alerts(10).unwrap();
    assert_eq!((alerts.len(), &alerts[0].delivery), (1, &Delivery::NoChannel));
}

#[test]
fn bad_envelopes_do_not_stop_the_good() {
    let (_directory, store) = store();
    let all = [
        kept(1, "no envelope"),
        kept(2, &envelope("no json")),
        kept(3, &envelope("[]")),
        kept(
            4,
            "{}\n{\"type\":\"session\"}\n{}\n{\"type\":\"sessions\"}\n{}\n{\"type\":\"feedback\"}\n{}\n\
             {\"type\":\"event\"}\n{\"message\":\"kept\"}",
        ),
        InboxEntry { project_id: 77, ..kept(5, &envelope("{}")) },
        kept(
            6,
            "{}\n{\"type\":\"client_report\"}\n{\"discarded_events\":[{\"category\":\"error\",\"quantity\":3},{\"quantity\":4}]}",
        ),
    ];
    let done = run(&store, &all, &[]);
    let malformed = Outcome::Invalid(DiscardReason::Malformed);
    assert_eq!(done.cursor, Some(Offset::new("6")));
    assert_eq!(
        done.outcomes,
        [
            (malformed, Category::Request, 1),
            (malformed, Category::Error, 1),
            (malformed, Category::Error, 1),
            (malformed, Category::Session, 1),
            (malformed, Category::Session, 1),
            (malformed, Category::Feedback, 1),
            (Outcome::Accepted, Category::Error, 1),
            (Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1),
            (Outcome::ClientDiscard(ClientReason::Other), Category::Error, 3),
            (Outcome::ClientDiscard(ClientReason::Other), Category::Unknown, 4),
        ]
    );
    assert_eq!(
        store.issues(&IssueQuery { limit: 9, ..IssueQuery::default() }).unwrap()[0].description.title,
        "kept"
    );
}

#[test]
fn what_is_sent_as_an_event_and_is_none() {
    let (_directory, store) = store();
    let feedback = "{\"message\":\"the shop is slow\",\"contact_email\":\"ada@example.test\"}";
    let all = [
        kept(1, &envelope(&format!("{{\"contexts\":{{\"feedback\":{feedback}}}}}"))),
        kept(2, &envelope("{\"type\":\"feedback\"}")),
        kept(3, &envelope("{\"type\":\"transaction\",\"spans\":[]}")),
        kept(4, "{}\n{\"type\":\"user_report\"}\n{\"comments\":\"slow\"}"),
    ];
    let done = run(&store, &all, &[]);
    assert_eq!(
        done.outcomes,
        [
            (Outcome::Accepted, Category::Feedback, 1),
            (Outcome::Invalid(DiscardReason::Malformed), Category::Error, 1),
            (Outcome::Filtered(DiscardReason::Unsupported), Category::Transaction, 1),
            (Outcome::Accepted, Category::Feedback, 1),
        ]
    );
    assert!(store.issues(&IssueQuery { limit: 9, ..IssueQuery::default() }).unwrap().is_empty());
}

#[test]
fn crashes_of_native_programs_have_a_name() {
    let (_directory, store) = store();
    let crash = |id: u32, event: &str, kind: &str| {
        format!(
            "{{\"event_id\":\"{id:032x}\"}}\n{{\"type\":\"event\"}}\n{event}\n\
             {{\"type\":\"attachment\",\"attachment_type\":\"{kind}\",\"filename\":\"a.dmp\"}}\nMDMP"
        )
    };
    let bare = "{\"level\":\"fatal\",\"platform\":\"native\"}";
    let all = [
        kept(1, &envelope(bare)),
        kept(2, &crash(2, bare, "event.minidump")),
        kept(3, &crash(3, "{}", "event.minidump")),
        kept(4, &crash(4, "{}", "event.applecrashreport")),
        kept(5, &crash(5, "{\"message\":\"out of memory\"}", "event.minidump")),
        kept(6, &crash(6, "{}", "event.attachment")),
    ];
    let done = run(&store, &all, &[]);
    let count =
        |outcome| done.outcomes.iter().filter(|it| **it == (outcome, Category::Attachment, 1)).count();
    // Dumps are no attachments that are kept; the last one is.
    let dropped = Outcome::Filtered(DiscardReason::Unsupported);
    assert_eq!((count(dropped), count(Outcome::Accepted)), (4, 1));
    let mut issues: Vec<_> = store
        .issues(&IssueQuery { limit: 9, ..IssueQuery::default() })
        .unwrap()
        .into_iter()
        .map(|issue| (issue.id, issue.description.title, issue.level, issue.platform, issue.count))
        .collect();
    issues.sort();
    let expect = [
        (1, "<unlabeled event>", "error", "other", 2),
        (2, "Minidump: a native program crashed", "fatal", "native", 2),
        (3, "AppleCrashReport: a native program crashed", "fatal", "native", 1),
        (4, "out of memory", "error", "other", 1),
    ];
    let expect = expect.map(|(id, title, level, platform, count)| {
        (id, title.to_owned(), level.to_owned(), platform.to_owned(), count)
    });
    assert_eq!(issues, expect);
}

#[test]
fn same_rows_again_double_nothing() {
    let (_directory, store) = store();
    let rows = [kept(1, &envelope(r#"{"message":"hi"}"#)), kept(2, "{}\n{\"type\":\"event\"}\n{}")];
    run(&store, &rows, &["a"]);
    let again = run(&store, &rows, &["a"]);
    assert_eq!(again.outcomes, [(Outcome::Filtered(DiscardReason::Duplicate), Category::Error, 1); 2]);
    assert_eq!(again.alerts, Grouped::default());
}

/// When an event happened and its breadcrumb was left, in seconds before its arrival, if the envelope's header says this.
fn seconds_ago(header: &str, event: f64, breadcrumb: f64) -> (f64, f64) {
    let (_directory, store) = store();
    let (event, breadcrumb) = (NOW.0 + event, NOW.0 + breadcrumb);
    let event = format!(
        r#"{{"message":"m","timestamp":{event},"breadcrumbs":[{{"timestamp":{breadcrumb},"message":"b"}}]}}"#
    );
    run(&store, &[kept(1, &format!("{header}\n{{\"type\":\"event\"}}\n{event}\n"))], &[]);
    let stored = store.latest_event(1).unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_str(&stored.body).unwrap();
    let breadcrumb = body["breadcrumbs"]["values"][0]["timestamp"].as_f64().unwrap();
    (NOW.0 - stored.timestamp.0, NOW.0 - breadcrumb)
}

#[test]
fn a_clock_that_is_off_is_set_right_by_sent_at() {
    let sent_at = |time: &str| format!(r#"{{"sent_at":"{time}"}}"#);
    // The arrival is at 2027-01-15T08:01:00Z.
    assert_eq!(seconds_ago(&sent_at("2027-01-15T06:01:00.000Z"), -7_230.0, -7_240.0), (30.0, 40.0));
    assert_eq!(seconds_ago(&sent_at("2027-01-15T10:01:00Z"), 7_170.0, 7_160.0), (30.0, 40.0));
    assert_eq!(seconds_ago(&sent_at("2027-01-15T18:01:00+08:00"), 7_170.0, 7_160.0), (30.0, 40.0));
    for header in [&sent_at("yesterday"), &sent_at(""), r#"{"sent_at":null}"#, r#"{"sent_at":[]}"#, "{}"] {
        assert_eq!(seconds_ago(header, -7_230.0, -7_240.0), (7_230.0, 7_240.0), "{header}");
    }
}

/// A quarter of what a thread has, also in a build that is not optimised: a stack that overflows ends the process.
const STACK: usize = 512 << 10;

#[test]
fn json_as_deep_as_it_may_be_takes_little_stack_wherever_it_stands() {
    let lists = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let pairs = |levels: usize| format!("{}1{}", "[\"a\",".repeat(levels), "]".repeat(levels));
    for deep in [lists(120), objects(120), pairs(120)] {
        for (before, after) in [
            ("", ""),
            (r#"{"extra":"#, "}"),
            (r#"{"contexts":{"a":"#, "}}"),
            (r#"{"user":"#, "}"),
            (r#"{"request":{"data":"#, "}}"),
            (r#"{"request":{"cookies":"#, "}}"),
            (r#"{"tags":"#, "}"),
            (r#"{"logentry":{"message":"m","params":"#, "}}"),
            (r#"{"exception":["#, "]}"),
            (r#"{"exception":{"values":[{"mechanism":"#, "}]}}"),
            (r#"{"exception":{"values":[{"stacktrace":{"frames":[{"vars":"#, "}]}}]}}"),
            (r#"{"threads":{"values":[{"a":"#, "}]}}"),
            (r#"{"breadcrumbs":[{"data":"#, "}]}"),
            (r#"{"debug_meta":{"images":[{"a":"#, "}]}}"),
            (r#"{"odd":"#, "}"),
        ] {
            let payload = format!("{before}{deep}{after}");
            let work = move || {
                let arrival = Arrival { project_id: 1, received: NOW, event_id: None, sent_at: None };
                let Ok(event) = process(payload.as_bytes(), &arrival, &scrubber(), &()) else { return };
                symbolicate_pending(&event.body, &()).unwrap();
            };
            let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
            thread.join().unwrap();
        }
    }
}
