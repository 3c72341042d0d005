//! Undocumented event shapes that Sentry's Relay accepts. Each becomes the documented shape.
//!
//! Older SDKs and hand-written clients send other names, other types, and members in other places. Each file has the
//! rules of one part of an event; `tests` has a row for each rule, with the file of Relay that the rule is from:
//! <https://github.com/getsentry/relay/tree/master/relay-event-schema/src/protocol>.
//!
//! Relay drops a value that it cannot read and keeps the rest of the event. Here such a value stays in place, unless a
//! later step would misread it.

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
mod reshape;
mod rules;
mod scalar;
mod sdk;
mod security_report;
mod stacktrace;
mod tags;
mod template;
mod template_info;
mod time;
mod user;
mod values;

pub(super) use level::level;
pub(super) use rules::event;
pub(super) use stacktrace::frame_member;
#[cfg(test)]
pub(super) use template::format as format_template;
pub(super) use time::normalize as time;

#[cfg(test)]
mod tests;
