//! Fills a store with page loads of two weeks, and measures questions about them: `npm run bench -- performance`.
//!
//! The page loads have 300 routes, 5 releases, 3 environments, 3 devices and 5 browsers, as a shop has them: few routes have
//! most of the visitors, and each release follows the one before. With `--even 1` each of these 67,500 combinations is
//! equally often, which is the worst that so many dimensions can do to distributions. Each page load has five vitals.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use balefire_proxy::model::span::{Dimensions, Segment, SegmentKind, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::vital::{Metric, Vital};
use balefire_proxy::process::{Arrival, TraceContext, TraceHeader, spans};
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::store::{
    Dimension, DiskUse, FoldVitals, Ingest, Measure, Performance, PerformanceFilter, PerformanceUse,
    ProjectAdmin, SegmentOrder, Sqlite, VITALS_OPEN,
};

const DAYS: f64 = 14.0;
const DAY: f64 = 86_400.0;
/// Page loads in one transaction, and vitals that are folded in one. The worker has fewer, so it writes slower.
const BATCH: usize = 5_000;
const FOLDED: u32 = 20_000;
const ROUNDS: usize = 20;

fn main() {
    let mut page_loads = 1_000_000;
    let mut batch = BATCH;
    let mut kept: Option<PathBuf> = None;
    let mut is_even = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--page-loads", Some(number)) => page_loads = number.parse().expect("--page-loads is a number"),
            ("--batch", Some(number)) => batch = number.parse().expect("--batch is a number"),
            ("--directory", Some(path)) => kept = Some(path.into()),
            ("--even", Some(flag)) => is_even = flag == "1",
            _ => panic!(
                "usage: performance [--page-loads NUMBER] [--batch NUMBER] [--directory PATH] [--even 0|1]"
            ),
        }
    }
    let temporary = tempfile::tempdir().expect("a directory for the store");
    let directory = kept.as_deref().unwrap_or(temporary.path());
    // But around midnight UTC the range begins and ends within a day.
    let now = Timestamp::now().0;
    if !directory.join("store.db").exists() {
        fill(directory, (page_loads, batch.max(1)), is_even, now);
    }
    ask(directory, now);
    read_items();
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

    fn id(&mut self) -> u64 {
        (self.next() * 2_f64.powi(52)) as u64
    }

    /// A duration as pages have them: most around the middle, a long tail.
    fn duration(&mut self, middle: f64) -> f64 {
        middle * ((self.next() + self.next() + self.next() - 1.5) * 1.5).exp()
    }
}

const ROUTES: usize = 300;
const RELEASES: usize = 5;
/// The values of a dimension, each with its share of the page loads.
const ENVIRONMENTS: [(&str, f64); 3] = [("production", 0.92), ("staging", 0.06), ("preview", 0.02)];
const DEVICES: [(&str, f64); 3] = [("mobile", 0.55), ("desktop", 0.4), ("tablet", 0.05)];
const BROWSERS: [(&str, f64); 5] =
    [("Chrome", 0.6), ("Safari", 0.2), ("Edge", 0.1), ("Firefox", 0.07), ("Opera", 0.03)];

/// The dimensions of page loads.
struct Mix {
    is_even: bool,
    known: HashMap<[usize; 5], Arc<Dimensions>>,
}

impl Mix {
    /// The dimensions of a page load at a share of the range, from 0 to 1.
    fn choose(&mut self, random: &mut Random, at: f64) -> Arc<Dimensions> {
        let places = if self.is_even {
            [ROUTES, RELEASES, 3, 3, 5].map(|count| random.below(count))
        } else {
            // Each route has a little less than the one before. A release goes out over a fifth of the range.
            let route = (ROUTES as f64).powf(random.next()) - 1.0;
            let release = (at * RELEASES as f64 - random.next().powi(3)).max(0.0);
            let of = |shares: &[(&str, f64)], mut roll: f64| {
                let found = shares.iter().position(|(_, share)| {
                    roll -= share;
                    roll < 0.0
                });
                found.unwrap_or(0)
            };
            [
                route as usize,
                (release as usize).min(RELEASES - 1),
                of(&ENVIRONMENTS, random.next()),
                of(&DEVICES, random.next()),
                of(&BROWSERS, random.next()),
            ]
        };
        let [route, release, environment, device, browser] = places;
        let known = self.known.entry(places).or_insert_with(|| {
            Arc::new(Dimensions {
                name: if route == 0 { "/checkout".into() } else { format!("/route/{route}/:id") },
                release: format!("shop@1.{release}.0"),
                environment: ENVIRONMENTS[environment].0.into(),
                device: DEVICES[device].0.into(),
                browser: BROWSERS[browser].0.into(),
            })
        });
        Arc::clone(known)
    }
}

fn page_load(random: &mut Random, dimensions: &Arc<Dimensions>, start: f64) -> TraceData {
    let start = Timestamp(start);
    let (span_id, trace_id) = (format!("{:016x}", random.id()), format!("{:032x}", random.id()));
    let duration = random.duration(1_800.0);
    let data = serde_json::json!({
        "url.path": dimensions.name, "browser.navigation.type": "navigate", "sentry.origin": "auto.pageload.browser",
        "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36",
    });
    let segment = Segment {
        trace_id: trace_id.clone(),
        span_id: span_id.clone(),
        parent_span_id: None,
        event_id: None,
        kind: SegmentKind::PageLoad,
        op: "pageload".into(),
        start,
        duration,
        is_failed: false,
        status: "ok".into(),
        dimensions: Arc::clone(dimensions),
        url: format!("https://shop.example{}", dimensions.name),
        platform: "javascript".into(),
        user: None,
        sample_rate: 0.5,
        data: data.as_object().cloned().unwrap_or_default(),
    };
    let middles = [1_600.0, 120.0, 0.05, 1_100.0, 300.0];
    let vitals = Metric::ALL.into_iter().zip(middles).map(|(metric, middle)| Vital {
        metric,
        value: random.duration(middle),
        page_view: span_id.clone(),
        navigation: String::new(),
        trace_id: trace_id.clone(),
        start,
        measured: start,
        navigation_type: "navigate".into(),
        element: "main > img.hero".into(),
        dimensions: Arc::clone(dimensions),
        sample_rate: 0.5,
    });
    let vitals = vitals.collect();
    let received = Timestamp(start.0 + 10.0);
    TraceData { project_id: 1, received, segments: vec![segment], vitals, ..TraceData::default() }
}

fn fill(directory: &Path, (page_loads, in_batch): (usize, usize), is_even: bool, now: f64) {
    std::fs::create_dir_all(directory).expect("the directory can be made");
    let store = Sqlite::open(directory).expect("the store opens");
    store.ensure_project("demo", "0123456789abcdef0123456789abcdef").expect("a project");
    let (mut mix, mut random) = (Mix { is_even, known: HashMap::new() }, Random(1));
    let first = now - DAYS * DAY;
    let (begin, mut folding, mut folded_at) = (Instant::now(), Duration::ZERO, first);
    for batch_begin in (0..page_loads).step_by(in_batch) {
        let mut batch = store.begin().expect("a transaction");
        let mut at = first;
        for n in batch_begin..page_loads.min(batch_begin + in_batch) {
            let share = n as f64 / page_loads as f64;
            at = first + DAYS * DAY * share;
            let dimensions = mix.choose(&mut random, share);
            let data = page_load(&mut random, &dimensions, at);
            batch.record_trace(&data).expect("it is stored");
        }
        batch.commit().expect("the commit");
        // As the server does each minute.
        if at - folded_at > 60.0 {
            let begin = Instant::now();
            while store.fold_vitals(Timestamp(at - VITALS_OPEN), FOLDED).expect("folding")
                >= u64::from(FOLDED)
            {}
            folding += begin.elapsed();
            folded_at = at;
        }
    }
    while store.fold_vitals(Timestamp(now), FOLDED).expect("folding") > 0 {}
    let elapsed = begin.elapsed();
    let rate = page_loads as f64 / elapsed.as_secs_f64();
    println!("filled with {page_loads} page loads in {:.0} s: {rate:.0}/s", elapsed.as_secs_f64());
    println!("of that folding: {:.0} s", folding.as_secs_f64());
    let size = store.performance_size().expect("its size");
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    println!(
        "store: {:.0} MB; counted: {:.0} MB recent, {:.0} MB distributions",
        megabytes(store.size().expect("its size")),
        megabytes(size.recent),
        megabytes(size.distributions())
    );
}

/// A question, which returns how many values it found.
type Question<'a> = (&'a str, Box<dyn Fn(&Sqlite) -> u64 + 'a>);

fn ask(directory: &Path, now: f64) {
    let all = PerformanceFilter {
        project_id: 1,
        from: Timestamp(now - DAYS * DAY),
        to: Timestamp(now),
        ..PerformanceFilter::default()
    };
    let narrow = PerformanceFilter {
        name: Some("/checkout".into()),
        release: Some("shop@1.2.0".into()),
        environment: Some("production".into()),
        device: Some("mobile".into()),
        ..all.clone()
    };
    let release = PerformanceFilter { release: Some("shop@1.2.0".into()), ..all.clone() };
    let phones = PerformanceFilter { device: Some("mobile".into()), ..all.clone() };
    let lcp = Measure::Vital(Metric::Lcp);
    let p75 = |filter: PerformanceFilter| -> Box<dyn Fn(&Sqlite) -> u64> {
        Box::new(move |store| {
            let found = store.distribution(&filter, lcp).expect("an answer").histogram;
            assert!(found.percentile(0.75).is_some(), "no values");
            found.count()
        })
    };
    let by = |dimension: Dimension| -> Box<dyn Fn(&Sqlite) -> u64> {
        let filter = all.clone();
        Box::new(move |store| {
            let found = store.distributions_by(&filter, lcp, dimension, 50).expect("an answer");
            found.iter().map(|(_, it)| it.histogram.count()).sum()
        })
    };
    let list = |filter: PerformanceFilter, order: SegmentOrder| -> Box<dyn Fn(&Sqlite) -> u64> {
        Box::new(move |store| {
            store.segments(&filter, SegmentKind::PageLoad, order, 0, 50).expect("an answer").len() as u64
        })
    };
    let (trend, sides) = (all.clone(), all.clone());
    let every = [Dimension::Name, Dimension::Release, Dimension::Browser, Dimension::Device];
    let questions: Vec<Question<'_>> = vec![
        ("p75 of LCP: one route, release, environment, on phones", p75(narrow.clone())),
        ("p75 of LCP: the whole project", p75(all.clone())),
        ("p75 of LCP: one release", p75(release)),
        ("p75 of LCP: phones", p75(phones)),
        ("LCP by route", by(Dimension::Name)),
        ("LCP by release", by(Dimension::Release)),
        (
            "LCP by day",
            Box::new(move |store| {
                store.trend(&trend, lcp).expect("an answer").iter().map(|(_, it)| it.histogram.count()).sum()
            }),
        ),
        (
            "LCP as a whole, by day, route, release, browser and device",
            Box::new(move |store| {
                store.summary(&sides, lcp, &every, 50).expect("an answer").all.histogram.count()
            }),
        ),
        ("50 newest page loads", list(all.clone(), SegmentOrder::Newest)),
        ("50 slowest page loads", list(all.clone(), SegmentOrder::Slowest)),
        (
            "50 slowest page loads: one route, release, environment, on phones",
            list(narrow, SegmentOrder::Slowest),
        ),
    ];
    println!("| question | values | first after opening | median of {ROUNDS} | longest | work, median |");
    println!("|---|--:|--:|--:|--:|--:|");
    for (name, question) in questions {
        std::fs::create_dir_all(directory).expect("the directory can be made");
        let store = Sqlite::open(directory).expect("the store opens");
        let (mut times, mut work) = (Vec::new(), Vec::new());
        let mut values = 0;
        for _ in 0..ROUNDS {
            let (begin, worked) = (Instant::now(), worked());
            values = question(&store);
            times.push(begin.elapsed().as_secs_f64() * 1e3);
            work.push(self::worked() - worked);
        }
        let first = times.first().copied().unwrap_or_default();
        times.sort_by(f64::total_cmp);
        let (median, longest) = (times.get(ROUNDS / 2), times.last());
        let (median, longest) = (median.copied().unwrap_or_default(), longest.copied().unwrap_or_default());
        work.sort_by(f64::total_cmp);
        let work = work.get(ROUNDS / 2).copied().unwrap_or_default();
        println!("| {name} | {values} | {first:.1} ms | {median:.1} ms | {longest:.1} ms | {work:.1} ms |");
    }
}

/// Reads items of 1,000 spans as browsers send them, the most that is read of one.
fn read_items() {
    let value = |value: &str| serde_json::json!({"value": value, "type": "string"});
    let items: Vec<_> = (0..1_000_u32)
        .map(|n| {
            let start = 1_800_000_000.0 + f64::from(n) / 1e3;
            let url = format!("https://cdn.example/assets/{n}/main.{n:08x}.js?user=7&session=0af76519");
            serde_json::json!({
                "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": format!("{:016x}", n + 1),
                "parent_span_id": "b7ad6b7169203331", "name": url, "start_timestamp": start, "end_timestamp": start + 0.2,
                "status": "ok", "is_segment": false,
                "attributes": {
                    "sentry.op": value("resource.script"), "sentry.origin": value("auto.resource.browser.metrics"),
                    "sentry.release": value("shop@1.0.0"), "sentry.environment": value("production"),
                    "sentry.segment.id": value("b7ad6b7169203331"), "url.full": value(&url),
                    "http.response_transfer_size": {"value": 4_321, "type": "integer"},
                    "network.protocol.name": value("http"), "network.protocol.version": value("2"),
                },
            })
        })
        .collect();
    let payload = serde_json::json!({"version": 2, "items": items}).to_string();
    let arrival =
        Arrival { project_id: 1, received: Timestamp(1_800_000_060.0), event_id: None, sent_at: None };
    let (scrubber, trace) =
        (Scrubber::new(&Settings::default()).expect("the default rules"), TraceHeader::default());
    let context =
        TraceContext { arrival: &arrival, trace: &trace, scrubber: &scrubber, filters: &Default::default() };
    let mut work: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = worked();
            let read = spans(payload.as_bytes(), 1_000, &context).expect("it is read");
            assert_eq!(read.data.spans.len(), 1_000);
            worked() - begin
        })
        .collect();
    work.sort_by(f64::total_cmp);
    let median = work.get(ROUNDS / 2).copied().unwrap_or_default();
    println!("an item of 1000 spans, {} KB, is read in {median:.1} ms of work", payload.len() / 1_000);
}

/// How long this thread has run on a processor, in ms: unlike the time of the clock, other programs hardly change it.
/// <https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat>
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = told.split(' ').next().and_then(|number| number.parse().ok());
    nanoseconds.unwrap_or_default() / 1e6
}
