//! Shapes of an event that Sentry's Relay takes besides the documented one. Each becomes the documented one.
//!
//! Older SDKs and hand-written clients send other names, other types, and members in other places. Each file has the
//! rules of one part of an event; `tests` has a row for each rule, with the file of Relay that the rule is from:
//! <https://github.com/getsentry/relay/tree/master/relay-event-schema/src/protocol>.
//!
//! Relay drops a value that it cannot read and keeps the rest of the event. Here such a value stays where it is, unless
//! a later step would read it as something else.

mod breadcrumbs;
mod contexts;
mod debug_meta;
mod exception;
mod interfaces;
mod level;
mod members;
mod message;
mod query;
mod request;
mod scalar;
mod sdk;
mod security_report;
mod stacktrace;
mod tags;
mod template_info;
mod time;
mod user;
mod values;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub(super) use level::level;
pub(super) use scalar::text_of;
pub(super) use stacktrace::frame_member;

use super::bounds::values_mut;
use super::fields::Fields;

/// Gives a value its documented shape.
type Plain<T> = fn(&mut T);

/// Members of which an event has one, and what gives them their shape.
const ONE: [(&str, Plain<Value>); 6] = [
    ("request", request::plain),
    ("user", user::plain),
    ("sdk", sdk::plain),
    ("contexts", contexts::plain),
    ("debug_meta", debug_meta::plain),
    ("stacktrace", stacktrace::plain),
];
/// Members with `values`, and what gives each of these its shape.
const EACH: [(&str, Plain<Fields>); 3] = [
    ("exception", exception::plain),
    ("breadcrumbs", breadcrumbs::plain),
    ("threads", stacktrace::of_thread),
];

/// Gives an event the documented shape.
pub(super) fn event(event: &mut Fields) {
    if members::plain(event) {
        interfaces::rename(event);
        query::to_context(event);
        security_report::to_message(event);
    }
    reshape(event, "exception", |it| values::plain(it, Some("value")));
    reshape(event, "breadcrumbs", |it| values::plain(it, Some("message")));
    reshape(event, "threads", |it| values::plain(it, None));
    reshape(event, "tags", tags::plain);
    reshape(event, "timestamp", time::plain);
    tags::take_environment(event);
    for (key, plain) in ONE {
        event.get_mut(key).into_iter().for_each(plain);
    }
    for (key, plain) in EACH {
        let values = values_mut(event, key).into_iter().flatten();
        values.filter_map(Value::as_object_mut).for_each(plain);
    }
    message::plain(event);
    template_info::to_frame(event);
}

/// Replaces a member by its documented shape, or removes it if it has none.
fn reshape(object: &mut Fields, key: &str, plain: fn(Value) -> Option<Value>) {
    if let Some(member) = object.get_mut(key) {
        match plain(member.take()) {
            Some(value) => *member = value,
            None => drop(object.remove(key)),
        }
    }
}
