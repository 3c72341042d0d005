//! The facts of a stored event that its issue counts.

use serde_json::Value;

use super::event_fields::{Fields, text};
use super::normalize::identity;
use crate::model::event::{Description, HANDLED};

/// The facts of a stored event that its issue counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEventFacts {
    /// As [`crate::model::event::Event::description`].
    pub description: Description,
    /// Its level.
    pub level: String,
    /// Its platform.
    pub platform: String,
    /// The name of its logger; empty without one.
    pub logger: String,
    /// Whether the program did not catch an exception of it.
    pub is_unhandled: bool,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// Its user.
    pub user: Option<String>,
    /// How many events it stands for.
    pub times_seen: u64,
}

/// The facts of a stored event; `None` if the body is no event.
#[must_use]
pub fn stored_event_facts(body: &str) -> Option<StoredEventFacts> {
    let fields: Fields = serde_json::from_str(body).ok()?;
    let tags = fields.get("tags").and_then(Value::as_object);
    let pairs = tags.into_iter().flatten();
    Some(StoredEventFacts {
        description: super::describe::describe(&fields),
        level: text(&fields, "level").unwrap_or("error").to_owned(),
        platform: text(&fields, "platform").unwrap_or("other").to_owned(),
        logger: text(&fields, "logger").unwrap_or_default().to_owned(),
        is_unhandled: tags.and_then(|tags| tags.get(HANDLED)).is_some_and(|value| value == "no"),
        tags: pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect(),
        user: identity(&fields),
        times_seen: fields.get("times_seen").and_then(Value::as_u64).unwrap_or(1).max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;
    use crate::process::{Arrival, process};
    use crate::scrub::{Scrubber, Settings};

    #[test]
    fn the_facts_of_a_stored_event_are_those_that_were_counted() {
        let payload = br#"{"user": {"id": 7}, "tags": {"a": "b"}, "level": "fatal", "release": "web@1",
            "logger": "shop.pay", "platform": "javascript",
            "exception": [{"type": "E", "value": "v", "mechanism": {"handled": false}}]}"#;
        let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
        let scrubber = Scrubber::new(&Settings::default()).unwrap();
        let event = process(payload, &arrival, &scrubber, &()).unwrap();
        let facts = stored_event_facts(&event.body).unwrap();
        let is_unhandled = event.is_unhandled();
        assert_eq!((Some(facts.logger), facts.is_unhandled), (event.logger, is_unhandled));
        assert!(is_unhandled);
        assert_eq!((facts.level, facts.platform), (event.level, event.platform));
        assert_eq!((facts.description, facts.user), (event.description, event.user));
        let sorted = |mut tags: Vec<(String, String)>| {
            tags.sort();
            tags
        };
        assert_eq!((sorted(facts.tags), facts.times_seen), (sorted(event.tags), 1));
        assert_eq!(stored_event_facts("no json"), None);
    }
}
