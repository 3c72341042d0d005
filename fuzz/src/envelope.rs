//! An envelope, as it comes from the network.

use balefire_protocol::envelope::{Envelope, parse, write_item};
use balefire_protocol::json::{self, Members};
use serde_json::{Map, Value};

use super::within::is_within;

/// What is read lies in the input, its headers say what serde_json finds in them, and it is the same after it was
/// written.
pub fn check(input: &[u8]) {
    let Ok(envelope) = parse(input) else { return };
    assert!(is_within(envelope.header.as_bytes(), input));
    check_object(envelope.header);
    for item in &envelope.items {
        assert!(is_within(item.header.as_bytes(), input) && is_within(item.payload, input));
        check_object(item.header);
    }
    assert_eq!(parse(&written(&envelope)).as_ref(), Ok(&envelope));
    check_sent(&envelope);
}

fn written(envelope: &Envelope<'_>) -> Vec<u8> {
    let mut bytes = envelope.header.as_bytes().to_vec();
    for item in &envelope.items {
        for part in [item.header.as_bytes(), item.payload] {
            bytes.push(b'\n');
            bytes.extend(part);
        }
    }
    bytes
}

/// Those items that are text arrive as our SDK sends them.
fn check_sent(envelope: &Envelope<'_>) {
    let texts =
        envelope.items.iter().filter_map(|it| Some((&it.kind, std::str::from_utf8(it.payload).ok()?)));
    let mut text = format!("{}\n", envelope.header);
    texts.clone().for_each(|(kind, payload)| write_item(&mut text, kind, payload));
    let arrived = parse(text.as_bytes()).expect("what was written is an envelope");
    let items = arrived.items.iter().map(|it| (&it.kind, it.payload));
    assert!(texts.map(|(kind, payload)| (kind, payload.as_bytes())).eq(items), "{text:?}");
}

/// Where serde_json reads an object, our reader finds the same members.
fn check_object(text: &str) {
    let Ok(expected) = serde_json::from_str::<Map<String, Value>>(text) else { return };
    let member = |(key, raw): (&str, &str)| {
        let value = serde_json::from_str(raw).ok()?;
        if let Value::String(expected) = &value {
            assert_eq!(json::string(raw).as_ref(), Some(expected));
        }
        Some((json::string(&format!("\"{key}\""))?, value))
    };
    let members: Option<Map<String, Value>> = Members::of(text).map(member).collect();
    assert_eq!(members.as_ref(), Some(&expected), "{text}");
}
