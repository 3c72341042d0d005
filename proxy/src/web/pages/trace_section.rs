//! The page load, and the requests of back ends, that an error belongs to.

use maud::{Markup, html};
use serde_json::Value;

use super::language::t;
use super::reveal_hidden::reveal_hidden;
use super::{links, units};
use crate::model::event::StoredEvent;
use crate::model::span::{Segment, SegmentKind};

/// Most segments of a trace beside an error.
pub(super) const SEGMENTS: u32 = 10;

/// The trace that an event names: 32 hex digits.
pub(super) fn trace_id(event: &StoredEvent) -> Option<String> {
    let body: Value = serde_json::from_str(&event.body).ok()?;
    let id = body["contexts"]["trace"]["trace_id"].as_str()?;
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| id.to_ascii_lowercase())
}

/// Links to the segments; nothing if the trace has none.
pub(super) fn section(trace: &[(i64, Segment)]) -> Markup {
    html! {
        @if !trace.is_empty() {
            section.panel.trace-list {
                h2 { (t("Trace")) }
                ul {
                    @for (project_id, segment) in trace {
                        li {
                            span.op { (word(segment)) } " "
                            a href=(links::segment(*project_id, &segment.span_id)) { (reveal_hidden(name(segment))) } " "
                            span.quiet { (units::duration(segment.duration)) }
                            @if segment.is_failed { " " span.rating.poor { (t("failed")) } }
                        }
                    }
                }
            }
        }
    }
}

fn word(segment: &Segment) -> Markup {
    match segment.kind {
        SegmentKind::PageLoad => html! { (t("page load")) },
        SegmentKind::Navigation => html! { (t("navigation")) },
        SegmentKind::Other => html! { (reveal_hidden(&segment.op)) },
    }
}

fn name(segment: &Segment) -> &str {
    if segment.dimensions.name.is_empty() { &segment.op } else { &segment.dimensions.name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn ids() {
        let of = |body: &str| {
            trace_id(&StoredEvent {
                event_id: String::new(),
                project_id: 1,
                issue_id: 1,
                timestamp: Timestamp(0.0),
                received: Timestamp(0.0),
                body: body.to_owned(),
            })
        };
        let id = "0123456789ABCDEF0123456789abcdef";
        let body = |id: &str| format!(r#"{{"contexts":{{"trace":{{"trace_id":"{id}"}}}}}}"#);
        assert_eq!(of(&body(id)), Some(id.to_ascii_lowercase()));
        for other in [body("x"), body(&"é".repeat(16)), "{}".into(), "no json".into()] {
            assert_eq!(of(&other), None, "{other}");
        }
    }
}
