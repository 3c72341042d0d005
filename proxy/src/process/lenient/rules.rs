//! Which rule goes over which member, and in which order.

use serde_json::Value;

use super::super::fields::{Fields, values_mut};
use super::reshape::reshape;
use super::{
    breadcrumbs, contexts, debug_meta, exception, interfaces, members, message, query, request, sdk,
    security_report, stacktrace, tags, template_info, time, user, values,
};

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
pub(in super::super) fn event(event: &mut Fields) {
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
