//! Spans of the page's tracer, where the page traces: `js/crate/page_spans.js` holds them.

use balefire_protocol::json::Object;

use super::SpanStatus;
use crate::{Map, platform};

/// A span of the page's tracer. The page holds it for as long as this is not dropped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageSpan {
    id: String,
    trace_id: String,
    is_sampled: bool,
}

/// The answer of the page to a span that starts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Started {
    /// A span of the page's tracer.
    OfPage(PageSpan),
    /// The page does not trace. Its errors have this trace id; empty if that is not known.
    OfApp {
        /// 32 hex digits, or none.
        trace_id: String,
    },
}

/// Starts a span, as a child of a span of the page's tracer or of the page's active span. The app may decide that it is not
/// sampled.
pub(super) fn start(parent: Option<&PageSpan>, name: &str, op: &str, by_app: Option<bool>) -> Started {
    let mut json = String::new();
    let mut options = Object::new(&mut json);
    options.string("name", name).given("op", op);
    if let Some(is_sampled) = by_app {
        options.boolean("isSampled", is_sampled);
    }
    options.end();
    parse(&platform::span_call("start", parent.map_or("", |span| &span.id), &json))
}

/// Reads `trace id-span id-sampled`, the format of the header `sentry-trace`, or a trace id alone.
fn parse(text: &str) -> Started {
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (trace_id, id, sampled) = (next(), next(), next());
    if id.is_empty() {
        return Started::OfApp { trace_id };
    }
    Started::OfPage(PageSpan { id, trace_id, is_sampled: sampled == "1" })
}

impl PageSpan {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// Whether the page sends it.
    pub(super) fn is_sampled(&self) -> bool {
        self.is_sampled
    }

    /// Ends it; its tags and data are its attributes.
    pub(super) fn end(&self, status: Option<SpanStatus>, tags: Map<String, String>, data: &Map) {
        platform::span_call("end", &self.id, &end_json(status, tags, data));
    }

    /// The header `baggage` of its trace.
    pub(super) fn baggage(&self) -> Option<String> {
        Some(platform::span_call("baggage", &self.id, "")).filter(|baggage| !baggage.is_empty())
    }

    /// Makes it the active span until [`exit`]: requests and errors of JavaScript that the app causes belong to it.
    #[cfg(feature = "tracing")]
    pub(super) fn enter(&self) {
        platform::span_call("enter", &self.id, "");
    }

    /// Undoes [`enter`].
    #[cfg(feature = "tracing")]
    pub(super) fn exit(&self) {
        platform::span_call("exit", "", "");
    }
}

impl Drop for PageSpan {
    fn drop(&mut self) {
        platform::span_call("release", &self.id, "");
    }
}

fn end_json(status: Option<SpanStatus>, tags: Map<String, String>, data: &Map) -> String {
    let mut json = String::new();
    let mut end = Object::new(&mut json);
    end.given("status", status.map(SpanStatus::as_str).unwrap_or_default());
    let mut attributes = tags;
    attributes.extend_with(data);
    attributes.write(end.key("attributes"));
    end.end();
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_the_page() {
        let of_app = |trace_id: &str| Started::OfApp { trace_id: trace_id.into() };
        let of_page =
            |is_sampled| Started::OfPage(PageSpan { id: "45".into(), trace_id: "0123".into(), is_sampled });
        for (text, expect) in [
            ("", of_app("")),
            ("0123", of_app("0123")),
            ("0123-", of_app("0123")),
            ("0123-45-1", of_page(true)),
            ("0123-45-0", of_page(false)),
            ("0123-45", of_page(false)),
            ("0123-45-1-1", of_page(false)),
        ] {
            assert_eq!(parse(text), expect, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_span() {
        let tags = Map::from([("shop", "tea".into())]);
        let data = Map::from([("articles", 3.into())]);
        for (status, tags, data, expect) in [
            (None, Map::new(), &Map::new(), r#"{"attributes":{}}"#),
            (None, Map::new(), &data, r#"{"attributes":{"articles":3}}"#),
            (
                Some(SpanStatus::NotFound),
                tags,
                &data,
                r#"{"status":"not_found","attributes":{"shop":"tea","articles":3}}"#,
            ),
        ] {
            assert_eq!(end_json(status, tags, data), expect);
        }
    }
}
