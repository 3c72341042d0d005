//! What the worst texts for scrubbing and processing cost, in nanoseconds for each byte: `npm run bench -- texts`.

use std::hint::black_box;
use std::time::Instant;

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, process};
use balefire_proxy::scrub::{Scrubber, Settings};

/// How long the texts are, in bytes.
const SIZES: [usize; 3] = [16 << 10, 256 << 10, 1 << 20];
/// How often each is done; the fastest counts.
const ROUNDS: usize = 5;

/// What they are made of, and for which rule it is the worst.
const TEXTS: [(&str, &str); 16] = [
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
];

fn main() {
    let scrubber = Scrubber::new(&Settings::default()).expect("the defaults have no patterns");
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    println!("{:<18} {:>27} {:>27}", "ns/byte", "scrubbed: 16 KB 256 KB 1 MB", "event: 16 KB 256 KB 1 MB");
    for (name, unit) in TEXTS {
        let scrub = |text: &str| scrubber.text(&mut text.to_owned());
        let event = |text: &str| {
            let payload = serde_json::json!({"message": text, "extra": {"a": text}}).to_string();
            drop(black_box(process(payload.as_bytes(), &arrival, &scrubber, &())));
        };
        let of = |work: &dyn Fn(&str)| SIZES.map(|size| per_byte(unit, size, work));
        let row = |costs: [f64; 3]| costs.map(|cost| format!("{cost:>8.1}")).join(" ");
        println!("{name:<18} {:>27} {:>27}", row(of(&scrub)), row(of(&event)));
    }
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
