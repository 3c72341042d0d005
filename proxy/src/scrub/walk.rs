//! Walks through an event: some places hold data of the page's author, others hold fields that Sentry's protocol
//! defines.

use serde_json::{Map, Value};

use super::{FILTERED, Scrubber, body};

/// The kind of an object, by its place in the event.
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
    /// Data that the page's author wrote.
    Any,
    /// Names and values of cookies.
    Cookies,
}

/// How a member of an object is treated.
enum Treatment {
    /// A field of the protocol, which stays unchanged.
    Keep,
    /// Its text is scrubbed; its name is not checked.
    Text,
    /// An object, or a list of objects, of another kind.
    Within(Place),
    /// The whole value is scrubbed, by names and by texts.
    Any,
    /// A `Cookie` header, or an object of cookies.
    Cookies,
    /// The data of a request: like [`Treatment::Any`], or a text that may be a form.
    Form,
}

/// Scrubs an event.
pub(super) fn event(scrubber: &Scrubber, event: &mut Map<String, Value>) {
    let mut walk = Walk { scrubber, nested: body::NESTED, is_changed: false };
    walk.object(Place::Event, event);
}

/// Scrubs any JSON. `nested` limits how deep JSON texts may be nested in JSON texts. Returns whether the value was
/// changed.
pub(super) fn any(scrubber: &Scrubber, it: &mut Value, nested: usize) -> bool {
    let mut walk = Walk { scrubber, nested, is_changed: false };
    walk.value(Place::Any, it);
    walk.is_changed
}

/// The treatment of a member with its name from before 2017, in an event or an exception.
fn old_interface(key: &str) -> Option<Treatment> {
    Some(match key.strip_prefix("sentry.interfaces.")? {
        "Exception" | "Threads" => Treatment::Within(Place::Exception),
        "Stacktrace" => Treatment::Within(Place::Stacktrace),
        "Breadcrumbs" => Treatment::Within(Place::Breadcrumb),
        "Http" => Treatment::Within(Place::Request),
        "Message" => Treatment::Within(Place::Message),
        _ => Treatment::Any,
    })
}

fn treatment(place: Place, key: &str) -> Treatment {
    if matches!(place, Place::Event | Place::Exception)
        && let Some(treatment) = old_interface(key)
    {
        return treatment;
    }
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
        // Each interface may have the form `{values: [..]}`.
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
        (Place::Message, "message" | "formatted") => Treatment::Text,
        (Place::Message, _) => Treatment::Any,
        (Place::Request, "cookies") => Treatment::Cookies,
        (Place::Request, "data" | "query_string") => Treatment::Form,
        (Place::Request, "url") => Treatment::Text,
        (Place::Request, "method") => Treatment::Keep,
        (Place::Span, "description") => Treatment::Text,
        (Place::Span, "data" | "tags") => Treatment::Any,
        (Place::Span, _) => Treatment::Keep,
        (Place::Cookies, _) => Treatment::Text,
        (_, key) if key.eq_ignore_ascii_case("user-agent") => Treatment::Keep,
        (_, key) if is_cookie_header(key) => Treatment::Cookies,
        _ => Treatment::Any,
    }
}

/// The state of a walk through one value.
struct Walk<'a> {
    scrubber: &'a Scrubber,
    nested: usize,
    is_changed: bool,
}

impl Walk<'_> {
    fn object(&mut self, place: Place, object: &mut Map<String, Value>) {
        for (key, value) in object.iter_mut() {
            self.member(place, key, value);
        }
        if place == Place::Any {
            self.named_value(object);
        }
    }

    fn member(&mut self, place: Place, key: &str, it: &mut Value) {
        let keys = &self.scrubber.keys;
        match treatment(place, key) {
            Treatment::Keep => {}
            Treatment::Text if place == Place::Cookies && keys.is_secret_cookie(key) => self.filter(it),
            Treatment::Text => self.text(it),
            Treatment::Within(place) => self.value(place, it),
            _ if keys.is_kept(key) => {}
            Treatment::Cookies => self.cookies(it),
            Treatment::Any if is_address(key) && self.scrubber.ip_addresses => self.filter(it),
            Treatment::Any | Treatment::Form if keys.is_secret(key) => self.filter(it),
            Treatment::Any if it.is_number() && is_time_or_line(key) => {}
            Treatment::Any => self.value(Place::Any, it),
            Treatment::Form => self.form(it),
        }
    }

    /// `{"name": "password", "value": "x"}`, the form of form fields and headers.
    fn named_value(&mut self, object: &mut Map<String, Value>) {
        if !object.contains_key("value") {
            return;
        }
        let name = object.get("name").or_else(|| object.get("key")).and_then(Value::as_str);
        let is_secret = name.is_some_and(|name| self.scrubber.keys.is_secret(name));
        let is_cookie = name.is_some_and(is_cookie_header);
        let Some(value) = object.get_mut("value") else { return };
        if is_secret {
            self.filter(value);
        } else if is_cookie {
            self.cookies(value);
        }
    }

    fn value(&mut self, place: Place, it: &mut Value) {
        match it {
            Value::Object(members) => self.object(place, members),
            Value::Array(list) => {
                // A list of frames is treated as the stack trace that contains it.
                let place = if place == Place::Stacktrace { Place::Frame } else { place };
                for entry in list {
                    match entry.as_array_mut().map(Vec::as_mut_slice) {
                        // `[["name", value], ..]`, a form that headers, tags and cookies may have.
                        Some([Value::String(name), second]) => {
                            let name = std::mem::take(name);
                            self.member(place, &name, second);
                            entry[0] = Value::String(name);
                        }
                        _ => self.value(place, entry),
                    }
                }
            }
            Value::String(_) => self.text(it),
            Value::Number(number) => {
                let whole = number.as_u64().or_else(|| whole(number.as_f64()?));
                if whole.is_some_and(|number| self.scrubber.texts.is_secret_number(number)) {
                    self.filter(it);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, it: &mut Value) {
        match it {
            Value::String(text) => {
                self.is_changed |= self.scrubber.texts.clean(text, &self.scrubber.keys);
                // Parsing decodes escapes in names; most texts keep their order and spaces.
                self.is_changed |= body::json(self.scrubber, text, self.nested, any);
            }
            // A value that should be a text and has another type is scrubbed too.
            Value::Object(_) | Value::Array(_) | Value::Number(_) => self.value(Place::Any, it),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The body or the query of a request.
    fn form(&mut self, it: &mut Value) {
        if let Value::String(text) = it {
            self.is_changed |= body::form(self.scrubber, text, self.nested, any);
        }
        self.value(Place::Any, it);
    }

    /// `a=1; session=2`, or an object or list of pairs.
    fn cookies(&mut self, it: &mut Value) {
        let line = match it {
            Value::String(line) => line,
            // A header that was sent more than once.
            Value::Array(lines) if lines.iter().all(Value::is_string) => {
                return lines.iter_mut().for_each(|line| self.cookies(line));
            }
            _ => return self.value(Place::Cookies, it),
        };
        let kept = line.split(';').map(|cookie| match cookie.split_once('=') {
            Some((name, _)) if self.scrubber.keys.is_secret_cookie(name.trim()) => {
                format!("{name}={FILTERED}")
            }
            _ => cookie.to_owned(),
        });
        let kept = kept.collect::<Vec<_>>().join(";");
        self.is_changed |= *line != kept;
        *line = kept;
        self.is_changed |= self.scrubber.texts.clean(line, &self.scrubber.keys);
    }

    /// Removes a value. Of `{value, type}`, the form of log and span attributes, only the value is removed.
    fn filter(&mut self, it: &mut Value) {
        match it {
            Value::Null => return,
            Value::String(text) if text == FILTERED => return,
            Value::Object(attribute) if attribute.contains_key("value") && attribute.contains_key("type") => {
                attribute.insert("value".into(), FILTERED.into());
                attribute.insert("type".into(), "string".into());
            }
            _ => *it = FILTERED.into(),
        }
        self.is_changed = true;
    }
}

fn is_cookie_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("cookie") || name.eq_ignore_ascii_case("set-cookie")
}

/// The whole number of a float such as `4111111111111111.0`.
fn whole(number: f64) -> Option<u64> {
    // Above this limit a float cannot hold every whole number.
    const MOST: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && (0.0..MOST).contains(&number)).then_some(number as u64)
}

/// Whether a field is always an IP address: Relay's `KNOWN_IP_FIELDS`.
fn is_address(key: &str) -> bool {
    matches!(key, "ip_address" | "REMOTE_ADDR" | "client_ip" | "user.ip" | "client.address")
}

/// Whether a number with this name is a time, or a place in a file. Some of these numbers look like a card.
fn is_time_or_line(key: &str) -> bool {
    matches!(key, "timestamp" | "start_timestamp" | "time" | "date" | "lineno" | "colno" | "line" | "column")
        || key.ends_with("_at")
        || key.ends_with("_timestamp")
}
