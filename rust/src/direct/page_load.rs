//! The load of a page as a transaction, with its vitals as far as they are known.

use balefire_core::vitals::metric::Metric;
use balefire_core::vitals::page_view::PageView;
use serde_json::{Map, Value, json};

/// Most resources that become spans: those that took longest.
const MAX_RESOURCES: usize = 200;

const METRICS: [(Metric, &str, &str); 5] = [
    (Metric::Lcp, "lcp", "millisecond"),
    (Metric::Cls, "cls", ""),
    (Metric::Inp, "inp", "millisecond"),
    (Metric::Fcp, "fcp", "millisecond"),
    (Metric::Ttfb, "ttfb", "millisecond"),
];

/// A part of the load. Times are in milliseconds since the page began.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// `browser.request`, `resource.script`.
    pub op: String,
    pub description: String,
    pub start: f64,
    pub end: f64,
}

/// The load of a page.
#[derive(Debug, Default)]
pub(super) struct PageLoad {
    /// The path of the page.
    pub name: String,
    /// When it began, in milliseconds since 1970.
    pub origin_ms: f64,
    /// When it ended, in milliseconds since it began.
    pub end: f64,
    /// What the browser did: connect, request, ... Those that did not happen are 0.
    pub phases: Vec<Part>,
    /// What the page has loaded.
    pub resources: Vec<Part>,
}

impl PageLoad {
    /// Its transaction. `ids` are those of the trace and of the segment; `random_id` gives each span one.
    pub(super) fn to_event(
        &self,
        vitals: &mut PageView,
        interactions: u32,
        trace_id: &str,
        random_id: &mut dyn FnMut() -> String,
    ) -> Map<String, Value> {
        let seconds = |ms: f64| (self.origin_ms + ms) / 1000.0;
        let mut span_id = || random_id().get(..16).unwrap_or_default().to_owned();
        let root = span_id();
        let mut resources: Vec<&Part> = self.resources.iter().collect();
        resources.sort_by(|a, b| (b.end - b.start).total_cmp(&(a.end - a.start)));
        resources.truncate(MAX_RESOURCES);
        let happened = |part: &&Part| part.start > 0.0 && part.end >= part.start;
        let spans: Vec<Value> = self.phases.iter().filter(happened).chain(resources).map(|part| {
            let origin = if part.op.starts_with("browser") { "auto.ui.browser.metrics" } else { "auto.resource.browser.metrics" };
            json!({
                "trace_id": trace_id, "span_id": span_id(), "parent_span_id": root, "op": part.op, "origin": origin,
                "description": part.description, "start_timestamp": seconds(part.start), "timestamp": seconds(part.end.max(part.start)),
            })
        }).collect();
        let mut measurements = Map::new();
        for (metric, name, unit) in METRICS {
            if let Some(value) = vitals.take_news(metric, interactions) {
                measurements.insert(name.into(), json!({"value": value, "unit": unit}));
            }
        }
        let event = json!({
            "type": "transaction", "transaction": self.name, "transaction_info": {"source": "url"},
            "start_timestamp": seconds(0.0), "timestamp": seconds(self.end),
            "contexts": {"trace": {
                "trace_id": trace_id, "span_id": root, "op": "pageload", "origin": "auto.pageload.browser", "status": "ok",
            }},
            "measurements": measurements, "spans": spans,
        });
        match event {
            Value::Object(event) => event,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(op: &str, start: f64, end: f64) -> Part {
        Part { op: op.into(), description: op.into(), start, end }
    }

    #[test]
    fn a_transaction_with_phases_resources_and_vitals() {
        let mut vitals = PageView::new();
        vitals.lcp.paint(90.0, &vitals.navigation);
        vitals.lcp.finalize();
        vitals.ttfb = Some(12.5);
        let load = PageLoad {
            name: "/cart".into(),
            origin_ms: 1_000_000.0,
            end: 250.0,
            phases: vec![part("browser.request", 10.0, 40.0), part("browser.redirect", 0.0, 0.0)],
            resources: vec![part("resource.script", 50.0, 80.0)],
        };
        let mut n = 0;
        let event = load.to_event(&mut vitals, 0, "t", &mut || {
            n += 1;
            format!("{n:032x}").chars().rev().collect()
        });
        let event = Value::Object(event);
        assert_eq!(event["start_timestamp"], 1_000.0);
        assert_eq!(event["timestamp"], 1_000.25);
        assert_eq!(event["contexts"]["trace"]["span_id"], "1000000000000000");
        assert_eq!(
            event["measurements"],
            json!({
                "lcp": {"value": 90.0, "unit": "millisecond"}, "ttfb": {"value": 12.5, "unit": "millisecond"},
            })
        );
        let spans = event["spans"].as_array().unwrap();
        let ops: Vec<_> = spans.iter().map(|span| span["op"].as_str().unwrap()).collect();
        assert_eq!(ops, ["browser.request", "resource.script"]);
        assert_eq!(spans[0]["start_timestamp"], 1_000.01);
        assert_eq!(spans[0]["parent_span_id"], "1000000000000000");
    }

    #[test]
    fn resources_are_bounded_by_what_took_longest() {
        let resources = (0..500).map(|n| part("resource.img", 1.0, 1.0 + f64::from(n))).collect();
        let load = PageLoad { resources, ..PageLoad::default() };
        let event = load.to_event(&mut PageView::new(), 0, "t", &mut || "0".repeat(32));
        let spans = event["spans"].as_array().unwrap();
        assert_eq!(spans.len(), MAX_RESOURCES);
        assert_eq!(spans[0]["timestamp"], 0.5);
    }
}
