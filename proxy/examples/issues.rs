//! Fills a store with events of two weeks, and measures lists of issues and searches: `npm run bench -- issues`.
//!
//! Few issues have most events, as in life. Messages have numbers in them, one issue in ten is in Chinese.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use balefire_proxy::model::event::{Description, Event};
use balefire_proxy::model::issue_state::{Actor, IssueChange, ResolveIn, StatusChange};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::search::parse;
use balefire_proxy::store::{Ingest, IssueQuery, IssueSort, IssueWork, Issues, ProjectAdmin, Sqlite};

const DAY: f64 = 86_400.0;
const PROJECTS: usize = 5;
/// Events in one transaction.
const BATCH: usize = 2_000;
const ROUNDS: usize = 20;
const PAGE: u32 = 26;

const SEARCHES: [&str; 25] = [
    "is:unresolved",
    "is:resolved",
    "is:for_review",
    "TypeError",
    "\"cannot read\"",
    "checkout4711",
    "nosuchword",
    "支付失败",
    "支付",
    "xz",
    "level:fatal",
    "environment:staging",
    "release:web@1.7",
    "release:latest",
    "url:*step/49*",
    "browser.name:Fire*",
    "error.type:RangeError error.value:*order*",
    "error.handled:false",
    "stack.function:submit4711",
    "stack.filename:*form7.js",
    "user.id:user-4711",
    "user-4711",
    "times_seen:>100",
    "firstSeen:-24h",
    "is:unresolved !level:warning environment:production TypeError",
];

fn main() {
    let (mut events, mut issues) = (1_000_000, 50_000);
    let mut kept: Option<PathBuf> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--events", Some(number)) => events = number.parse().expect("--events is a number"),
            ("--issues", Some(number)) => issues = number.parse().expect("--issues is a number"),
            ("--directory", Some(path)) => kept = Some(path.into()),
            _ => panic!("usage: issues [--events NUMBER] [--issues NUMBER] [--directory PATH]"),
        }
    }
    let temporary = tempfile::tempdir().expect("a directory for the store");
    let directory = kept.as_deref().unwrap_or(temporary.path());
    let now = Timestamp::now();
    if !directory.join("store.db").exists() {
        fill(directory, events, issues, now);
    }
    ask(directory, now);
    println!("memory at most {}", memory());
}

/// Numbers between 0 and 1, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, count: usize) -> usize {
        ((self.next() * count as f64) as usize).min(count - 1)
    }
}

fn fill(directory: &Path, events: usize, issues: usize, now: Timestamp) {
    let store = Sqlite::open(directory).expect("a store");
    let projects: Vec<i64> = (0..PROJECTS)
        .map(|n| store.ensure_project(&format!("project{n}"), &format!("{n:032x}")).expect("a project").id)
        .collect();
    let mut random = Random(7);
    let started = Instant::now();
    let (mut made, mut number) = (0, 0);
    while number < events {
        let mut batch = store.begin().expect("a transaction");
        for _ in 0..BATCH.min(events - number) {
            // First each issue once, then most events of few of them.
            let issue =
                if made < issues { made } else { (random.next().powi(3) * issues as f64) as usize % issues };
            made += 1;
            let event = event(number, issue, projects[issue % PROJECTS], &mut random, now, events);
            batch.record(&event).expect("recorded");
            number += 1;
        }
        batch.commit().expect("committed");
    }
    let ids: Vec<i64> = (1..=issues as i64).filter(|id| id % 4 == 0).collect();
    let resolve = StatusChange::Resolve(ResolveIn::Now);
    let change = IssueChange { status: Some(resolve), ..IssueChange::default() };
    for ids in ids.chunks(1_000) {
        assert!(store.change_issues(ids, &change, &Actor::Pages, now).is_ok(), "resolved");
    }
    let each = started.elapsed() / u32::try_from(events).unwrap_or(u32::MAX).max(1);
    println!("{events} events of {issues} issues in {:.0?}, {each:.0?} each", started.elapsed());
}

fn event(
    number: usize,
    issue: usize,
    project_id: i64,
    random: &mut Random,
    now: Timestamp,
    all: usize,
) -> Event {
    let time = Timestamp(now.0 - 14.0 * DAY * (1.0 - number as f64 / all as f64));
    let kind = ["TypeError", "RangeError", "ReferenceError", "Error"][issue % 4];
    let value = if issue % 10 == 9 {
        format!("订单 {number} 支付失败: 模块 {issue}")
    } else {
        format!("cannot read order {number} of checkout{issue}")
    };
    let level = ["error", "error", "error", "warning", "fatal"][issue % 5];
    let release = format!("web@1.{}", number * 8 / all);
    let url = format!("https://shop.test/step/{}", random.below(200));
    let browser = ["Chrome", "Firefox", "Safari"][random.below(3)];
    let frames: Vec<String> = (0..8)
        .map(|n| {
            format!(
                r#"{{"function":"submit{}","filename":"src/form{}.js","lineno":{n}}}"#,
                issue + n,
                (issue + n) % 500
            )
        })
        .collect();
    let tags = [
        ("level", level),
        ("release", &release),
        ("environment", if issue.is_multiple_of(7) { "staging" } else { "production" }),
        ("url", &url),
        ("browser.name", browser),
        ("os.name", ["Windows", "macOS", "Android"][random.below(3)]),
        ("handled", if issue.is_multiple_of(3) { "no" } else { "yes" }),
    ];
    Event {
        project_id,
        event_id: format!("{number:032x}"),
        timestamp: time,
        received: time,
        level: level.into(),
        platform: "javascript".into(),
        description: Description {
            title: format!("{kind}: {value}"),
            culprit: format!("submit{issue}(src/form{}.js)", issue % 500),
            exception_type: kind.into(),
            value: value.clone(),
            filename: format!("src/form{}.js", issue % 500),
            function: format!("submit{issue}"),
        },
        release: Some(release.clone()),
        logger: None,
        environment: None,
        user: Some(format!("user-{}", random.below(20_000))),
        trace_id: None,
        span_id: None,
        tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        group: format!("{issue:032x}"),
        grouping_rules: None,
        pending_symbols: Vec::new(),
        times_seen: 1,
        asks_for_alert: false,
        sample_rate: 1.0,
        body: format!(
            r#"{{"event_id":"{number:032x}","release":"{release}","exception":{{"values":[{{"type":"{kind}","value":"{value}","stacktrace":{{"frames":[{}]}}}}]}},"request":{{"url":"{url}?q=1"}}}}"#,
            frames.join(",")
        ),
    }
}

fn ask(directory: &Path, now: Timestamp) {
    let store = Sqlite::open(directory).expect("a store");
    let query = |text: &str| {
        let search = parse(text, now).expect("a search");
        IssueQuery { search, now, limit: PAGE, ..IssueQuery::default() }
    };
    println!("{:62} {:>8} {:>8} {:>8} {:>8}", "", "found", "first", "p50", "p99");
    let sorts =
        [IssueSort::LastSeen, IssueSort::FirstSeen, IssueSort::Events, IssueSort::Users, IssueSort::Trend];
    for sort in sorts {
        let asked = IssueQuery { sort, ..query("is:unresolved") };
        time(&format!("sorted by {sort:?}"), || store.issues(&asked).expect("issues").len());
        let asked = IssueQuery { projects: Some(vec![2]), ..asked };
        time(&format!("sorted by {sort:?}, of a project"), || store.issues(&asked).expect("issues").len());
    }
    let day = IssueQuery { from: Some(Timestamp(now.0 - DAY)), ..query("is:unresolved") };
    time("of the last 24 hours", || store.issues(&day).expect("issues").len());
    let range = IssueQuery { to: Some(Timestamp(now.0 - 2.0 * DAY)), ..day };
    let range = IssueQuery { from: Some(Timestamp(now.0 - 4.0 * DAY)), ..range };
    time("of two days", || store.issues(&range).expect("issues").len());
    let far = IssueQuery { offset: 20_000, ..query("") };
    time("page 800 of all", || store.issues(&far).expect("issues").len());
    for text in SEARCHES {
        let asked = query(text);
        time(text, || store.issues(&asked).expect("issues").len());
        time(&format!("  number of {text}"), || {
            store.count_issues(&asked, 1_001).expect("a number") as usize
        });
    }
    let busiest = store.issues(&IssueQuery { sort: IssueSort::Events, ..query("") }).expect("issues")[0].id;
    time("issue: its row", || store.issue(busiest).expect("an issue").map_or(0, |_| 1));
    time("issue: newest event", || store.latest_event(busiest).expect("an event").map_or(0, |_| 1));
    time("issue: tags", || store.tags(busiest).expect("tags").len());
    time("issue: hours", || store.hourly(&[busiest], now).expect("hours").len());
    time("issue: first page of events", || store.events(busiest, 0, PAGE).expect("events").len());
}

/// Measures a question: the first time, and then some more.
fn time(name: &str, question: impl Fn() -> usize) {
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..=ROUNDS {
        let started = Instant::now();
        found = question();
        times.push(started.elapsed());
    }
    let first = times.remove(0);
    times.sort_unstable();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    let shown = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    println!("{name:62} {found:>8} {:>8} {:>8} {:>8}", shown(first), shown(at(0.5)), shown(at(0.99)));
}

/// The largest memory of this process, as Linux tells it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown".into(), |size| size.trim().to_owned())
}
