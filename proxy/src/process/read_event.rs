//! Parses the JSON of an event once, for the store and for the upstream.

use serde_json::Value;

use super::event_fields::{self, Fields};
use super::{documented_shape, normalize, raw_stack};
use crate::lenient_json::{self, ReadJsonError};
use crate::scrub::Scrubber;

/// A parsed event, before processing.
#[derive(Debug)]
pub struct ReadEvent {
    pub(super) fields: Fields,
    /// Set if the fields are scrubbed already.
    pub(super) scrubbed: Option<Scrubbed>,
    /// How many identical events it stands for.
    pub(super) times_seen: u64,
}

/// Values that scrubbing removes and the store still needs.
#[derive(Debug)]
pub(super) struct Scrubbed {
    /// The user. Only a hash of it is stored, so that different users are counted separately.
    pub user: Option<String>,
}

impl ReadEvent {
    /// Reads the payload of an event item. From here on the event has nothing that only our SDK and this server know:
    /// stacks as text are frames, and a count is believed in the header of the item alone, where it was charged.
    pub fn read(payload: &[u8]) -> Result<Self, ReadJsonError> {
        match lenient_json::read(payload, lenient_json::EVENT_CONTAINERS)? {
            Value::Object(mut fields) => {
                fields.remove("times_seen");
                raw_stack::parse_all(&mut fields);
                Ok(Self { fields, scrubbed: None, times_seen: 1 })
            }
            _ => Err(ReadJsonError::NotAnObject),
        }
    }

    /// The event, which stands for so many identical ones.
    #[must_use]
    pub fn with_times_seen(self, times_seen: u64) -> Self {
        Self { times_seen, ..self }
    }

    /// Scrubs the event for the upstream. Returns its JSON, in the shape in which it was sent.
    ///
    /// An event in the documented shape is thereby scrubbed for the store too. Processing restructures other shapes, so
    /// the store gets the unscrubbed event of these, and scrubs it after the conversion.
    pub fn scrub(&mut self, scrubber: &Scrubber) -> Vec<u8> {
        let user = normalize::identity(&self.fields);
        let original = (!documented_shape::is_plain(&self.fields)).then(|| self.fields.clone());
        scrubber.event(&mut self.fields);
        let json = event_fields::write(&self.fields).into_bytes();
        match original {
            Some(fields) => self.fields = fields,
            None => self.scrubbed = Some(Scrubbed { user }),
        }
        json
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::filter::Filters;
    use crate::model::event::Event;
    use crate::model::grouping_rules::GroupingRules;
    use crate::model::timestamp::Timestamp;
    use crate::process::{Arrival, Processed, Processing, process, process_item};
    use crate::scrub::Settings;
    use std::sync::Arc;

    fn scrubber() -> Scrubber {
        Scrubber::new(&Settings { emails: true, ..Settings::default() }).unwrap()
    }

    fn arrival() -> Arrival<'static> {
        Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None }
    }

    fn with<'a>(
        scrubber: &'a Scrubber,
        filters: &'a Filters,
        grouping: &'a Arc<GroupingRules>,
    ) -> Processing<'a> {
        Processing { scrubber, filters, symbols: &(), grouping }
    }

    /// Returns the event for the upstream, whether the store got the same fields, and the event for the store.
    fn forwarded(payload: &[u8]) -> (String, bool, Event) {
        let mut event = ReadEvent::read(payload).unwrap();
        let json = String::from_utf8(event.scrub(&scrubber())).unwrap();
        let is_scrubbed = event.scrubbed.is_some();
        match process_item(
            event,
            payload,
            None,
            &arrival(),
            &with(&scrubber(), &Filters::default(), &Arc::default()),
        ) {
            Processed::Event(event) => (json, is_scrubbed, *event),
            other => panic!("{other:?}"),
        }
    }

    /// Checks that the stored event is the same with and without an upstream, and that the forwarded event is scrubbed
    /// and otherwise as sent.
    #[track_caller]
    fn check(payload: &[u8]) -> bool {
        let (json, is_scrubbed, event) = forwarded(payload);
        let alone = process(payload, &arrival(), &scrubber(), &()).unwrap();
        assert_eq!(event.body, alone.body);
        assert_eq!((event.user, event.tags, event.group), (alone.user, alone.tags, alone.group));
        assert_eq!(event.description, alone.description);
        let mut sent = lenient_json::read(payload, lenient_json::EVENT_CONTAINERS).unwrap();
        scrubber().event(sent.as_object_mut().unwrap());
        assert_eq!(json, sent.to_string());
        is_scrubbed
    }

    #[test]
    fn an_upstream_changes_nothing_of_what_is_stored() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/events");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut scrubbed_once = 0;
        for path in files.filter(|path| path.extension().is_some_and(|it| it == "json")) {
            let payload = std::fs::read(&path).unwrap();
            if ReadEvent::read(&payload).is_ok() {
                println!("{}", path.display());
                scrubbed_once += usize::from(check(&payload));
            }
        }
        assert!(scrubbed_once >= 3, "{scrubbed_once}");
    }

    #[test]
    fn an_event_of_todays_sdks_is_scrubbed_once() {
        let event = json!({
            "message": "password=SEKRIT", "level": "error", "release": "web@1", "sdk": {"name": "sentry.javascript.browser"},
            "exception": {"values": [{"type": "E", "value": "token=SEKRIT", "mechanism": {"type": "generic"},
                "stacktrace": {"frames": [{"filename": "/a.js", "vars": {"password": "SEKRIT"}}]}}]},
            "breadcrumbs": [{"message": "a?token=SEKRIT", "data": {"password": "SEKRIT"}}],
            "request": {"url": "https://a.test/?token=SEKRIT", "data": "password=SEKRIT",
                "headers": {"Cookie": "session=SEKRIT", "User-Agent": "x"}},
            "user": {"email": "ada@example.test"}, "tags": {"password": "SEKRIT"}, "extra": {"x": "token=SEKRIT"},
            "contexts": {"app": {"password": "SEKRIT"}},
        });
        let payload = event.to_string();
        assert!(check(payload.as_bytes()));
        let (json, _, event) = forwarded(payload.as_bytes());
        assert!(!json.contains("SEKRIT") && !event.body.contains("SEKRIT"), "{json} {}", event.body);
        assert!(!event.body.contains("ada@example.test"));
        assert_eq!(event.user.as_deref(), Some("ada@example.test"));
    }

    #[test]
    fn an_event_of_another_shape_is_scrubbed_as_it_leaves_and_as_it_is_stored() {
        let frame = json!({"function": "f", "filename": "/a.js", "vars": {"password": "SEKRIT"}});
        for odd in [
            json!({"logentry": {"message": "a %s", "params": ["token=SEKRIT"]}}),
            json!({"message": {"password": "SEKRIT"}}),
            json!({"message": ["password=SEKRIT"]}),
            json!({"stacktrace": [frame]}),
            json!({"exception": [{"type": "E", "value": {"password": "SEKRIT"}}]}),
            json!({"exception": {"type": "E", "stacktrace": [frame]}}),
            json!({"exception": [{"type": "E", "sentry.interfaces.Stacktrace": {"frames": [frame]}}]}),
            json!({"sentry.interfaces.Exception": {"values": [{"value": "x", "stacktrace": {"frames": [frame]}}]}}),
            json!({"sentry.interfaces.Stacktrace": {"frames": [frame]}}),
            json!({"sentry.interfaces.Message": {"message": "token=SEKRIT"}}),
            json!({"sentry.interfaces.Http": {"cookies": "session=SEKRIT", "data": "a=1&pass%77ord=SEKRIT"}}),
            json!({"sentry.interfaces.User": {"id": "7", "password": "SEKRIT"}}),
            json!({"request": {"headers": {"Cookie": ["session=SEKRIT"]}}}),
            json!({"request": {"headers": [{"key": "Cookie", "value": "session=SEKRIT"}]}}),
            json!({"tags": [["password", "SEKRIT"], {"key": "token", "value": "SEKRIT"}]}),
            json!({"transaction": 4_111_111_111_111_111_u64, "message": "m"}),
        ] {
            assert!(!check(odd.to_string().as_bytes()), "{odd}");
            let (json, _, event) = forwarded(odd.to_string().as_bytes());
            for text in ["SEKRIT", "4111111111111111"] {
                assert!(!event.body.contains(text), "stored: {odd}: {}", event.body);
                assert!(!json.contains(text), "forwarded: {odd}: {json}");
            }
        }
    }

    /// PostgreSQL refuses this character, and searches stop at it.
    #[test]
    fn u_0000_is_nowhere_in_an_event() {
        let event = json!({
            "release": "a\0b", "environment": "a\0b", "transaction": "a\0b", "level": "a\0b", "platform": "a\0b",
            "exception": [{"type": "a\0b", "value": "a\0b", "stacktrace": {"frames": [{"filename": "a\0b", "function": "a\0b"}]}}],
            "user": {"id": "a\0b"}, "tags": {"a\0b": "a\0b"}, "extra": {"a\0b": ["a\0b"]}, "breadcrumbs": [{"message": "a\0b"}],
        });
        let payload = event.to_string();
        assert!(payload.contains("\\u0000"));
        let (json, _, event) = forwarded(payload.as_bytes());
        assert!(!json.contains("\\u0000") && !json.contains('\0'), "{json}");
        let stored = format!("{event:?}");
        assert!(!stored.contains("\\0") && !stored.contains("u0000"), "{stored}");
        assert_eq!(
            (event.user.as_deref(), event.release.as_deref()),
            (Some("a\u{fffd}b"), Some("a\u{fffd}b"))
        );
        assert_eq!(event.description.title, "a\u{fffd}b: a\u{fffd}b");
        assert!(event.tags.contains(&("a\u{fffd}b".into(), "a\u{fffd}b".into())));
    }

    #[test]
    fn members_of_our_own_are_no_part_of_the_event() {
        let stack = "E: x\n    at f (https://a.test/x.js:7:3)";
        let event = json!({"exception": {"values": [{"type": "E"}]}, "raw_stacks": [stack], "times_seen": 9});
        let payload = event.to_string();
        let event = ReadEvent::read(payload.as_bytes()).unwrap().with_times_seen(37);
        let Processed::Event(event) = process_item(
            event,
            payload.as_bytes(),
            None,
            &arrival(),
            &with(&scrubber(), &Filters::default(), &Arc::default()),
        ) else {
            panic!("it is an event")
        };
        assert_eq!((event.times_seen, event.description.function.as_str()), (37, "f"));
        let (json, is_scrubbed, alone) = forwarded(payload.as_bytes());
        assert_eq!(alone.times_seen, 1);
        assert!(is_scrubbed, "it has the documented shape");
        for own in ["raw_stacks", "times_seen"] {
            assert!(!json.contains(own) && !alone.body.contains(own), "{json} {}", alone.body);
        }
        assert!(json.contains("\"function\":\"f\""), "{json}");
        assert!(event.body.contains("\"times_seen\":37") && event.group == alone.group, "{}", event.body);
    }

    #[test]
    fn a_raw_stack_is_stored_as_its_frames_and_parameters_as_their_message() {
        let stack = "f@https://a.test/x.js?token=SEKRIT:7:3";
        let event = json!({"exception": [{"type": "E"}], "extra": {"raw_stack": stack}});
        assert!(!check(event.to_string().as_bytes()));
        let message = json!({"logentry": {"message": "token=%s", "params": ["x"]}});
        assert!(!check(message.to_string().as_bytes()));
    }

    /// A page without stage 2 sends a stack as text, and so do those without the core.
    #[test]
    fn filters_see_the_frames_of_a_raw_stack() {
        let (scrubber, filters, grouping) = (scrubber(), Filters::default(), Arc::default());
        let outcome = |event: Value| {
            let payload = event.to_string();
            let read = ReadEvent::read(payload.as_bytes()).unwrap();
            let with = with(&scrubber, &filters, &grouping);
            process_item(read, payload.as_bytes(), None, &arrival(), &with)
        };
        let exception = json!({"type": "TypeError", "value": "x is null"});
        for (source, is_dropped) in [
            ("moz-extension://11/content.js", true),
            ("safari-web-extension://11/content.js", true),
            ("user-script:3", true),
            ("https://shop.example/app.js", false),
        ] {
            let stack = format!("f@{source}:1:2\ng@https://shop.example/app.js:3:4");
            let mut brief = exception.clone();
            brief["raw_stack"] = stack.as_str().into();
            for event in [
                json!({"exception": {"values": [brief]}}),
                json!({"exception": {"values": [exception]}, "extra": {"raw_stack": stack}}),
                json!({"exception": {"values": [exception]}, "raw_stacks": [stack]}),
            ] {
                let processed = outcome(event.clone());
                let is_it =
                    matches!(processed, Processed::Filtered(crate::outcome::DiscardReason::BrowserExtension));
                assert_eq!(is_it, is_dropped, "{event}");
            }
        }
    }
}
