//! Old names and other types of an event's members, as Relay takes them.
//!
//! <https://github.com/getsentry/relay/tree/master/relay-event-schema/src/protocol>: `legacy_alias`, `LenientString`,
//! `JsonLenientString`.

use serde_json::{Map, Value};

use super::fields::{Fields, scalar};
use super::template;

/// Begins the names that Sentry's interfaces had before 2017.
const INTERFACE: &str = "sentry.interfaces.";
/// The old name of an exception's own stack.
const OLD_STACKTRACE: &str = "sentry.interfaces.Stacktrace";
/// What raven sent to have its events grouped by.
const CHECKSUM: &str = "checksum";
/// Those names, and today's.
const INTERFACES: [(&str, &str); 8] = [
    ("Exception", "exception"),
    ("Message", "logentry"),
    ("Stacktrace", "stacktrace"),
    ("Http", "request"),
    ("User", "user"),
    ("Breadcrumbs", "breadcrumbs"),
    ("Contexts", "contexts"),
    ("Threads", "threads"),
];
/// Members that are texts, and may come as numbers or truth values.
const TEXTS: [&str; 8] =
    ["release", "dist", "environment", "transaction", "server_name", "logger", "platform", "culprit"];

/// Gives members today's names and types, in one pass over those that are as they should be. A member that has its name
/// already stays.
pub(super) fn members(event: &mut Fields) {
    let mut has_old = false;
    for (key, value) in event.iter_mut() {
        match value {
            Value::Number(_) | Value::Bool(_) if TEXTS.contains(&key.as_str()) => scalar_text(value),
            Value::String(_) | Value::Number(_) if key == "level" => {
                if let Some(level) = level(value) {
                    *value = level.into();
                }
            }
            Value::String(_) | Value::Number(_) if key == "fingerprint" => {
                *value = Value::Array(vec![value.take()]);
            }
            _ => has_old |= key.starts_with(INTERFACE) || key == CHECKSUM,
        }
    }
    if has_old {
        rename(event);
    }
}

fn rename(event: &mut Fields) {
    for (old, name) in INTERFACES {
        if let Some(value) = event.remove(&format!("{INTERFACE}{old}")) {
            event.entry(name).or_insert(value);
        }
    }
    // What raven called a checksum is all that counts for the group, as a fingerprint is.
    if let Some(checksum @ Value::String(_)) = event.get(CHECKSUM).cloned() {
        event.entry("fingerprint").or_insert(Value::Array(vec![checksum]));
    }
}

/// Makes texts of an exception's members, and an object of frames of its stack.
pub(super) fn exception(exception: &mut Fields) {
    let mut has_old = false;
    for (key, value) in exception.iter_mut() {
        match key.as_str() {
            "type" | "module" => scalar_text(value),
            "value" => json_text(value),
            "stacktrace" => stacktrace(value),
            key => has_old |= key == OLD_STACKTRACE,
        }
    }
    if has_old && let Some(old) = exception.remove(OLD_STACKTRACE) {
        exception.entry("stacktrace").or_insert(old);
    }
}

/// `{frames: []}` of a list of frames.
pub(super) fn stacktrace(stack: &mut Value) {
    if let Value::Array(frames) = stack {
        let frames = Value::Array(std::mem::take(frames));
        *stack = Value::Object(Map::from_iter([("frames".to_owned(), frames)]));
    }
}

/// The entry of a message: its members as texts, with the formatted message where its parameters give one.
pub(super) fn logentry(entry: &mut Fields) {
    for key in ["message", "formatted"] {
        if let Some(value) = entry.get_mut(key) {
            json_text(value);
        }
    }
    template::format(entry);
}

/// A value as a text: a text as it is, all else as JSON.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number that came as a text.
pub(super) fn number_of(text: &str) -> Option<Value> {
    text.trim().parse::<u64>().ok().map(Value::from)
}

/// Makes a text of what is none, by its JSON; nothing of nothing.
fn json_text(value: &mut Value) {
    if !matches!(value, Value::String(_) | Value::Null) {
        *value = value.to_string().into();
    }
}

/// Makes a text of a number or a truth value.
fn scalar_text(value: &mut Value) {
    if matches!(value, Value::Number(_) | Value::Bool(_))
        && let Some(text) = scalar(value)
    {
        *value = text.into();
    }
}

/// The level of a number of Python, which may have levels of its own between: 10 debug, 20 info, 30 warning, 40 error,
/// 50 fatal. <https://docs.python.org/3/library/logging.html#logging-levels>
fn level(value: &Value) -> Option<&'static str> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) if text.starts_with(|it: char| it.is_ascii_digit()) => {
            text.trim().parse().ok()?
        }
        _ => return None,
    };
    match number {
        50.0.. => Some("fatal"),
        40.0.. => Some("error"),
        30.0.. => Some("warning"),
        20.0.. => Some("info"),
        1.0.. => Some("debug"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::parse::parse;
    use super::*;
    use crate::model::event::Event;
    use crate::model::timestamp::Timestamp;
    use crate::process::{Arrival, process};
    use crate::scrub::{Scrubber, Settings};

    #[track_caller]
    fn check(sent: &Value, kept: &Value) {
        assert_eq!(&Value::Object(parse(sent.as_object().unwrap().clone())), kept);
    }

    fn processed(event: &Value) -> Event {
        let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
        let scrubber = Scrubber::new(&Settings::default()).unwrap();
        process(event.to_string().as_bytes(), &arrival, &scrubber, &()).unwrap()
    }

    /// Each old name of <https://github.com/getsentry/relay/blob/master/relay-event-schema/src/protocol/event.rs>.
    #[test]
    fn old_names() {
        for (old, name, value) in [
            ("sentry.interfaces.Exception", "exception", json!({"values": [{"type": "E"}]})),
            ("sentry.interfaces.Message", "logentry", json!({"message": "hi"})),
            ("sentry.interfaces.Stacktrace", "stacktrace", json!({"frames": []})),
            ("sentry.interfaces.Http", "request", json!({"url": "https://a.test/"})),
            ("sentry.interfaces.User", "user", json!({"id": "7"})),
            ("sentry.interfaces.Breadcrumbs", "breadcrumbs", json!({"values": [{"message": "a"}]})),
            ("sentry.interfaces.Contexts", "contexts", json!({"os": {"name": "Linux"}})),
            ("sentry.interfaces.Threads", "threads", json!({"values": [{"id": 1}]})),
            ("message", "logentry", json!({"message": "hi"})),
        ] {
            check(&json!({ old: value }), &json!({ name: value }));
            let other = match name {
                "logentry" => json!({"message": "mine"}),
                "stacktrace" => json!({"frames": [{}]}),
                name if value.get("values").is_some() => json!({"values": [{"name": name}]}),
                _ => json!({"name": "mine"}),
            };
            check(&json!({ old: value, name: other }), &json!({ name: other }));
        }
        check(
            &json!({"exception": {"type": "E", "sentry.interfaces.Stacktrace": {"frames": [{}]}}}),
            &json!({"exception": {"values": [{"type": "E", "stacktrace": {"frames": [{}]}}]}}),
        );
        check(&json!({"checksum": "a"}), &json!({"checksum": "a", "fingerprint": ["a"]}));
    }

    #[test]
    fn other_types() {
        for (member, sent, kept) in [
            ("release", json!(5), json!("5")),
            ("dist", json!(1.5), json!("1.5")),
            ("environment", json!(true), json!("true")),
            ("transaction", json!(404), json!("404")),
            ("server_name", json!(7), json!("7")),
            ("logger", json!(7), json!("7")),
            ("platform", json!(7), json!("7")),
            ("release", json!({"a": 1}), json!({"a": 1})),
            ("fingerprint", json!("a"), json!(["a"])),
            ("fingerprint", json!(7), json!([7])),
            ("level", json!(10), json!("debug")),
            ("level", json!(20), json!("info")),
            ("level", json!(25), json!("info")),
            ("level", json!(30), json!("warning")),
            ("level", json!(40), json!("error")),
            ("level", json!(50), json!("fatal")),
            ("level", json!("50"), json!("fatal")),
            ("level", json!("warn"), json!("warn")),
            ("level", json!(-1), json!(-1)),
            ("stacktrace", json!([{"function": "f"}]), json!({"frames": [{"function": "f"}]})),
            ("message", json!(null), json!(null)),
        ] {
            let kept = if kept.is_null() { json!({}) } else { json!({ member: kept }) };
            check(&json!({ member: sent }), &kept);
        }
        for (sent, kept) in [
            (json!({"code": "E42", "n": [1, null]}), json!(r#"{"code":"E42","n":[1,null]}"#)),
            (json!(404), json!("404")),
            (json!(false), json!("false")),
            (json!(["a"]), json!(r#"["a"]"#)),
            (json!(null), json!(null)),
            (json!("x"), json!("x")),
        ] {
            check(
                &json!({"exception": {"type": 7, "value": sent, "stacktrace": [{}]}}),
                &json!({"exception": {"values": [{"type": "7", "value": kept, "stacktrace": {"frames": [{}]}}]}}),
            );
            if !kept.is_null() && !sent.is_object() {
                check(&json!({ "message": sent }), &json!({"logentry": {"message": kept}}));
                check(&json!({ "logentry": {"message": sent} }), &json!({"logentry": {"message": kept}}));
            }
        }
    }

    #[test]
    fn titles_of_what_is_no_text() {
        for (event, title) in [
            (
                json!({"exception": {"values": [{"type": "ApiError", "value": {"code": "E42", "detail": "no stock"}}]}}),
                r#"ApiError: {"code":"E42","detail":"no stock"}"#,
            ),
            (json!({"exception": {"values": [{"type": "HttpError", "value": 404}]}}), "HttpError: 404"),
            (json!({"message": 404}), "404"),
            (
                json!({"logentry": {"message": "User %s could not pay %d", "params": ["bob", 5]}}),
                "User bob could not pay 5",
            ),
            (
                json!({"logentry": {"message": "Stock of %(sku)s is gone", "params": {"sku": "tea-1"}}}),
                "Stock of tea-1 is gone",
            ),
            (
                json!({"logentry": {"message": "Order {0} has no {1}", "params": ["A1", "address"]}}),
                "Order A1 has no address",
            ),
        ] {
            assert_eq!(processed(&event).description.title, title);
        }
        let pay =
            |who| processed(&json!({"logentry": {"message": "User %s is gone", "params": [who]}})).group;
        assert_eq!(pay("bob"), pay("eve"));
    }

    #[test]
    fn events_of_raven() {
        let frames = json!([
            {"function": "o.init/<", "filename": "https://a.test/b5f89af3.app.js", "lineno": 560, "in_app": true},
            {"function": "o.get/<", "filename": "https://a.test/b5f89af3.app.js", "lineno": "560", "in_app": true},
        ]);
        let old = processed(&json!({
            "exception": {"type": "Error", "value": "Unknown part"}, "stacktrace": {"frames": frames},
            "request": {"url": "https://a.test/cart"},
        }));
        assert_eq!(
            (old.description.title.as_str(), old.description.culprit.as_str()),
            ("Error: Unknown part", "o.get/<(/b5f89af3.app.js)")
        );
        let body: Value = serde_json::from_str(&old.body).unwrap();
        let kept = &body["exception"]["values"][0]["stacktrace"]["frames"];
        assert_eq!((kept.as_array().unwrap().len(), &kept[1]["lineno"]), (2, &json!(560)));
        let stack = json!({"frames": [{"function": "brew", "filename": "shop/tea.py", "lineno": 12}]});
        let interfaces = json!({
            "level": 30, "platform": "python", "message": "slow answer",
            "sentry.interfaces.Exception": {"type": "ValueError", "value": "no such tea", "stacktrace": stack},
            "sentry.interfaces.Http": {"url": "http://a.test/tea"}, "sentry.interfaces.User": {"id": "7"},
        });
        let event = processed(&interfaces);
        assert_eq!(
            (
                event.description.title.as_str(),
                event.description.culprit.as_str(),
                event.level.as_str(),
                event.user.as_deref()
            ),
            ("ValueError: no such tea", "brew(shop/tea.py)", "warning", Some("7"))
        );
        let message = processed(&json!({"message": "slow", "sentry.interfaces.Stacktrace": stack}));
        assert_eq!(
            (message.description.title.as_str(), message.description.culprit.as_str()),
            ("slow", "brew(shop/tea.py)")
        );
    }
}
