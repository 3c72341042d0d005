//! Tests of the envelopes for an upstream.

use balefire_protocol::category::Category;
use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope;

use super::OutgoingEnvelope;
use super::upstream_envelope::without_categories;
use crate::items::{self, EnvelopeContext, ScrubBudget, Upstream};
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;
use crate::process::Arrival;
use crate::scrub::{Scrubber, Settings};

/// The envelope for the upstream, and the items that stay here.
fn outgoing(sent: &[u8]) -> (Option<String>, Vec<(DiscardReason, Category)>) {
    let Ok(parsed) = envelope::parse(sent) else { return (None, Vec::new()) };
    let upstream = Dsn::parse("https://theirs@sentry.example/7").unwrap();
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    let grouping = Default::default();
    let context = EnvelopeContext {
        arrival,
        trace: Default::default(),
        crash: None,
        scrubber: &scrubber,
        grouping: &grouping,
        filters: &Default::default(),
        symbols: &(),
        event_size: 1 << 20,
        attachment_size: 1 << 20,
    };
    let mut out = OutgoingEnvelope::new(parsed.header, &scrubber, &upstream);
    let (mut budget, mut left_out) = (ScrubBudget::default(), Vec::new());
    for item in &parsed.items {
        match items::read(item, &context, Some(&mut budget)).upstream {
            Upstream::Payload(payload) => out.push(item, &payload, &scrubber),
            Upstream::LeftOut(reason) => left_out.push((reason, Category::of_item(&item.kind))),
            Upstream::None => panic!("there is an upstream"),
        }
    }
    (out.into_bytes().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()), left_out)
}

fn run(sent: &[u8]) -> Option<String> {
    outgoing(sent).0
}

fn left_out(sent: &[u8]) -> Vec<(DiscardReason, Category)> {
    outgoing(sent).1
}

#[test]
fn the_browsers_dsn_stays_here() {
    let kept = br#"{"dsn":"https://ours@here/1","event_id":"a","trace":{"public_key":"ours","trace_id":"t"}}
{"type":"event","content_type":"application/json"}
{"message":"token=1"}"#;
    let expect = r#"{"event_id":"a","trace":{"public_key":"theirs","trace_id":"t"}}
{"content_type":"application/json","length":30,"type":"event"}
{"message":"token=[Filtered]"}
"#;
    assert_eq!(run(kept).unwrap(), expect);
}

#[test]
fn each_type_goes_on() {
    let kept = b"{}\n{\"type\":\"attachment\",\"length\":9,\"filename\":\"a\"}\ntoken=1\n\n\n{\"type\":\"transaction\"}\n{\"extra\":{\"password\":1}}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"token=1\"}]}\n{\"type\":\"of_the_future\"}\n\x01token=1\n{\"type\":\"of_the_future\"}\n{\"password\":1}\n{\"type\":\"client_report\"}\n{}\n";
    let out = run(kept).unwrap();
    let envelope = envelope::parse(out.as_bytes()).unwrap();
    let items: Vec<_> = envelope
        .items
        .iter()
        .map(|it| (it.kind.as_str(), std::str::from_utf8(it.payload).unwrap()))
        .collect();
    assert_eq!(
        items,
        [
            ("attachment", "token=1\n\n"),
            ("transaction", r#"{"extra":{"password":"[Filtered]"}}"#),
            ("log", r#"{"items":[{"body":"token=[Filtered]"}]}"#),
            ("of_the_future", "\u{1}token=1"),
            ("of_the_future", r#"{"password":"[Filtered]"}"#),
            ("client_report", "{}"),
        ]
    );
}

#[test]
fn an_item_of_two_types_leaves_as_the_one_it_was_looked_through_as() {
    for (types, kind) in [
        ("\"type\":\"attachment\",\"type\":\"event\"", "attachment"),
        ("\"type\":\"event\",\"type\":\"attachment\"", "event"),
    ] {
        let out = run(format!("{{}}\n{{{types}}}\n{{\"extra\":{{\"password\":1}}}}\n").as_bytes()).unwrap();
        assert!(out.contains(&format!("\"type\":\"{kind}\"")), "{out}");
        assert_eq!(out.matches("\"type\"").count(), 1, "{out}");
        assert_eq!(out.contains("[Filtered]"), kind == "event", "{out}");
    }
}

#[test]
fn what_cannot_be_read_does_not_leave() {
    assert_eq!(run(b"{}\n{\"type\":\"event\"}\n{\"password\":\n"), None);
    assert_eq!(run(b"{}\n{\"type\":\"event\"}\n[1]\n"), None);
    assert_eq!(run(b"no envelope"), None);
    let malformed = (DiscardReason::Malformed, Category::Error);
    assert_eq!(left_out(b"{}\n{\"type\":\"event\"}\n{\"password\":\n"), [malformed]);
    let future = (DiscardReason::Malformed, Category::Unknown);
    assert_eq!(left_out(b"{}\n{\"type\":\"of_the_future\"}\n{\"password\":\"x\n"), [future]);
}

#[test]
fn half_an_emoji_keeps_nothing_back() {
    let out = run(b"{}\n{\"type\":\"event\"}\n{\"message\":\"\\ud83d token=1\"}\n").unwrap();
    assert!(out.contains("token=[Filtered]"), "{out}");
}

#[test]
fn headers_have_what_the_protocol_knows_and_no_more() {
    let kept = br#"{"event_id":"a","sent_at":"2026-11-23T00:00:00Z","note":"token=SEKRIT","sdk":{"name":"x","version":"1","password":"SEKRIT","settings":{"infer_ip":"never"}},"trace":{"public_key":"ours","trace_id":"t","sampled":true,"transaction":"/a?token=SEKRIT","user":{"password":"SEKRIT"}}}
{"type":"attachment","length":1,"filename":"/home/SEKRIT/a.txt","content_type":"text/plain","password":"SEKRIT","attachment_type":["SEKRIT"],"item_count":2}
x"#;
    let expect = r#"{"event_id":"a","sdk":{"name":"x","settings":{"infer_ip":"never"},"version":"1"},"sent_at":"2026-11-23T00:00:00Z","trace":{"public_key":"theirs","sampled":true,"trace_id":"t","transaction":"/a?token=[Filtered]"}}
{"content_type":"text/plain","filename":"/home/[Filtered]/a.txt","item_count":2,"length":1,"type":"attachment"}
x
"#;
    assert_eq!(run(kept).unwrap(), expect);
}

#[test]
fn json_of_each_kind_is_looked_through() {
    for kind in
        ["check_in", "trace_metric", "metric_buckets", "client_report", "form_data", "session", "otel_span"]
    {
        let payload = r#"{"items":[{"attributes":{"password":{"type":"string","value":"SEKRIT"}}}],"x":"token=SEKRIT"}"#;
        let out = run(format!("{{}}\n{{\"type\":\"{kind}\"}}\n{payload}\n").as_bytes()).unwrap();
        assert!(!out.contains("SEKRIT"), "{out}");
    }
    let out = run(b"{}\n{\"type\":\"statsd\",\"length\":34}\nhits@none:1|c|#url:/a?token=SEKRIT\n").unwrap();
    assert!(!out.contains("SEKRIT") && out.contains("hits@none:1|c|#url:/a?token="), "{out}");
}

#[test]
fn what_is_too_large_to_be_looked_through_stays_here_and_is_counted() {
    let item = |kind: &str, bytes: usize| {
        format!("{{\"type\":\"{kind}\"}}\n{{\"x\":\"{}\"}}\n", "y".repeat(bytes - 8))
    };
    let too_large = |category| (DiscardReason::TooLarge, category);
    let one = format!("{{}}\n{}{}", item("transaction", (1 << 20) + 1), item("event", 1 << 20));
    assert_eq!(left_out(one.as_bytes()), [too_large(Category::Transaction)]);
    assert!(run(one.as_bytes()).is_some());
    let five = format!("{{}}\n{}", item("log", 1 << 20).repeat(5));
    assert_eq!(left_out(five.as_bytes()), [too_large(Category::LogItem)]);
    let many = format!("{{}}\n{}", "{\"type\":\"session\"}\n{}\n".repeat(1_001));
    assert_eq!(left_out(many.as_bytes()), [too_large(Category::Session)]);
    let file = format!("{{}}\n{}", item("attachment", 2 << 20));
    assert!(left_out(file.as_bytes()).is_empty());
}

#[test]
fn a_header_that_is_too_long_or_cannot_be_read_costs_its_own_members() {
    let long = "y".repeat(64 << 10);
    for (envelope, item) in [(long.as_str(), "x"), ("x", long.as_str())] {
        let kept = format!(
            "{{\"sdk\":{{\"name\":\"{envelope}\"}}}}\n{{\"type\":\"event\",\"filename\":\"{item}\"}}\n{{}}\n"
        );
        assert!(left_out(kept.as_bytes()).is_empty());
        let out = run(kept.as_bytes()).unwrap();
        assert!(out.contains("\"type\":\"event\"") && out.len() < 200, "{out}");
    }
}

#[test]
fn left_out_by_category() {
    let envelope = b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n{\"type\":\"span\",\"length\":2}\n{}\n";
    let (rest, kept, out) = without_categories(envelope, |category| category == Category::Span);
    assert_eq!(rest.unwrap(), b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n");
    assert_eq!((kept, out), (vec![Category::Error], vec![Category::Span]));
    let (rest, _, out) = without_categories(envelope, |_| true);
    assert_eq!((rest, out.len()), (None, 2));
    assert_eq!(without_categories(envelope, |_| false).0.unwrap(), envelope);
}
