//! A batch of envelopes: as it comes from the network, and put together of parts that are anything, with lengths that are
//! right.

use balefire_protocol::envelope::{Bounds, Envelope, parse, parse_within};
use balefire_protocol::json;
use balefire_proxy::lenient_json::{EVENT_CONTAINERS, ReadJsonError, read};
use balefire_proxy::web::ingest::batch::{Batch, ExpandError, is_batch};
use serde_json::{Map, Value};

/// Small, so that what grows meets it soon.
const MOST: usize = 16 << 10;
const BOUNDS: Bounds = Bounds { items: 20, header: 4 << 10 };
const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

/// What is expanded is within the bound, an envelope with the items that were sent, and has the parts that they name.
pub fn check(input: &[u8]) {
    check_batch(input);
    check_batch(&put_together(input));
}

fn check_batch(body: &[u8]) {
    let Ok(batch) = Batch::parse(body) else { return };
    assert!(is_batch(body));
    let members = members_of(body);
    for packed in batch.envelopes() {
        let Ok(sent) = parse_within(packed.bytes(), BOUNDS) else { continue };
        let expanded = match batch.expand(packed, BOUNDS, MOST) {
            Ok(expanded) => expanded,
            Err(ExpandError::Envelope(error)) => panic!("it was read above: {error}"),
            Err(ExpandError::Member(item) | ExpandError::Payload(item)) => {
                assert!(json::member(sent.items[item].header, "batch").is_some());
                continue;
            }
            Err(ExpandError::Header | ExpandError::Size(_)) => continue,
        };
        assert!(expanded.len() <= MOST);
        let arrived = parse(&expanded).expect("an envelope");
        compare(&sent, &arrived, &members);
    }
}

/// The texts of the shared members of a batch that could be read.
fn members_of(body: &[u8]) -> Vec<&[u8]> {
    let end = body.iter().position(|byte| *byte == b'\n').expect("a first line");
    let (line, mut rest) = (std::str::from_utf8(&body[..end]).expect("it was read"), &body[end + 1..]);
    let Some(list) = json::member(line, "members") else { return Vec::new() };
    let lengths = json::elements(list, body.len()).expect("it was read");
    let split = |length| {
        let length = json::unsigned(length).and_then(|it| usize::try_from(it).ok()).expect("a length");
        let (text, after) = rest.split_at(length);
        rest = after;
        text
    };
    lengths.into_iter().map(split).collect()
}

fn compare(sent: &Envelope<'_>, arrived: &Envelope<'_>, members: &[&[u8]]) {
    assert_eq!(sent.items.len(), arrived.items.len());
    for (sent, arrived) in sent.items.iter().zip(&arrived.items) {
        assert_eq!(sent.kind, arrived.kind);
        let Some(parts) = json::member(sent.header, "batch") else {
            assert_eq!(sent.payload, arrived.payload);
            continue;
        };
        assert!(json::member(arrived.header, "batch").is_none());
        // What is not strict may be repaired in another way within another text.
        let is_strict = serde_json::from_slice::<Value>(sent.payload).is_ok();
        let Some(mut expect) = object(sent.payload).filter(|_| is_strict) else { continue };
        let found = match read(arrived.payload, EVENT_CONTAINERS) {
            Ok(Value::Object(found)) => found,
            // The worker bounds depth and containers of the whole event.
            Err(ReadJsonError::TooDeep(_) | ReadJsonError::TooMany(_)) => continue,
            other => panic!("{other:?}: {}", arrived.payload.escape_ascii()),
        };
        if let Some(index) = json::member(parts, "members").and_then(json::unsigned) {
            let index = usize::try_from(index).expect("it was found");
            let Some(shared) = object(members[index]) else { continue };
            for (key, value) in shared {
                assert!(expect.insert(key, value).is_none(), "a member of both");
            }
        }
        let parts: Option<Map<String, Value>> = serde_json::from_str(parts).ok();
        let Some(parts) = parts.filter(|parts| parts.len() < 5) else { continue };
        for (named, written) in [("breadcrumbs", "breadcrumbs"), ("stacks", "raw_stacks")] {
            if let Some(list) = parts.get(named) {
                let value = found.get(written).and_then(Value::as_array).expect("a list");
                if named == "stacks" {
                    assert_eq!(value.len(), list.as_array().expect("a list").len());
                    assert!(value.iter().all(|stack| stack.is_string() || stack.is_null()));
                } else {
                    assert!(value.iter().all(Value::is_object));
                }
                expect.insert(written.to_owned(), found[written].clone());
            }
        }
        assert_eq!(found, expect);
    }
}

/// An object as the worker reads it: half of a surrogate pair is no error.
fn object(payload: &[u8]) -> Option<Map<String, Value>> {
    match read(payload, EVENT_CONTAINERS) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// Each line of the input is a part: the first byte says which.
fn put_together(input: &[u8]) -> Vec<u8> {
    let (mut members, mut breadcrumbs, mut stacks) = (vec![], vec![], vec![]);
    let (mut payloads, mut names, mut headers) = (vec![], vec![], vec![]);
    for line in input.split(|byte| *byte == b'\n') {
        match line.split_first() {
            Some((b'm', text)) => members.push(text),
            Some((b'h', text)) => headers.push(text),
            Some((b'b', text)) => breadcrumbs.push(text),
            Some((b's', text)) => stacks.push(text),
            Some((b'n', text)) => names.push(String::from_utf8_lossy(text).into_owned()),
            Some((_, text)) => payloads.push(text),
            None => {}
        }
    }
    let mut envelopes = Vec::new();
    for (number, payload) in payloads.iter().enumerate() {
        let named = names.get(number % names.len().max(1)).map_or("{}", String::as_str);
        let header = format!("{{\"type\":\"event\",\"length\":{},\"batch\":{named}}}", payload.len());
        let first: &[u8] = headers.get(number).copied().unwrap_or(b"{}");
        envelopes.push([first, b"\n", header.as_bytes(), b"\n", payload].concat());
    }
    let lengths =
        |parts: &[&[u8]]| parts.iter().map(|part| part.len().to_string()).collect::<Vec<_>>().join(",");
    let entry = |(number, it): (usize, &Vec<u8>)| {
        // The header of every second one has the first members, if there are any.
        let named = if number % 2 == 0 && !members.is_empty() { ",\"members\":0" } else { "" };
        format!("{{\"id\":\"{ID}\",\"length\":{}{named}}}", it.len())
    };
    let list: Vec<_> = envelopes.iter().enumerate().map(entry).collect();
    let header = format!(
        "{{\"batch\":1,\"envelopes\":[{}],\"members\":[{}],\"breadcrumbs\":[{}],\"stacks\":[{}]}}\n",
        list.join(","),
        lengths(&members),
        lengths(&breadcrumbs),
        lengths(&stacks)
    );
    let mut body = header.into_bytes();
    members.into_iter().chain(breadcrumbs).chain(stacks).for_each(|part| body.extend(part));
    envelopes.iter().for_each(|envelope| body.extend(envelope));
    body
}
