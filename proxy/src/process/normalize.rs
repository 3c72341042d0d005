//! Sets defaults and limits, and derives values from other members of the event.

use serde_json::{Value, json};

use crate::process::{
    Arrival, clock_drift, cut_text, event_bounds, lenient, panic, raw_stack, threads, user_agent,
};

use super::event_fields::{Fields, scalar, text};
use crate::model::hash;
use crate::model::timestamp::Timestamp;

/// How far ahead a client's clock may be, in seconds.
const FUTURE: f64 = 60.0;
/// Largest age of an event, in seconds: 30 days, as in Sentry.
const PAST: f64 = 30.0 * 86_400.0;
/// Sentry's placeholder for the client's IP address, which the server does not store.
const AUTO: &str = "{{auto}}";
/// Longest user identity, in characters.
const USER: usize = 200;

/// A normalized event, with the values that the store has in columns.
pub(super) struct Normalized {
    pub fields: Fields,
    pub event_id: String,
    pub timestamp: Timestamp,
    pub level: String,
    pub platform: String,
    pub user: Option<String>,
}

/// Normalizes a parsed event. The payload gives the event id if both the event and the envelope lack one.
pub(super) fn normalize(mut event: Fields, payload: &[u8], arrival: &Arrival) -> Normalized {
    raw_stack::read(&mut event);
    threads::adopt(&mut event);
    threads::mark_machinery(&mut event);
    event_bounds::cut(&mut event);
    clock_drift::correct(&mut event, arrival);
    panic::settle(&mut event);
    let event_id = event_id(&event, payload, arrival);
    let timestamp = timestamp(&event, arrival.received);
    let level = event.get("level").and_then(lenient::level).unwrap_or("error");
    let platform = cut_text::cut_chars(text(&event, "platform").unwrap_or("other"), 64);
    event.insert("event_id".into(), event_id.as_str().into());
    event.insert("timestamp".into(), json!(timestamp.0));
    event.insert("received".into(), json!(arrival.received.0));
    event.insert("level".into(), level.into());
    event.insert("platform".into(), platform.as_str().into());
    for key in ["release", "environment"] {
        if text(&event, key).is_none() {
            event.remove(key);
        }
    }
    set_client(&mut event);
    let user = user(&mut event);
    Normalized { fields: event, event_id, timestamp, level: level.to_owned(), platform, user }
}

/// The event's id, else the envelope's, else an id made of the payload. The same payload always gives the same id.
fn event_id(event: &Fields, payload: &[u8], arrival: &Arrival) -> String {
    let own = text(event, "event_id").and_then(balefire_protocol::event_id::read);
    own.or_else(|| arrival.event_id.and_then(balefire_protocol::event_id::read)).unwrap_or_else(|| {
        let mut seed = arrival.project_id.to_le_bytes().to_vec();
        seed.extend(arrival.received.0.to_le_bytes());
        seed.extend(payload);
        hash::short_hex(&seed)
    })
}

fn timestamp(event: &Fields, received: Timestamp) -> Timestamp {
    let said = event.get("timestamp").and_then(Value::as_f64).unwrap_or(received.0);
    if is_sane(said, received) { Timestamp(said) } else { received }
}

/// Whether something can have happened at this time, in seconds since 1970.
pub(super) fn is_sane(seconds: f64, received: Timestamp) -> bool {
    (received.0 - PAST..=received.0 + FUTURE).contains(&seconds)
}

/// Adds the contexts `browser` and `os` from the `User-Agent` header, if the client sent none. A context that the
/// client sent stays unchanged, even if it has no version: a version from the header might belong to another name.
fn set_client(event: &mut Fields) {
    let headers = event.get("request").and_then(|request| request.get("headers")).and_then(Value::as_array);
    let header = headers.into_iter().flatten().find_map(|pair| {
        let is_it = pair.get(0)?.as_str()?.eq_ignore_ascii_case("user-agent");
        is_it.then(|| pair.get(1)?.as_str()).flatten()
    });
    let Some(client) = header.map(user_agent::read) else { return };
    if !event.get("contexts").is_some_and(Value::is_object) {
        event.insert("contexts".into(), json!({}));
    }
    let Some(Value::Object(contexts)) = event.get_mut("contexts") else { return };
    for (key, part) in [("browser", client.browser), ("os", client.os)] {
        let Some(part) = part else { continue };
        if contexts.get(key).and_then(Value::as_object).is_some_and(|known| !known.is_empty()) {
            continue;
        }
        let mut context = json!({"type": key, "name": part.name});
        if !part.version.is_empty() {
            context["version"] = part.version.into();
        }
        contexts.insert(key.into(), context);
    }
}

/// The user's identity: the first of id, e-mail, username, address. `{{auto}}` is ignored, because addresses are not
/// stored. Words instead of an address (`unknown`) are ignored too, because all users share them.
fn user(event: &mut Fields) -> Option<String> {
    let user = event.get_mut("user")?.as_object_mut()?;
    if user.get("ip_address").and_then(Value::as_str) == Some(AUTO) {
        user.remove("ip_address");
    }
    identity(event)
}

/// The user's identity in an event as it was sent: the first of id, e-mail, username, address.
pub(super) fn identity(event: &Fields) -> Option<String> {
    let user = event.get("user")?.as_object()?;
    let who = ["id", "email", "username", "ip_address"].iter().find_map(|key| {
        let text = scalar(user.get(*key)?)?;
        (!text.is_empty() && (*key != "ip_address" || is_address(&text))).then_some(text)
    });
    who.map(|who| cut_text::cut_chars(&who, USER))
}

/// Whether a text may be an IPv4 or IPv6 address.
fn is_address(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':');
    text.contains(['.', ':']) && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn run(event: Value) -> Normalized {
        let arrival =
            Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: Some(ID), sent_at: None };
        normalize(event.as_object().unwrap().clone(), b"payload", &arrival)
    }

    #[test]
    fn event_ids() {
        let dashed = "ABCDEF01-2345-6789-ABCD-EF0123456789";
        assert_eq!(run(json!({"event_id": dashed})).event_id, "abcdef0123456789abcdef0123456789");
        assert_eq!(run(json!({"event_id": "short"})).event_id, ID);
        let arrival =
            Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: Some("é"), sent_at: None };
        let derived = normalize(Fields::new(), b"payload", &arrival).event_id;
        assert_eq!(balefire_protocol::event_id::read(&derived).as_deref(), Some(derived.as_str()));
        assert_eq!(normalize(Fields::new(), b"payload", &arrival).event_id, derived);
    }

    #[test]
    fn absurd_times_become_the_arrival() {
        for (said, kept) in [
            (json!(1.8e9 - 5.0), 1.8e9 - 5.0),
            (json!(1.8e9 + 59.0), 1.8e9 + 59.0),
            (json!(1.8e9 + 61.0), 1.8e9),
            (json!(1.8e12), 1.8e9),
            (json!(0), 1.8e9),
            (json!(-1e300), 1.8e9),
        ] {
            let event = run(json!({ "timestamp": said }));
            assert_eq!(event.timestamp, Timestamp(kept));
            assert_eq!(event.fields["timestamp"], json!(kept));
        }
    }

    #[test]
    fn levels() {
        for (said, kept) in
            [("fatal", "fatal"), ("warn", "warning"), ("log", "info"), ("<b>", "error"), ("", "error")]
        {
            assert_eq!(run(json!({ "level": said })).level, kept);
        }
        assert_eq!(run(json!({"level": -5})).level, "error");
    }

    #[test]
    fn users() {
        assert_eq!(run(json!({"user": {"id": 7, "email": "a@b"}})).user.as_deref(), Some("7"));
        assert_eq!(run(json!({"user": {"id": "", "email": "a@b"}})).user.as_deref(), Some("a@b"));
        assert_eq!(run(json!({"user": {"ip_address": "{{auto}}"}})).user, None);
        assert_eq!(run(json!({"user": "nobody"})).user, None);
    }

    #[test]
    fn client_from_user_agent() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let event = run(
            json!({"request": {"headers": [["user-agent", agent]]}, "contexts": {"os": {"name": "mine"}}}),
        );
        assert_eq!(
            event.fields["contexts"]["browser"],
            json!({"type": "browser", "name": "Firefox", "version": "140.0"})
        );
        assert_eq!(event.fields["contexts"]["os"], json!({"name": "mine"}));
        let event = run(json!({
            "request": {"headers": [["User-Agent", agent]]},
            "contexts": {"os": null, "browser": {"version": "7"}},
        }));
        assert_eq!(event.fields["contexts"]["os"], json!({"type": "os", "name": "Linux"}));
        assert_eq!(event.fields["contexts"]["browser"], json!({"version": "7"}));
    }

    #[test]
    fn nothing_at_all() {
        let event = run(json!({"contexts": 1, "request": [], "user": [], "extra": "x", "tags": 1}));
        assert_eq!((event.level.as_str(), event.platform.as_str()), ("error", "other"));
    }
}
