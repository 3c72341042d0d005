//! A flood of new issues, from the store to a fake DingTalk, at invented times.

use super::setting::Channels;
use super::*;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::event_rules::EventRules;
use crate::alerts::grouping::Grouped;
use crate::alerts::samples::{NOW, config_with, event, robot_at, stored, titled};
use crate::config::Config;
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::Delivery;
use crate::model::event::Event;
use crate::store::{AlertLog, Ingest, ProjectAdmin, Sqlite};

/// What DingTalk takes in a minute, without the reserve for fatal ones.
const MESSAGES: usize = 17;

/// A server's store, its worker's last step and its outbox, at a clock of their own.
struct Flood {
    store: Arc<Sqlite>,
    config: Config,
    server: FakeServer,
    outbox: Channels,
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
        let outbox = Channels::new(Arc::clone(&store) as Arc<dyn AlertOutbox>);
        Self { store, config, server, outbox, grouped: Grouped::default(), issues: 0, _directory: directory }
    }

    fn come(&mut self, project_id: i64, level: &str, issues: u32, second: f64) {
        let mut batch = self.store.begin().unwrap();
        let mut rules = EventRules::new(&self.config, &(), at(second));
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
            let recorded = batch.record(&event).unwrap();
            let project = ["shop", "blog", "wiki"][project_id as usize - 1];
            rules.on_event(batch.as_mut(), &recorded, &event, project).unwrap();
        }
        let grouped = rules.finish(batch.as_mut()).unwrap();
        batch.commit().unwrap();
        self.grouped += grouped;
        assert_eq!(grouped.dropped, 0);
    }

    /// The outbox looks at this second; the titles of all messages so far.
    fn look(&mut self, second: f64) -> Vec<String> {
        while self.outbox.run_once(&self.config, &|| at(second)) > 0 {}
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

    /// Of how many issues a channel tells that shows each message once, if it shows every try.
    fn told_at_most(&self) -> u64 {
        let requests = self.server.requests().into_iter();
        let shown: BTreeMap<String, String> = requests
            .map(|request| serde_json::from_str::<serde_json::Value>(&request.body).unwrap())
            .map(|body| (body["msgUuid"].to_string(), short(body["markdown"]["title"].as_str().unwrap())))
            .collect();
        shown.values().map(|title| issues_of(title)).sum()
    }

    /// Nothing is lost: each issue was told, by itself or in the number of a digest.
    #[track_caller]
    fn check_nothing_lost(&self) {
        let told = self.messages().iter().map(|(title, _)| issues_of(title)).sum::<u64>();
        assert_eq!(told, u64::from(self.issues), "{:?}", self.messages());
        assert_eq!(self.grouped.notified + self.grouped.folded, u64::from(self.issues));
    }
}

/// How many issues a message with this title tells of.
fn issues_of(title: &str) -> u64 {
    title.split_once(" new issues in ").map_or(1, |(count, _)| count.parse().unwrap())
}

#[test]
fn five_thousand_issues_within_a_minute_are_two_messages_and_hide_no_other() {
    let mut flood = Flood::new();
    for n in 0..50 {
        let second = f64::from(n) * 1.14;
        flood.come(1, "error", 100, second);
        if n == 25 {
            flood.come(2, "error", 1, second);
        }
        if n % 2 == 1 {
            flood.look(second);
        }
    }
    let told = flood.look(59.9);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[1], "blog: title 2601");
    assert!(told[0].ends_with(" new issues in shop"), "{told:?}");
    let at_the_end = flood.look(400.0);
    assert_eq!(at_the_end.len(), 3, "{at_the_end:?}");
    flood.check_nothing_lost();
    let text = &flood.messages()[2].1;
    assert!(text.contains("**error:** title 5001\n\n**error:** title 5000\n\n"), "{text}");
    // One that comes after the flood, of the same project.
    flood.come(1, "error", 1, 1_000.0);
    assert_eq!(flood.look(1_010.0)[3..], ["shop: title 5002"]);
    assert_eq!(flood.store.alerts(1_000).unwrap().len(), 4);
    flood.check_nothing_lost();
}

/// What is fatal in a storm does not wait, and makes one message more at most.
#[test]
fn a_storm_of_a_thousand_issues_is_three_messages_at_most() {
    for is_fatal in [|_: u32| false, |n| n == 175, |n| n % 2 == 0, |_| true] {
        let mut flood = Flood::new();
        for n in 0..250 {
            let second = f64::from(n) * 0.24;
            flood.come(1, if is_fatal(n) { "fatal" } else { "error" }, 4, second);
            if n % 5 == 0 {
                flood.look(second);
            }
        }
        for second in (60..1_200).step_by(10) {
            flood.look(second.into());
        }
        flood.check_nothing_lost();
        assert!(flood.messages().len() <= 3, "{:?}", flood.messages());
    }
}

#[test]
fn a_digest_that_is_sent_while_its_batch_is_written_loses_nothing() {
    let mut flood = Flood::new();
    flood.come(1, "error", 20, 0.0);
    assert_eq!(flood.look(10.1), ["20 new issues in shop"]);
    // The clock of the worker stood at 9.9 when it began; the outbox has sent meanwhile.
    flood.come(1, "error", 30, 9.9);
    assert_eq!(flood.look(400.0)[1..], ["30 new issues in shop"]);
    flood.check_nothing_lost();
}

#[test]
fn a_flood_of_two_projects_leaves_a_third_its_message() {
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
    assert!(flood.look(310.0).contains(&"wiki: title 1501".to_owned()));
    assert!(flood.store.alerts(10_000).unwrap().len() < 10);
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
        assert!(flood.store.alerts(1_000).unwrap().len() <= 2, "{answer:?}");
        flood.answer_from_now_on();
        for minute in 120..180 {
            flood.look(f64::from(minute) * 60.0);
        }
        flood.check_nothing_lost();
        assert!(flood.messages().len() <= 2, "{answer:?}");
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
    // Each try closes a digest: at most one for five minutes.
    let alerts = flood.store.alerts(1_000).unwrap();
    assert!(alerts.len() <= 2 + 24);
    let told: u64 =
        alerts.iter().map(|it| it.alert.digest().map_or(1, |digest| u64::from(digest.issues))).sum();
    assert_eq!(told, 1_200);
}

/// The channel may have shown its first try, so an alert that grows after that would tell of the same issue twice.
#[test]
fn an_alert_that_may_have_arrived_takes_no_more_whatever_the_next_try_says() {
    for refusal in [fake::errcode(-1), fake::errcode(130_101), Answer::json(200, "<html>")] {
        for is_killed in [false, true] {
            let lost = (!is_killed).then_some(Answer::Reset);
            let mut flood = Flood::answering(lost.into_iter().chain([refusal.clone()]));
            flood.come(1, "error", 1, 0.0);
            if is_killed {
                // The server was killed while it sent it.
                flood.store.seal_alert(1).unwrap();
            }
            for second in (10..2_000).step_by(5) {
                flood.look(second.into());
                if second % 20 == 0 && second < 100 {
                    flood.come(1, "error", 1, second.into());
                }
            }
            assert_eq!(flood.told_at_most(), u64::from(flood.issues), "{:?}", flood.messages());
        }
    }
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
    flood.outbox = Channels::new(Arc::clone(&flood.store) as Arc<dyn AlertOutbox>);
    assert_eq!(flood.look(30.0).len(), MESSAGES);
    assert_eq!(flood.look(61.0).len(), 2 * MESSAGES);
}
