//! Where in an event things stand that a page's author wrote, and where Sentry's protocol says what they are.

use serde_json::{Map, Value};

use super::{FILTERED, Scrubber};

/// Where an object stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Event,
    /// An exception or a thread.
    Exception,
    Stacktrace,
    Frame,
    Breadcrumb,
    Message,
    Request,
    Span,
    /// In what the page's author wrote.
    Any,
    /// Names and values of cookies.
    Cookies,
}

/// What is done with a member.
enum Treatment {
    /// It is the protocol's: kept as it is.
    Keep,
    /// Its text is cleaned; its name says nothing.
    Text,
    /// An object, or a list of them, at another place.
    Within(Place),
    /// All of it, by name and text.
    Any,
    /// A `Cookie` header, or an object of cookies.
    Cookies,
}

pub(super) fn event(scrubber: &Scrubber, event: &mut Map<String, Value>) {
    object(scrubber, Place::Event, event);
}

pub(super) fn any(scrubber: &Scrubber, it: &mut Value) {
    value(scrubber, Place::Any, it);
}

fn treatment(place: Place, key: &str) -> Treatment {
    match (place, key) {
        (Place::Event, "exception" | "threads") => Treatment::Within(Place::Exception),
        (Place::Event | Place::Exception, "stacktrace") => Treatment::Within(Place::Stacktrace),
        (Place::Event, "breadcrumbs") => Treatment::Within(Place::Breadcrumb),
        (Place::Event, "request") => Treatment::Within(Place::Request),
        (Place::Event, "spans") => Treatment::Within(Place::Span),
        (Place::Event, "logentry") => Treatment::Within(Place::Message),
        (Place::Event, "message") => Treatment::Within(Place::Message),
        (Place::Event, "transaction" | "culprit" | "server_name" | "logger") => Treatment::Text,
        (Place::Event, "user" | "tags" | "extra" | "contexts") => Treatment::Any,
        (
            Place::Event,
            "debug_meta" | "modules" | "event_id" | "type" | "timestamp" | "start_timestamp" | "received"
            | "level" | "platform" | "release" | "environment" | "dist" | "fingerprint" | "version"
            | "measurements" | "_meta" | "errors",
        ) => Treatment::Keep,
        // Each interface may come as `{values: [..]}`.
        (Place::Exception | Place::Breadcrumb | Place::Span, "values") => Treatment::Within(place),
        (Place::Exception, "value") => Treatment::Text,
        (Place::Exception, "mechanism") => Treatment::Any,
        (Place::Exception, _) => Treatment::Keep,
        (Place::Stacktrace, "frames") => Treatment::Within(Place::Frame),
        (Place::Stacktrace, _) => Treatment::Keep,
        (Place::Frame, "vars") => Treatment::Any,
        (Place::Frame, _) => Treatment::Keep,
        (Place::Breadcrumb, "data") => Treatment::Any,
        (Place::Breadcrumb, "message") => Treatment::Text,
        (Place::Breadcrumb, _) => Treatment::Keep,
        (Place::Message, "params") => Treatment::Any,
        (Place::Message, _) => Treatment::Text,
        (Place::Request, "cookies") => Treatment::Cookies,
        (Place::Request, "url") => Treatment::Text,
        (Place::Request, "method") => Treatment::Keep,
        (Place::Span, "description") => Treatment::Text,
        (Place::Span, "data" | "tags") => Treatment::Any,
        (Place::Span, _) => Treatment::Keep,
        (Place::Cookies, _) => Treatment::Text,
        (_, key) if key.eq_ignore_ascii_case("user-agent") => Treatment::Keep,
        (_, key) if key.eq_ignore_ascii_case("cookie") || key.eq_ignore_ascii_case("set-cookie") => {
            Treatment::Cookies
        }
        _ => Treatment::Any,
    }
}

fn object(scrubber: &Scrubber, place: Place, object: &mut Map<String, Value>) {
    for (key, value) in object {
        member(scrubber, place, key, value);
    }
}

fn member(scrubber: &Scrubber, place: Place, key: &str, it: &mut Value) {
    match treatment(place, key) {
        Treatment::Keep => {}
        Treatment::Text if place == Place::Cookies && scrubber.keys.is_secret_cookie(key) => filter(it),
        Treatment::Text => text(scrubber, it),
        Treatment::Within(place) => value(scrubber, place, it),
        _ if scrubber.keys.is_kept(key) => {}
        Treatment::Cookies => cookies(scrubber, it),
        Treatment::Any if is_address(key) && scrubber.ip_addresses => filter(it),
        Treatment::Any if scrubber.keys.is_secret(key) => filter(it),
        Treatment::Any => value(scrubber, Place::Any, it),
    }
}

fn value(scrubber: &Scrubber, place: Place, it: &mut Value) {
    match it {
        Value::Object(members) => object(scrubber, place, members),
        Value::Array(list) => {
            for entry in list {
                match entry.as_array_mut().map(Vec::as_mut_slice) {
                    // `[["name", value], ..]`, in which headers, tags and cookies may come.
                    Some([Value::String(name), second]) => {
                        let name = std::mem::take(name);
                        member(scrubber, place, &name, second);
                        entry[0] = Value::String(name);
                    }
                    _ => value(scrubber, place, entry),
                }
            }
        }
        Value::String(_) => text(scrubber, it),
        Value::Number(number) => {
            if number.as_u64().is_some_and(|number| scrubber.texts.is_secret_number(number)) {
                filter(it);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn text(scrubber: &Scrubber, it: &mut Value) {
    match it {
        Value::String(text) => scrubber.texts.clean(text),
        other => value_of_text(scrubber, other),
    }
}

/// What should have been a text and is something else is no reason to keep it.
fn value_of_text(scrubber: &Scrubber, it: &mut Value) {
    if it.is_object() || it.is_array() {
        value(scrubber, Place::Any, it);
    }
}

/// `a=1; session=2`, or an object or list of pairs.
fn cookies(scrubber: &Scrubber, it: &mut Value) {
    let Value::String(line) = it else { return value(scrubber, Place::Cookies, it) };
    let kept = line.split(';').map(|cookie| match cookie.split_once('=') {
        Some((name, _)) if scrubber.keys.is_secret_cookie(name.trim()) => format!("{name}={FILTERED}"),
        _ => cookie.to_owned(),
    });
    *line = kept.collect::<Vec<_>>().join(";");
    scrubber.texts.clean(line);
}

/// Where addresses stand, whatever else stands there: Relay's `KNOWN_IP_FIELDS`.
fn is_address(key: &str) -> bool {
    matches!(key, "ip_address" | "REMOTE_ADDR" | "client_ip" | "user.ip" | "client.address")
}

/// Takes out a value. Of `{value, type}`, as attributes of logs and spans come, the value alone.
fn filter(it: &mut Value) {
    match it {
        Value::Null => {}
        Value::Object(attribute) if attribute.contains_key("value") && attribute.contains_key("type") => {
            attribute.insert("value".into(), FILTERED.into());
            attribute.insert("type".into(), "string".into());
        }
        _ => *it = FILTERED.into(),
    }
}
