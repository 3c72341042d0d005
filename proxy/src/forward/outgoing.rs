//! What goes on to an upstream of an envelope that came: the same items, scrubbed, under the upstream's name.

use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope;
use serde_json::{Map, Value};

use super::content::scrubbed;
use super::headers;
use crate::category::Category;
use crate::items::CONTAINERS;
use crate::lenient_json::{self, ReadJsonError};
use crate::outcome::DiscardReason;
use crate::scrub::Scrubber;

/// Most bytes of an envelope that are looked through: four of the largest events.
const LOOKED_THROUGH: usize = 4 << 20;
/// Most items of an envelope that go on.
const ITEMS: usize = 1_000;

/// What is left of an envelope for an upstream.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// The envelope; `None` if nothing is left of it.
    pub envelope: Option<Vec<u8>>,
    /// The items that stay here, by their places in the envelope, and why.
    pub left_out: Vec<(usize, LeftOut)>,
}

/// Why an item does not go on.
#[derive(Debug, thiserror::Error)]
pub enum LeftOut {
    /// It should be JSON and cannot be read, so nobody could say what is in it.
    #[error("the item {0}")]
    Unreadable(#[from] ReadJsonError),
    /// There is too much of it to be looked through.
    #[error("too large to be looked through")]
    TooLarge,
}

impl LeftOut {
    /// How the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::Unreadable(error) => error.reason(),
            Self::TooLarge => DiscardReason::TooLarge,
        }
    }
}

/// The envelope for an upstream. What should be JSON and cannot be read is left out, as nobody could say what is in it;
/// so is what is too large to be looked through.
#[must_use]
pub fn outgoing(kept: &[u8], scrubber: &Scrubber, upstream: &Dsn) -> Outgoing {
    let Ok(envelope) = envelope::parse(kept) else { return Outgoing::default() };
    let header = headers::envelope(&mut members(envelope.header), scrubber, upstream);
    let mut out = line(&header);
    let empty = out.len();
    let mut left_out = Vec::new();
    let mut left = LOOKED_THROUGH;
    for (place, item) in envelope.items.iter().enumerate() {
        if place >= ITEMS {
            left_out.push((place, LeftOut::TooLarge));
            continue;
        }
        match scrubbed(&item.kind, item.payload, scrubber, &mut left) {
            Ok(payload) => {
                let header = headers::item(&mut members(item.header), &item.kind, payload.len(), scrubber);
                out.extend(line(&header));
                out.extend(payload);
                out.push(b'\n');
            }
            Err(reason) => left_out.push((place, reason)),
        }
    }
    Outgoing { envelope: (out.len() > empty).then_some(out), left_out }
}

/// The members of a header line. One that is too long or cannot be read costs its own members, and none of the items.
fn members(header: &str) -> Map<String, Value> {
    let header = header.get(..headers::LONGEST.min(header.len())).filter(|it| it.len() == header.len());
    match header.map(|header| lenient_json::read(header.as_bytes(), CONTAINERS)) {
        Some(Ok(Value::Object(members))) => members,
        _ => Map::new(),
    }
}

fn line(header: &Map<String, Value>) -> Vec<u8> {
    // The keys of a `Map` are texts, so this cannot fail.
    let mut line = serde_json::to_vec(header).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The envelope without the items of which this is true, and how these are counted; no envelope if nothing is left.
pub(super) fn without_categories(
    envelope: &[u8],
    is_left_out: impl Fn(Category) -> bool,
) -> (Option<Vec<u8>>, Vec<Category>, Vec<Category>) {
    let Ok(parsed) = envelope::parse(envelope) else { return (None, Vec::new(), Vec::new()) };
    let of = |item: &envelope::Item<'_>| Category::of_item(&item.kind);
    let (out, kept): (Vec<_>, Vec<_>) = parsed.items.iter().partition(|item| is_left_out(of(item)));
    let categories = |items: &[&envelope::Item<'_>]| items.iter().map(|item| of(item)).collect::<Vec<_>>();
    let (out, kept_categories) = (categories(&out), categories(&kept));
    if kept.is_empty() {
        return (None, kept_categories, out);
    }
    if out.is_empty() {
        return (Some(envelope.to_vec()), kept_categories, out);
    }
    let mut bytes = format!("{}\n", parsed.header).into_bytes();
    for item in kept {
        bytes.extend([item.header.as_bytes(), b"\n", item.payload, b"\n"].concat());
    }
    (Some(bytes), kept_categories, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::Settings;

    fn run(kept: &[u8]) -> Option<String> {
        let upstream = Dsn::parse("https://theirs@sentry.example/7").unwrap();
        let scrubber = Scrubber::new(&Settings::default()).unwrap();
        let out = outgoing(kept, &scrubber, &upstream);
        out.envelope.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The reasons for which items of this envelope stay here.
    fn left_out(kept: &[u8]) -> Vec<(DiscardReason, Category)> {
        let upstream = Dsn::parse("https://theirs@sentry.example/7").unwrap();
        let parsed = envelope::parse(kept).unwrap();
        let out = outgoing(kept, &Scrubber::new(&Settings::default()).unwrap(), &upstream);
        let of = |place: usize| Category::of_item(&parsed.items[place].kind);
        out.left_out.iter().map(|(place, reason)| (reason.reason(), of(*place))).collect()
    }

    #[test]
    fn the_browsers_dsn_stays_here() {
        let kept =
            br#"{"dsn":"https://ours@here/1","event_id":"a","trace":{"public_key":"ours","trace_id":"t"}}
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
            let out =
                run(format!("{{}}\n{{{types}}}\n{{\"extra\":{{\"password\":1}}}}\n").as_bytes()).unwrap();
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
        for kind in [
            "check_in",
            "trace_metric",
            "metric_buckets",
            "client_report",
            "form_data",
            "session",
            "otel_span",
        ] {
            let payload = r#"{"items":[{"attributes":{"password":{"type":"string","value":"SEKRIT"}}}],"x":"token=SEKRIT"}"#;
            let out = run(format!("{{}}\n{{\"type\":\"{kind}\"}}\n{payload}\n").as_bytes()).unwrap();
            assert!(!out.contains("SEKRIT"), "{out}");
        }
        let out =
            run(b"{}\n{\"type\":\"statsd\",\"length\":34}\nhits@none:1|c|#url:/a?token=SEKRIT\n").unwrap();
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
}
