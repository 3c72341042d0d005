//! What the worst texts for scrubbing, processing and grouping cost, in nanoseconds for each byte:
//! `npm run bench -- texts`.

use std::hint::black_box;
use std::time::Instant;

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, process};
use balefire_proxy::scrub::{Scrubber, Settings};
use serde_json::{Value, json};

/// How long the texts are, in bytes.
const SIZES: [usize; 3] = [16 << 10, 256 << 10, 1 << 20];
/// How often each is done; the fastest counts.
const ROUNDS: usize = 5;

/// Longest name that is kept of a function or a file, in bytes.
const NAME: usize = 1 << 10;
/// Most frames that are kept of an exception.
const FRAMES: usize = 50;

/// What they are made of, and for which rule it is the worst: those of scrubbing, then those of grouping.
const TEXTS: [(&str, &str); 25] = [
    ("prose", "the cart could not be loaded: try again "),
    ("homes", "/home/a"),
    ("homes of Windows", "C:\\Users\\a "),
    ("values", "token=a,"),
    ("values in JSON", "{\"token\":\"a\\\"b\"},"),
    ("authorizations", "authorization: a b c "),
    ("cookies", "cookie: a=b; "),
    ("schemes", "basic YTpi "),
    ("logins", "//a@"),
    ("elements", "<token>"),
    ("blocks", "-----BEGIN A PRIVATE KEY-----"),
    ("tokens", "eyJhbGciOiJIUzI1NiJ9."),
    ("cards", "4111 "),
    ("accounts", "DE89 3704 "),
    ("numbers", "0x1f 12 "),
    ("emoji cut in two", "\\ud83d"),
    ("words and ids", "user4711 a1b2c3d4 HTTP_404 "),
    ("times", "2026-11-28T11:11:11.1 "),
    ("addresses", "a.a.a.a@a.b "),
    ("files of bundles", "assets/index-DbQ2xY9p.js "),
    ("versions", "v1.2.0-rc.1."),
    ("hashes of Rust", "shop[0123456789abcdef]::{closure#1}::"),
    ("open brackets", "[0"),
    ("classes", "Cart$1$$Lambda__1"),
    ("blocks of Ruby", "block (2 levels) in "),
];

fn main() {
    let scrubber = Scrubber::new(&Settings::default()).expect("the defaults have no patterns");
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    let column = |name: &str| format!("{name}: 16 KB 256 KB 1 MB");
    let [scrubbed, message, frames] = ["scrubbed", "message", "frames"].map(column);
    println!("{:<18} {scrubbed:>27} {message:>27} {frames:>27}", "ns/byte");
    for (name, unit) in TEXTS {
        let processed = |event: Value| {
            drop(black_box(process(event.to_string().as_bytes(), &arrival, &scrubber, &())));
        };
        let scrub = |text: &str| scrubber.text(&mut text.to_owned());
        let message = |text: &str| processed(json!({"message": text, "extra": {"a": text}}));
        let frames = |text: &str| processed(with_frames(text));
        let of = |work: &dyn Fn(&str)| SIZES.map(|size| per_byte(unit, size, work));
        let row = |costs: [f64; 3]| costs.map(|cost| format!("{cost:>8.1}")).join(" ");
        let rows = [row(of(&scrub)), row(of(&message)), row(of(&frames))];
        println!("{name:<18} {:>27} {:>27} {:>27}", rows[0], rows[1], rows[2]);
    }
}

/// An event whose functions and files are a text, as much of it in each as is kept.
fn with_frames(text: &str) -> Value {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.split_at(rest.floor_char_boundary(NAME));
        names.push(name);
        rest = after;
    }
    let frames: Vec<Value> = names
        .chunks(2)
        .map(|two| json!({"function": two[0], "filename": two.get(1), "in_app": true}))
        .collect();
    let exceptions: Vec<Value> =
        frames.chunks(FRAMES).map(|frames| json!({"type": "E", "stacktrace": {"frames": frames}})).collect();
    json!({"exception": {"values": exceptions}})
}

fn per_byte(unit: &str, size: usize, work: &dyn Fn(&str)) -> f64 {
    let text = unit.repeat(size / unit.len() + 1);
    let once = || {
        let start = Instant::now();
        work(black_box(&text));
        start.elapsed().as_nanos() as f64 / text.len() as f64
    };
    (0..ROUNDS).map(|_| once()).fold(f64::MAX, f64::min)
}
