//! Rules and their messages through kills: nothing is lost, and each message is shown once, whenever the server is killed.
//!
//! The gate kills it six times; with `KILLS=200` in its environment (`npm run matrix`) it is killed so often.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::fake_robots::FakeRobots;
use crate::kills::store;
use crate::program::{Program, key};

/// Longest wait until everything was sent: a robot sends 17 messages a minute.
const DRAIN: Duration = Duration::from_secs(240);
/// How often it is killed while one thing happens to what the rules found.
const FEW: u64 = 4;

const CONFIG: &str = r#"
[rule.new]
on = "new_issue"
channels = ["ops"]
group_wait = "0s"
group_interval = "0s"
[rule.third]
on = "new_issue"
after_events = 3
channels = ["third"]
group_wait = "0s"
group_interval = "0s"
[rule.hot]
on = "events"
above = 3
window = "24h"
channels = ["hot"]
group_wait = "0s"
group_interval = "0s"
[rule.dead]
on = "new_issue"
channels = ["dead"]
group_wait = "0s"
group_interval = "0s"
"#;

struct Setting<'a> {
    data: &'a Path,
    key: String,
    robots: FakeRobots,
    events: u64,
}

impl<'a> Setting<'a> {
    fn new(data: &'a Path) -> Self {
        let robots = FakeRobots::start();
        robots.set_gone("dead", true);
        let mut config = CONFIG.to_owned();
        for name in ["ops", "third", "hot", "spare", "dead"] {
            let url = format!("http://{}/{name}", robots.address);
            config += &format!("[alert.dingtalk.{name}]\naccess_token = \"t\"\nurl = \"{url}\"\n");
        }
        config += "fallback = \"spare\"\nfallback_after = \"1m\"\n";
        std::fs::write(data.join("balefire.toml"), config).unwrap();
        Self { data, key: key(data), robots, events: 0 }
    }

    fn post(&mut self, server: &Program, group: &str) {
        self.events += 1;
        let id = format!("{:032x}", self.events);
        let event = format!(
            "{{\"event_id\":\"{id}\",\"message\":\"{group}\",\"level\":\"error\",\"fingerprint\":[\"{group}\"]}}"
        );
        let body = format!("{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{event}\n");
        let answer = server.post(&self.key, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Starts the server, and kills it after a while that differs each time.
    fn kill(&self, n: u64) {
        let server = Program::start(self.data);
        thread::sleep(Duration::from_millis(n * 37 % 150));
        drop(server);
    }

    fn number(&self, sql: &str) -> i64 {
        store(self.data).query_one(sql, [], |row| row.get(0)).unwrap()
    }

    fn change(&self, sql: &str) {
        store(self.data).execute_batch(sql).unwrap();
    }

    /// Lets the server run until every event is stored and every alert is sent, and stops it.
    fn drain(&self) {
        let server = Program::start(self.data);
        let begun = Instant::now();
        let waits = || {
            self.number("SELECT count(*) FROM events") < self.events as i64
                || self.number("SELECT count(*) FROM alerts WHERE state = 'waiting'") > 0
        };
        while waits() {
            assert!(begun.elapsed() < DRAIN, "not everything was sent: {}", server.log());
            thread::sleep(Duration::from_millis(50));
        }
        server.stop();
    }

    /// How many issues the messages of a robot tell of.
    fn told(&self, robot: &str) -> i64 {
        let issues = |title: &String| {
            title.split_once(" new issues in ").map_or(1, |(number, _)| number.parse::<i64>().unwrap())
        };
        self.robots.shown(robot).iter().filter(|title| !title.starts_with("Balefire")).map(issues).sum()
    }

    fn news(&self, robot: &str) -> Vec<String> {
        self.robots.shown(robot).into_iter().filter(|title| title.starts_with("Balefire")).collect()
    }
}

#[test]
fn rules_and_their_messages_survive_every_kill() {
    let kills: u64 = std::env::var("KILLS").ok().map_or(6, |kills| kills.parse().unwrap());
    let data = tempfile::tempdir().unwrap();
    let mut setting = Setting::new(data.path());
    for kill in 0..kills {
        let server = Program::start(setting.data);
        setting.post(&server, &format!("new {kill}"));
        setting.post(&server, &format!("third {}", kill / 3));
        setting.post(&server, "hot");
        // Each time at another moment of its work.
        thread::sleep(Duration::from_millis(kill * 37 % 400));
        drop(server);
        if kill == kills / 2 {
            // The channel has failed for longer than a minute.
            setting.change("UPDATE channel_failures SET since = since - 100 WHERE channel = 'dead'");
        }
    }
    // What the last events make of the rules is seen at the next start.
    setting.drain();
    setting.change(
        "UPDATE channel_failures SET since = since - 100 WHERE channel = 'dead' AND fallback IS NULL",
    );
    setting.drain();

    let issues = setting.number("SELECT count(*) FROM issues");
    assert_eq!(issues, kills as i64 + kills.div_ceil(3) as i64 + 1);
    assert_eq!(setting.told("ops"), issues, "{:?}", setting.robots.shown("ops"));
    assert_eq!(setting.told("spare"), issues, "{:?}", setting.robots.shown("spare"));
    assert_eq!(setting.news("spare"), ["Balefire · The channel dead fails"]);
    let third = setting.number("SELECT count(*) FROM issues WHERE count >= 3");
    assert_eq!(setting.told("third"), third, "{:?}", setting.robots.shown("third"));
    let waiting = setting.number("SELECT count(*) FROM alert_states WHERE rule = 'third' AND told IS NULL");
    assert_eq!(waiting, issues - third);
    assert_eq!(setting.robots.shown("hot").len(), 1, "{:?}", setting.robots.shown("hot"));
    assert_eq!(setting.number("SELECT count(*) FROM alerts WHERE state = 'failed'"), 0);

    // It goes on, and its interval is over.
    setting.change("UPDATE alert_states SET told = told - 20000 WHERE rule = 'hot'");
    (0..FEW).for_each(|n| setting.kill(n));
    setting.drain();
    assert_eq!(setting.robots.shown("hot").len(), 2, "{:?}", setting.robots.shown("hot"));

    // It is over.
    setting
        .change("UPDATE alert_states SET since = since - 2000 WHERE rule = 'hot'; DELETE FROM alert_counts");
    (0..FEW).for_each(|n| setting.kill(n));
    setting.drain();
    let hot = setting.robots.shown("hot");
    assert!(hot.len() == 3 && hot[2].starts_with("recovered"), "{hot:?}");
    assert_eq!(setting.number("SELECT count(*) FROM alert_states WHERE rule = 'hot'"), 0);

    // The robot is put right: it is told, and so is the one that stood in for it.
    setting.robots.set_gone("dead", false);
    let begun = Instant::now();
    // A try whose answer was lost is followed by another one at the next start.
    for n in 0.. {
        setting.kill(n);
        if n >= FEW && setting.number("SELECT count(*) FROM channel_failures") == 0 {
            break;
        }
        assert!(begun.elapsed() < DRAIN, "the channel is still taken for one that fails");
    }
    let server = Program::start(setting.data);
    setting.post(&server, "after");
    drop(server);
    setting.drain();
    assert_eq!(setting.news("dead"), ["Balefire · The channel dead works again"]);
    assert_eq!(setting.news("spare")[1..], ["Balefire · The channel dead works again"]);
    assert_eq!((setting.told("dead"), setting.told("spare")), (1, issues));
}
