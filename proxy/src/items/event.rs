//! `event`: an error or a message. <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! The event is stored with its issue, as [`crate::process`] makes it. Some older SDKs send feedback and transactions as events:
//! these are counted under their own category.

use balefire_protocol::category::Category;
use balefire_protocol::json::{self, Members, Object};

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

/// Most events that an item may stand for. A client may claim any number, so a larger one is cut.
pub const MOST_TIMES_SEEN: u64 = 10_000;

/// How many identical events an item with this header stands for: its member `times_seen`, which the server writes when it
/// expands a batch. The count is in the header, so that it is charged without reading the payload.
#[must_use]
pub fn times_seen(header: &str) -> u64 {
    let times = json::member(header, "times_seen").and_then(json::unsigned);
    times.map_or(1, |times| times.clamp(1, MOST_TIMES_SEEN))
}

/// Whether an item with this header asks for an alert. The member is in the header, so that it is charged without reading the
/// payload, and as the protocol lets a server pass over what it does not know there:
/// <https://develop.sentry.dev/sdk/data-model/envelopes/#headers>
#[must_use]
pub fn asks_for_alert(header: &str) -> bool {
    json::member(header, ALERT) == Some("true")
}

/// The header without that member.
#[must_use]
pub fn without_alert(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut rest = Object::new(&mut text);
    for (key, raw) in Members::of(header).filter(|(key, _)| *key != ALERT) {
        rest.raw(key, raw);
    }
    rest.end();
    text
}

/// The member.
const ALERT: &str = "alert";

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "event",
    category: Category::Error,
    size: Size::Event,
    quota: None,
    content: Content::Event,
    stored: Stored::Event,
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_in_headers() {
        let header = r#"{"type":"event","alert":true,"length":7}"#;
        assert!(asks_for_alert(header));
        assert_eq!(without_alert(header), r#"{"type":"event","length":7}"#);
        for other in
            [r#"{"type":"event"}"#, r#"{"alert":"true"}"#, r#"{"alert":1}"#, r#"{"alert":false}"#, "{}"]
        {
            assert!(!asks_for_alert(other), "{other}");
        }
        let twice = r#"{"alert":true,"type":"event","alert":true}"#;
        assert_eq!(without_alert(twice), r#"{"type":"event"}"#);
    }
}
