//! What goes on to an upstream of an envelope that came: the same items, scrubbed, under the upstream's name.

use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope;
use serde_json::{Map, Value};

use crate::category::Category;
use crate::items::{CONTAINERS, EVENT_CONTAINERS};
use crate::lenient_json::{self, ReadJsonError};
use crate::scrub::Scrubber;

/// How an item is looked through before it leaves.
enum Content {
    /// In the shape of an event.
    Event,
    /// Any other JSON.
    Json,
    /// JSON if it can be read as such: nobody here knows the type.
    Unknown,
    /// Files, measurements and recordings: as they are.
    Opaque,
}

/// What of an envelope goes to an upstream.
#[derive(Debug, Default)]
pub struct Outgoing {
    /// The envelope; `None` if nothing is left of it.
    pub envelope: Option<Vec<u8>>,
    /// The items left out, by their places in the envelope: they should be JSON and cannot be read, so nobody could say
    /// what is in them.
    pub unreadable: Vec<(usize, ReadJsonError)>,
}

/// Makes the envelope for an upstream.
#[must_use]
pub fn outgoing(kept: &[u8], scrubber: &Scrubber, upstream: &Dsn) -> Outgoing {
    let mut outgoing = Outgoing::default();
    let Ok(envelope) = envelope::parse(kept) else { return outgoing };
    let mut header = members(envelope.header);
    header.remove("dsn");
    // The key of the browser's DSN says nothing there, and is nobody's business.
    if let Some(key) = header.get_mut("trace").and_then(|trace| trace.get_mut("public_key")) {
        *key = upstream.public_key.as_str().into();
    }
    let mut out = write(&header);
    out.push(b'\n');
    let empty = out.len();
    for (place, item) in envelope.items.iter().enumerate() {
        let mut header = members(item.header);
        let payload = match scrubbed(&item.kind, item.payload, scrubber) {
            Ok(payload) => payload,
            Err(error) => {
                outgoing.unreadable.push((place, error));
                continue;
            }
        };
        // Of two types the upstream would take the other one, and what it is was not looked through as that.
        header.insert("type".into(), item.kind.as_str().into());
        header.insert("length".into(), payload.len().into());
        write_item(&mut out, &header, &payload);
    }
    outgoing.envelope = (out.len() > empty).then_some(out);
    outgoing
}

/// The members of a header line. One that cannot be read costs its own members, and none of the items.
fn members(header: &str) -> Map<String, Value> {
    match lenient_json::read(header.as_bytes(), CONTAINERS) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn write(header: &Map<String, Value>) -> Vec<u8> {
    // The keys of a `Map` are texts, so this cannot fail.
    serde_json::to_vec(header).unwrap_or_default()
}

/// Writes an item: its header, which says its length, and its payload.
fn write_item(out: &mut Vec<u8>, header: &Map<String, Value>, payload: &[u8]) {
    out.extend(write(header));
    out.push(b'\n');
    out.extend(payload);
    out.push(b'\n');
}

/// The envelope without the items of which this is true, and how these are counted; no envelope if nothing is left.
pub(super) fn without(
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

fn scrubbed(kind: &str, payload: &[u8], scrubber: &Scrubber) -> Result<Vec<u8>, ReadJsonError> {
    let content = content(kind);
    let mut value = match content {
        Content::Opaque => return Ok(payload.to_vec()),
        Content::Unknown => match lenient_json::read(payload, CONTAINERS) {
            Err(ReadJsonError::Malformed(_)) => return Ok(payload.to_vec()),
            value => value?,
        },
        Content::Event => lenient_json::read(payload, EVENT_CONTAINERS)?,
        Content::Json => lenient_json::read(payload, CONTAINERS)?,
    };
    match (content, value.as_object_mut()) {
        (Content::Event, Some(event)) => scrubber.event(event),
        (Content::Event, None) => return Err(ReadJsonError::NotAnObject),
        _ => scrubber.json(&mut value),
    }
    serde_json::to_vec(&value).map_err(ReadJsonError::Malformed)
}

fn content(kind: &str) -> Content {
    match Category::of_item(kind) {
        Category::Error | Category::Transaction => Content::Event,
        Category::Feedback if kind == "feedback" => Content::Event,
        Category::Replay if kind == "replay_event" => Content::Event,
        Category::Feedback | Category::Span | Category::LogItem | Category::Session | Category::Security => {
            Content::Json
        }
        Category::Unknown => Content::Unknown,
        Category::Request
        | Category::Internal
        | Category::Attachment
        | Category::Monitor
        | Category::MetricBucket
        | Category::TraceMetric
        | Category::Profile
        | Category::ProfileChunk
        | Category::Replay => Content::Opaque,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::Settings;

    fn run(kept: &[u8]) -> Option<String> {
        let upstream = Dsn::parse("https://theirs@sentry.example/7").unwrap();
        let scrubber = Scrubber::new(&Settings::default()).unwrap();
        outgoing(kept, &scrubber, &upstream)
            .envelope
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
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
    fn what_is_left_out_is_named() {
        let upstream = Dsn::parse("https://theirs@sentry.example/7").unwrap();
        let scrubber = Scrubber::new(&Settings::default()).unwrap();
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let kept = format!(
            "{{\"sent_at\" broken}}\n{{\"type\":\"log\"}}\n{{\"a\":\n{{\"type\":\"log\" odd}}\n{{\"a\":\"\t\"}}\n\
             {{\"type\":\"of_the_future\"}}\n{deep}\n{{\"type\":\"transaction\"}}\n[]\n"
        );
        let outgoing = outgoing(kept.as_bytes(), &scrubber, &upstream);
        let reasons: Vec<_> =
            outgoing.unreadable.iter().map(|(place, error)| (*place, error.reason().code())).collect();
        assert_eq!(reasons, [(0, "malformed"), (2, "too_deep"), (3, "malformed")]);
        let left = "{}\n{\"length\":10,\"type\":\"log\"}\n{\"a\":\"\\t\"}\n";
        assert_eq!(String::from_utf8_lossy(&outgoing.envelope.unwrap()), left);
    }

    #[test]
    fn what_cannot_be_read_does_not_leave() {
        assert_eq!(run(b"{}\n{\"type\":\"event\"}\n{\"password\":\n"), None);
        assert_eq!(run(b"{}\n{\"type\":\"event\"}\n[1]\n"), None);
        assert_eq!(run(b"no envelope"), None);
    }

    #[test]
    fn left_out_by_category() {
        let envelope = b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n{\"type\":\"span\",\"length\":2}\n{}\n";
        let (rest, kept, out) = without(envelope, |category| category == Category::Span);
        assert_eq!(rest.unwrap(), b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n");
        assert_eq!((kept, out), (vec![Category::Error], vec![Category::Span]));
        let (rest, _, out) = without(envelope, |_| true);
        assert_eq!((rest, out.len()), (None, 2));
        assert_eq!(without(envelope, |_| false).0.unwrap(), envelope);
    }
}
