//! The list of rules: each member's rule, and their order.

use serde_json::Value;

use super::super::event_fields::{Fields, values_mut};
use super::reshape::reshape;
use super::{
    breadcrumbs, contexts, debug_meta, exception, interfaces, members, message, query, request, sdk,
    security_report, stacktrace, tags, template_info, time, user, values,
};

/// A function that gives a value its documented shape.
type Normalize<T> = fn(&mut T);

/// Members that an event has once, with their rules.
const ONE: [(&str, Normalize<Value>); 6] = [
    ("request", request::normalize),
    ("user", user::normalize),
    ("sdk", sdk::normalize),
    ("contexts", contexts::normalize),
    ("debug_meta", debug_meta::normalize),
    ("stacktrace", stacktrace::normalize),
];
/// Members with `values`, with the rule for each value.
const EACH: [(&str, Normalize<Fields>); 3] = [
    ("exception", exception::normalize),
    ("breadcrumbs", breadcrumbs::normalize),
    ("threads", stacktrace::of_thread),
];

/// Gives an event the documented shape.
pub(in super::super) fn event(event: &mut Fields) {
    if members::normalize(event) {
        interfaces::rename(event);
        query::to_context(event);
        security_report::to_message(event);
    }
    reshape(event, "exception", |it| values::normalize(it, Some("value")));
    reshape(event, "breadcrumbs", |it| values::normalize(it, Some("message")));
    reshape(event, "threads", |it| values::normalize(it, None));
    reshape(event, "tags", tags::normalize);
    reshape(event, "timestamp", time::normalize);
    tags::take_environment(event);
    for (key, normalize) in ONE {
        event.get_mut(key).into_iter().for_each(normalize);
    }
    for (key, normalize) in EACH {
        let values = values_mut(event, key).into_iter().flatten();
        values.filter_map(Value::as_object_mut).for_each(normalize);
    }
    message::normalize(event);
    template_info::to_frame(event);
}
