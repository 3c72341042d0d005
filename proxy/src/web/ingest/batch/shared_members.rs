//! Members that events of a batch share, or headers of its envelopes: the release, contexts, the trace. They are checked once,
//! and are written into each object as they are.

use std::borrow::Cow;
use std::fmt;

use balefire_protocol::json::Members;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// Most members of one object. An object that takes them is searched for each of their keys.
const KEYS: usize = 64;
/// Members that the server itself writes into events and headers.
pub(super) const WRITTEN: [&str; 5] = ["breadcrumbs", "raw_stacks", "times_seen", "event_id", "sent_at"];

/// The members of one object.
#[derive(Debug)]
pub(super) struct SharedMembers<'a> {
    /// The text between the braces; without members it is empty.
    pub(super) text: &'a str,
    keys: Vec<Cow<'a, str>>,
}

impl<'a> SharedMembers<'a> {
    /// Reads a text that must be one JSON object on one line, as the header of an envelope ends with its line.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        if text.contains('\n') {
            return None;
        }
        let inner = text.strip_prefix('{')?.strip_suffix('}')?;
        let Keys(keys) = serde_json::from_str(text).ok()?;
        if keys.iter().any(|key| WRITTEN.contains(&key.as_ref())) {
            return None;
        }
        Some(Self { text: if keys.is_empty() { "" } else { inner }, keys })
    }

    /// Whether an object has one of these members itself.
    pub(super) fn is_in(&self, object: &str) -> bool {
        Members::of(object).any(|(key, _)| self.keys.contains(&decoded(key)))
    }
}

/// A key as the text that it stands for.
pub(super) fn decoded(key: &str) -> Cow<'_, str> {
    let text = key.contains('\\').then(|| balefire_protocol::json::string(&format!("\"{key}\""))).flatten();
    text.map_or(Cow::Borrowed(key), Cow::Owned)
}

/// The keys of an object; its values are passed over without recursion.
struct Keys<'a>(Vec<Cow<'a, str>>);

/// A key that is borrowed where it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Keys<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(KeysVisitor).map(Keys)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Vec<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of at most {KEYS} members")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Vec::new();
        while let Some((Key(key), IgnoredAny)) = map.next_entry::<Key<'de>, IgnoredAny>()? {
            if keys.len() == KEYS {
                return Err(serde::de::Error::invalid_length(KEYS + 1, &KeysVisitor));
            }
            keys.push(key);
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_one_object() {
        for (text, expect) in [
            ("{}", ""),
            ("{ }", ""),
            ("{\"a\":1}", "\"a\":1"),
            ("{\"a\":{\"event_id\":1},\"b\":\"}\"}", "\"a\":{\"event_id\":1},\"b\":\"}\""),
        ] {
            assert_eq!(SharedMembers::parse(text.as_bytes()).unwrap().text, expect);
        }
        for text in [
            "",
            "{",
            "[]",
            "{}{}",
            "{},{}",
            " {}",
            "{} ",
            "{\"a\":1,}",
            "{\"a\":1,\n\"b\":2}",
            "{\"a\":1}],\"x\":[{}",
            "{\"event_id\":1}",
            "{\"sent\\u005fat\":1}",
            "{\"a\":[[[[[[[[[[]]]]]]]]]],\"breadcrumbs\":[]}",
        ] {
            assert!(SharedMembers::parse(text.as_bytes()).is_none(), "{text}");
        }
        let deep = format!("{{\"a\":{}{},\"raw_stacks\":1}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(SharedMembers::parse(deep.as_bytes()).is_none());
        let of = |count: usize| (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(",");
        assert!(SharedMembers::parse(format!("{{{}}}", of(KEYS)).as_bytes()).is_some());
        assert!(SharedMembers::parse(format!("{{{}}}", of(KEYS + 1)).as_bytes()).is_none());
    }

    #[test]
    fn an_object_has_a_member_however_it_is_spelled() {
        let members = SharedMembers::parse(b"{\"tags\":{},\"us\\u0065r\":{}}").unwrap();
        for (object, expect) in [
            ("{}", false),
            ("{\"extra\":{\"tags\":1}}", false),
            ("{\"a\":1,\"tags\":1}", true),
            ("{\"t\\u0061gs\":1}", true),
            ("{\"user\":1}", true),
        ] {
            assert_eq!(members.is_in(object), expect, "{object}");
        }
    }
}
