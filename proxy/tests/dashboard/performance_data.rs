//! Two weeks of a shop, for the pages of performance and releases.

use std::sync::Arc;

use balefire_proxy::model::session::{SessionCounts, SessionData};
use balefire_proxy::model::span::{Dimensions, Resource, Segment, SegmentKind, Span, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::vital::{Metric, Vital};
use balefire_proxy::store::Ingest;
use serde_json::{Map, json};

const DAY: f64 = 86_400.0;
const ROUTES: [&str; 5] = ["/", "/products/:id", "/cart", "/checkout", "/<b>&\u{202e}/:id"];
const RELEASES: [&str; 3] = ["shop@1.9.2", "shop@1.10.0", "shop@1.10.1-rc.1"];
const CLIENTS: [(&str, &str); 4] =
    [("desktop", "Chrome"), ("mobile", "Chrome Mobile"), ("mobile", "Mobile Safari"), ("tablet", "Firefox")];

/// The page load whose spans are stored, and its trace.
pub const SPAN: &str = "00000000000000aa";
pub const TRACE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// A navigation of the same page view.
pub const NAVIGATION: &str = "00000000000000cc";

/// Numbers that look like chance, from 0 to 1.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.next() * all.len() as f64) as usize]
    }

    /// Around a middle, with a long tail.
    fn around(&mut self, middle: f64) -> f64 {
        middle * (0.4 + 0.8 * self.next() + 2.0 * self.next().powi(8))
    }
}

/// Stores so many page loads, and what belongs to them.
pub fn fill(store: &dyn Ingest, page_loads: usize, now: Timestamp) {
    let mut chance = Chance(7);
    let mut batch = store.begin().unwrap();
    for n in 0..page_loads {
        let start = now.0 - 14.0 * DAY * (1.0 - n as f64 / page_loads as f64);
        batch.record_trace(&page_load(n, start, &mut chance)).unwrap();
        if n.is_multiple_of(2) {
            batch.record_trace(&request(n, start, &mut chance)).unwrap();
        }
    }
    batch.record_trace(&one(now.0 - 300.0)).unwrap();
    for day in 0..14 {
        batch.record_sessions(&sessions(day, now)).unwrap();
    }
    batch.commit().unwrap();
}

fn dimensions(name: &str, n: usize, age: f64, chance: &mut Chance) -> Arc<Dimensions> {
    let newest = if age < 3.0 { 3 } else { 2 };
    let (device, browser) = CLIENTS[n % CLIENTS.len()];
    Arc::new(Dimensions {
        name: name.to_owned(),
        release: chance.pick(&RELEASES[..newest]).to_owned(),
        environment: if n.is_multiple_of(5) { "staging" } else { "production" }.to_owned(),
        device: device.to_owned(),
        browser: browser.to_owned(),
    })
}

fn segment(ids: (&str, &str), kind: SegmentKind, op: &str, start: f64, of: &Arc<Dimensions>) -> Segment {
    Segment {
        trace_id: ids.0.to_owned(),
        span_id: ids.1.to_owned(),
        parent_span_id: None,
        event_id: None,
        kind,
        op: op.to_owned(),
        start: Timestamp(start),
        duration: 0.0,
        is_failed: false,
        status: "ok".into(),
        dimensions: Arc::clone(of),
        url: String::new(),
        platform: "javascript".into(),
        user: None,
        sample_rate: 0.25,
        data: Map::new(),
    }
}

fn data(start: f64) -> TraceData {
    TraceData { project_id: 1, received: Timestamp(start), ..TraceData::default() }
}

fn page_load(n: usize, start: f64, chance: &mut Chance) -> TraceData {
    let age = (14.0 - n as f64 / 100.0).max(0.0);
    let route = chance.pick(&ROUTES);
    let of = dimensions(route, n, age, chance);
    let slow =
        if of.device == "mobile" { 1.6 } else { 1.0 } * if of.release == RELEASES[1] { 0.8 } else { 1.0 };
    let slow = slow * if route == "/checkout" { 1.5 } else { 1.0 };
    let (trace_id, span_id) = (format!("{n:032x}"), format!("{:016x}", n + 1000));
    let vitals = [
        (Metric::Lcp, 1900.0),
        (Metric::Inp, 160.0),
        (Metric::Cls, 0.06),
        (Metric::Fcp, 1300.0),
        (Metric::Ttfb, 480.0),
    ];
    let vital = |(metric, middle): (Metric, f64), chance: &mut Chance| Vital {
        metric,
        value: chance.around(middle * slow),
        page_view: span_id.clone(),
        navigation: String::new(),
        trace_id: trace_id.clone(),
        start: Timestamp(start),
        measured: Timestamp(start),
        navigation_type: "navigate".into(),
        element: "main > img.hero".into(),
        dimensions: Arc::clone(&of),
        sample_rate: 0.25,
    };
    let resource = |name: &str, middle: f64, size: u64, chance: &mut Chance| Resource {
        trace_id: trace_id.clone(),
        segment_id: Some(span_id.clone()),
        start: Timestamp(start),
        duration: chance.around(middle),
        transfer_size: Some(size),
        dimensions: Arc::new(Dimensions { name: name.to_owned(), ..Dimensions::clone(&of) }),
        sample_rate: 0.25,
    };
    let mut segment = segment((&trace_id, &span_id), SegmentKind::PageLoad, "pageload", start, &of);
    segment.duration = chance.around(2600.0 * slow);
    segment.url = format!("https://shop.test/{n}?token=%5BFiltered%5D");
    TraceData {
        segments: vec![segment],
        vitals: vitals.map(|it| vital(it, chance)).into(),
        resources: vec![
            resource("/assets/app.*.js", 310.0, 184_320, chance),
            resource("/images/hero.avif", 900.0, 1_420_000, chance),
            resource("https://cdn.test/font.*.woff2", 120.0, 0, chance),
        ],
        ..data(start)
    }
}

/// A request of the back end.
fn request(n: usize, start: f64, chance: &mut Chance) -> TraceData {
    let (name, middle) =
        chance.pick(&[("GET /api/cart", 42.0), ("POST /api/orders", 340.0), ("tasks.send_mail", 1900.0)]);
    let of = Dimensions {
        name: name.into(),
        release: "api@3.1.0".into(),
        environment: "production".into(),
        ..Dimensions::default()
    };
    let ids = (format!("{n:032x}"), format!("{:016x}", n + 900_000));
    let mut segment = segment((&ids.0, &ids.1), SegmentKind::Other, "http.server", start, &Arc::new(of));
    segment.duration = chance.around(middle);
    segment.platform = "python".into();
    segment.is_failed = name == "POST /api/orders" && chance.next() < 0.04;
    segment.status = if segment.is_failed { "internal_error".into() } else { "ok".into() };
    TraceData { segments: vec![segment], ..data(start) }
}

/// A page load with spans, and a request of its trace.
fn one(start: f64) -> TraceData {
    let (device, browser) = CLIENTS[1];
    let of = Arc::new(Dimensions {
        name: "/checkout".into(),
        release: RELEASES[1].into(),
        environment: "production".into(),
        device: device.into(),
        browser: browser.into(),
    });
    let mut segment_of_page = segment((TRACE, SPAN), SegmentKind::PageLoad, "pageload", start, &of);
    segment_of_page.duration = 3120.0;
    segment_of_page.url = "https://shop.test/checkout".into();
    segment_of_page.data = Map::from_iter([
        ("browser.navigation.type".into(), json!("navigate")),
        ("<i>".into(), json!("</dd>")),
    ]);
    let back_end = Arc::new(Dimensions {
        name: "POST /api/orders".into(),
        release: "api@3.1.0".into(),
        ..Dimensions::default()
    });
    let mut request =
        segment((TRACE, "00000000000000bb"), SegmentKind::Other, "http.server", start + 1.4, &back_end);
    request.duration = 620.0;
    request.is_failed = true;
    let spans = [
        ("01", None, "browser.DNS", "shop.test", 4.0, 22.0),
        ("02", None, "browser.connect", "shop.test", 26.0, 81.0),
        ("03", None, "browser.request", "https://shop.test/checkout", 110.0, 402.0),
        ("04", None, "browser.domContentLoadedEvent", "https://shop.test/checkout", 1240.0, 12.0),
        ("05", None, "resource.script", "/assets/app.9f3c2a.js", 540.0, 612.0),
        ("06", None, "resource.css", "/assets/app.77ab21.css", 545.0, 180.0),
        ("07", None, "resource.img", "/images/hero.avif", 700.0, 1510.0),
        ("08", None, "ui.long_animation_frame", "Main UI thread blocked", 1180.0, 260.0),
        ("09", None, "ui.react.mount", "<Checkout>", 1200.0, 330.0),
        ("0a", Some("09"), "http.client", "POST /api/orders", 1390.0, 690.0),
        ("0b", Some("0a"), "mark", "orders-sent", 1400.0, 0.0),
        ("0c", None, "ui.interaction.click", "button#pay > span", 41_200.0, 184.0),
    ];
    let id = |short: &str| format!("{short:0>16}");
    let spans = spans.map(|(short, parent, op, name, offset, duration)| Span {
        trace_id: TRACE.into(),
        span_id: id(short),
        parent_span_id: Some(parent.map_or_else(|| SPAN.to_owned(), id)),
        segment_id: Some(SPAN.into()),
        op: op.into(),
        name: name.into(),
        start: Timestamp(start + offset / 1000.0),
        duration,
        is_failed: short == "0a",
        data: Map::new(),
    });
    let vital = |(metric, value, element): (Metric, f64, &str)| Vital {
        metric,
        value,
        page_view: SPAN.into(),
        navigation: String::new(),
        trace_id: TRACE.into(),
        start: Timestamp(start),
        measured: Timestamp(start),
        navigation_type: "navigate".into(),
        element: element.into(),
        dimensions: Arc::clone(&of),
        sample_rate: 0.25,
    };
    let vitals = [
        (Metric::Ttfb, 512.0, ""),
        (Metric::Fcp, 1310.0, ""),
        (Metric::Lcp, 2410.0, "main > img.hero"),
        (Metric::Cls, 0.27, "div.banner<script>"),
        (Metric::Inp, 232.0, "button#pay > span"),
    ];
    let mut vitals: Vec<Vital> = vitals.map(vital).into();
    let (navigation, of_navigation) = navigation(start + 60.0, vital((Metric::Inp, 88.0, "a#help")));
    vitals.push(of_navigation);
    TraceData {
        segments: vec![segment_of_page, request, navigation],
        spans: spans.into(),
        vitals,
        ..data(start)
    }
}

fn sessions(day: u64, now: Timestamp) -> SessionData {
    let started = Timestamp(now.0 - 60.0 - day as f64 * DAY);
    let counts = |(n, release): (u64, &&str)| SessionCounts {
        started,
        user: Some(format!("user {n} {day}")),
        release: (*release).to_owned(),
        environment: "production".into(),
        healthy: 900 - n * 300,
        errored: 20,
        unhandled: 9,
        crashed: if n == 1 { day % 3 } else { 2 + day % 5 },
        abnormal: 0,
    };
    SessionData {
        project_id: 1,
        received: started,
        updates: Vec::new(),
        counts: (0..).zip(&RELEASES).filter(|(n, _)| *n < 2 || day < 3).map(counts).collect(),
        too_many: 0,
    }
}

/// A navigation after the page load, in a trace of its own, with a vital of its page view.
fn navigation(start: f64, vital: Vital) -> (Segment, Vital) {
    let trace_id = "c".repeat(32);
    let of = Arc::new(Dimensions { name: "/help".into(), ..Dimensions::clone(&vital.dimensions) });
    let mut segment = segment((&trace_id, NAVIGATION), SegmentKind::Navigation, "navigation", start, &of);
    segment.data = Map::from_iter([("sentry.pageload.span_id".into(), json!(SPAN))]);
    let vital = Vital {
        trace_id,
        navigation: "2".into(),
        navigation_type: "soft-navigation".into(),
        dimensions: of,
        ..vital
    };
    (segment, vital)
}
