//! A flood of new issues, from the store to a fake DingTalk, at invented times.

use super::*;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::grouping::{Grouped, Grouping};
use crate::alerts::samples::{NOW, config_with, event, robot_at, stored, titled};
use crate::fake_server::{Answer, FakeServer};
use crate::model::event::Event;
use crate::store::{AlertLog, Ingest, ProjectAdmin, Recorded, Sqlite};

/// What DingTalk takes in a minute, without the reserve for fatal ones.
const MESSAGES: usize = 17;

/// A server's store, its worker's last step and its outbox, at a clock of their own.
struct Flood {
    store: Arc<Sqlite>,
    config: Config,
    server: FakeServer,
    outbox: Outbox,
    grouped: Grouped,
    issues: u32,
    _directory: tempfile::TempDir,
}

/// The second of the clock, from the start of a minute on.
fn at(second: f64) -> Timestamp {
    Timestamp((NOW.0 / 60.0).floor() * 60.0 + second)
}

/// `shop: title 1` of `error · shop · title 1`, and a digest without the title of an issue.
fn short(title: &str) -> String {
    let parts: Vec<&str> = title.split(" · ").collect();
    match parts.as_slice() {
        [_, project, title] => format!("{project}: {title}"),
        _ => parts[0].to_owned(),
    }
}

impl Flood {
    fn new() -> Self {
        Self::answering([])
    }

    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(directory.path()).unwrap());
        for project in ["shop", "blog", "wiki"] {
            store.ensure_project(project, project).unwrap();
        }
        let server = FakeServer::answering_at_last(answers, fake::ok());
        let config = config_with([("ops", robot_at(&server.url()))]);
        let outbox = Outbox::new(Arc::clone(&store) as Arc<dyn AlertOutbox>, &config);
        Self { store, config, server, outbox, grouped: Grouped::default(), issues: 0, _directory: directory }
    }

    fn come(&mut self, project_id: i64, level: &str, issues: u32, second: f64) {
        let mut batch = self.store.begin().unwrap();
        let mut grouping = Grouping::new(&self.config, at(second));
        for _ in 0..issues {
            self.issues += 1;
            let n = self.issues;
            let event = Event {
                project_id,
                event_id: format!("{n:032x}"),
                group: n.to_string(),
                description: titled(&format!("title {n}")),
                level: level.into(),
                timestamp: at(second),
                received: at(second),
                ..event()
            };
            let Recorded::New(issue) = batch.record(&event).unwrap() else { panic!("not new") };
            grouping.notify(batch.as_mut(), &issue, &event).unwrap();
        }
        let grouped = grouping.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
        self.grouped.notified += grouped.notified;
        self.grouped.folded += grouped.folded;
        assert_eq!(grouped.dropped, 0);
    }

    /// The outbox looks at this second; the titles of all messages so far.
    fn look(&mut self, second: f64) -> Vec<String> {
        while self.outbox.run_once(&self.config, &|| at(second), &|| false).unwrap() > 0 {}
        self.messages().into_iter().map(|(title, _)| title).collect()
    }

    /// The fake takes everything.
    fn answer_from_now_on(&mut self) {
        self.server = FakeServer::answering_at_last([], fake::ok());
        self.config.channels = config_with([("ops", robot_at(&self.server.url()))]).channels;
    }

    /// Title and text of each message.
    fn messages(&self) -> Vec<(String, String)> {
        let requests = self.server.requests().into_iter();
        let read = |body: &str| -> (String, String) {
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            let text = |key: &str| body["markdown"][key].as_str().unwrap().to_owned();
            (short(&text("title")), text("text"))
        };
        requests.map(|request| read(&request.body)).collect()
    }

    /// Nothing is lost: each issue was told or is counted in a digest.
    #[track_caller]
    fn check_nothing_lost(&self, messages_of_digests: u64) {
        assert_eq!(self.grouped.notified + self.grouped.folded, u64::from(self.issues));
        let counts = self.messages().into_iter().filter_map(|(title, _)| {
            title.strip_suffix(" in shop")?.split_once(" more new issue")?.0.parse::<u64>().ok()
        });
        let counts: Vec<u64> = counts.collect();
        assert_eq!((counts.len() as u64, counts.iter().sum()), (messages_of_digests, self.grouped.folded));
    }
}

#[test]
fn thirty_thousand_issues_within_a_minute_are_six_messages_and_hide_no_other() {
    let mut flood = Flood::new();
    for n in 0..300 {
        let second = f64::from(n) * 0.19;
        flood.come(1, "error", 100, second);
        if n == 150 {
            flood.come(2, "error", 1, second);
        }
        if n % 10 == 9 {
            flood.look(second);
        }
    }
    let told: Vec<_> =
        (1..=5).map(|n| format!("shop: title {n}")).chain(["blog: title 15101".into()]).collect();
    assert_eq!(flood.look(59.9), told);
    assert_eq!(flood.look(60.0)[6..], ["29995 more new issues in shop"]);
    let text = &flood.messages()[6].1;
    assert!(text.contains("**error:** title 30001\n\n**error:** title 30000\n\n"), "{text}");
    assert!(text.ends_with("and 29990 more\n\n[Open issues](https://b.test/?project=shop)"), "{text}");
    // One that comes after the flood, of the same project.
    flood.come(1, "error", 1, 70.0);
    assert_eq!(flood.look(70.0)[7..], ["shop: title 30002"]);
    assert_eq!(flood.store.alerts(1_000).unwrap().len(), 8);
    flood.check_nothing_lost(1);
}

#[test]
fn a_digest_that_is_sent_while_its_batch_is_written_loses_nothing() {
    let mut flood = Flood::new();
    flood.come(1, "error", 20, 59.0);
    // The clock of the worker stood at 59.9 when it began, the outbox is already in the next minute.
    assert_eq!(flood.look(60.1).last().unwrap(), "15 more new issues in shop");
    flood.come(1, "error", 30, 59.9);
    assert_eq!(flood.look(120.0).last().unwrap(), "30 more new issues in shop");
    flood.check_nothing_lost(2);
}

#[test]
fn floods_of_several_projects_take_turns_and_a_quiet_project_is_told_within_two_minutes() {
    let mut flood = Flood::new();
    for minute in 0..5 {
        let begin = f64::from(minute) * 60.0;
        for second in [0.0, 20.0, 40.0] {
            flood.come(1, "fatal", 50, begin + second);
            flood.come(2, "error", 50, begin + second + 1.0);
            flood.look(begin + second + 2.0);
        }
    }
    flood.come(3, "error", 1, 300.0);
    let told =
        |flood: &mut Flood, second: f64| flood.look(second).contains(&format!("wiki: title {}", 1_501));
    assert!((300..=420).step_by(10).any(|second| told(&mut flood, second.into())));
    // And what waits is bounded.
    assert!(flood.store.alerts(10_000).unwrap().len() < 200);
    let sent = flood.messages();
    let of = |project: &str| sent.iter().filter(|(title, _)| title.contains(project)).count();
    assert!(of("shop").abs_diff(of("blog")) <= 5, "{} {}", of("shop"), of("blog"));
}

/// Two hours of an outage with ten new issues in each minute, then the channel answers again.
fn check_outage(answer: &Answer) -> Flood {
    let mut flood = Flood::answering(std::iter::repeat_n(answer.clone(), 1_000));
    for minute in 0..120 {
        flood.come(1, "error", 10, f64::from(minute) * 60.0);
        flood.look(f64::from(minute) * 60.0 + 2.0);
    }
    flood
}

#[test]
fn an_outage_of_the_robot_makes_a_short_queue_and_loses_nothing() {
    for answer in [fake::errcode(-1), fake::errcode(130_101), Answer::json(200, "<html>")] {
        let mut flood = check_outage(&answer);
        assert!(flood.store.alerts(1_000).unwrap().len() <= 22, "{answer:?}");
        flood.answer_from_now_on();
        for minute in 120..180 {
            flood.look(f64::from(minute) * 60.0);
        }
        let messages = flood.messages();
        let told = |(title, _): &(String, String)| match title.split_once(" more new issue") {
            Some((count, _)) => count.parse().unwrap(),
            None => 1_u64,
        };
        assert_eq!(messages.iter().map(told).sum::<u64>(), 1_200, "{answer:?}");
        assert!(messages.len() <= 22);
    }
}

#[test]
fn a_robot_that_may_have_shown_a_message_gets_the_same_one_again() {
    let flood = check_outage(&Answer::Reset);
    let mut texts = std::collections::HashMap::new();
    for request in flood.server.requests() {
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        let known = texts.entry(body["msgUuid"].to_string()).or_insert_with(|| body["markdown"].clone());
        assert_eq!(*known, body["markdown"]);
    }
    assert_eq!(flood.grouped.notified + flood.grouped.folded, 1_200);
    // Each try closes a digest: at most one for a minute.
    let alerts = flood.store.alerts(1_000).unwrap();
    assert!(alerts.len() <= 20 + 120);
    let told: u64 =
        alerts.iter().map(|it| it.alert.digest().map_or(1, |digest| u64::from(digest.issues))).sum();
    assert_eq!(told, 1_200);
}

#[test]
fn a_restart_keeps_the_pace_however_much_waits() {
    let mut flood = Flood::new();
    let mut batch = flood.store.begin().unwrap();
    for _ in 0..300 {
        let alert = crate::model::alert::Alert { issue_id: None, ..stored(1, Some("ops")).alert };
        batch.enqueue(&alert, at(0.0), &Delivery::Waiting { due: at(0.0), last_error: None }).unwrap();
    }
    batch.commit().unwrap();
    assert_eq!(flood.look(0.0).len(), MESSAGES);
    flood.outbox = Outbox::new(Arc::clone(&flood.store) as Arc<dyn AlertOutbox>, &flood.config);
    assert_eq!(flood.look(30.0).len(), MESSAGES);
    assert_eq!(flood.look(61.0).len(), 2 * MESSAGES);
}
