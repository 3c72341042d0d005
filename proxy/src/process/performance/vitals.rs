//! The vitals of a span: its own, if it was sent for one, or those that a page load has as attributes.

use serde_json::Value;

use super::super::event_fields::text;
use super::ids::span_id;
use super::raw_span::RawSpan;
use crate::model::vital::{Metric, SOFT_NAVIGATION};

/// Longest id of a navigation, in bytes. It is a counter of the page.
const NAVIGATION: usize = 64;
/// The kinds of navigation of the `web-vitals` library:
/// <https://github.com/GoogleChrome/web-vitals#metric>
const NAVIGATION_TYPES: [&str; 7] =
    ["navigate", "reload", "back-forward", "back-forward-cache", "prerender", "restore", SOFT_NAVIGATION];
/// Our SDK says with it when it has reported INP.
const REPORT_TIME: &str = "browser.web_vital.inp.report_time";
/// The kinds that happen within a page view.
const WITHIN_PAGE_VIEW: [&str; 2] = ["back-forward-cache", SOFT_NAVIGATION];

/// The values of a span's vitals, and the page view that they belong to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RawVitals {
    /// Values that can be.
    pub values: Vec<(Metric, f64)>,
    /// Number of values that cannot be.
    pub absurd: u64,
    /// As [`crate::model::vital::Vital::page_view`].
    pub page_view: String,
    /// As [`crate::model::vital::Vital::navigation`].
    pub navigation: String,
    /// As [`crate::model::vital::Vital::navigation_type`].
    pub navigation_type: &'static str,
    /// When INP was reported, in seconds since 1970 by the client's clock; none if the client does not say it.
    pub reported: Option<f64>,
}

impl RawVitals {
    /// Reads the vitals of a span before it is scrubbed, as an id may look like the number of a card.
    pub(super) fn of(span: &RawSpan) -> Self {
        let attribute = |metric: Metric| {
            let value = span.data.get(&format!("browser.web_vital.{}.value", metric.name()))?;
            value.as_f64().map(|value| (metric, value))
        };
        let mut values: Vec<_> = Metric::ALL.into_iter().filter_map(attribute).collect();
        for (metric, value) in &span.measurements {
            if !values.iter().any(|(known, _)| known == metric) {
                values.push((*metric, *value));
            }
        }
        let sent = values.len();
        values.retain(|(metric, value)| is_credible(*metric, *value));
        let said = span_id(&span.data, "sentry.pageload.span_id");
        let absurd = (sent - values.len()) as u64;
        let segment = span.segment_id.as_ref();
        let outer = segment.or(span.parent_span_id.as_ref());
        let fallback = match (is_alone(&span.op, sent), span.is_segment) {
            (false, true) => &span.span_id,
            (false, false) => outer.unwrap_or(&span.span_id),
            // Sentry's SDK sends interactions as segments of their own in the trace of their page.
            (true, true) => segment.filter(|it| **it != span.span_id).unwrap_or(&span.trace_id),
            (true, false) => outer.unwrap_or(&span.trace_id),
        };
        let navigation_type = navigation_type(span);
        // A page load has an id too in browsers that count navigations.
        let is_within = navigation_type.is_empty() || WITHIN_PAGE_VIEW.contains(&navigation_type);
        let navigation = if is_within { navigation_id(span) } else { String::new() };
        Self {
            absurd,
            values,
            page_view: said.unwrap_or_else(|| fallback.clone()),
            navigation,
            navigation_type,
            reported: span.data.get(REPORT_TIME).and_then(Value::as_f64),
        }
    }

    /// Whether the span has nothing but a vital. Such a span may be sent again with a later value, under another id, so it
    /// is stored as the vital alone.
    pub(super) fn is_whole(&self, op: &str) -> bool {
        is_alone(op, self.values.len() + self.absurd as usize)
    }
}

fn is_alone(op: &str, values: usize) -> bool {
    values > 0 && (op.starts_with("ui.webvital") || op.starts_with("ui.interaction"))
}

/// Whether a page can have this value. A time to first byte of 0 is what the page has after a return from the
/// back/forward cache.
fn is_credible(metric: Metric, value: f64) -> bool {
    value.is_finite() && (0.0..=metric.largest()).contains(&value)
}

/// The element of a vital, from attributes that are scrubbed. Of older SDKs the name of an interaction is its target.
pub(super) fn element(span: &RawSpan, metric: Metric) -> String {
    let keys: [&str; 2] = match metric {
        Metric::Lcp => ["browser.web_vital.lcp.element", "lcp.element"],
        Metric::Cls => ["browser.web_vital.cls.source.1", "cls.source.1"],
        Metric::Inp => ["browser.web_vital.inp.target", "inp.target"],
        Metric::Fcp | Metric::Ttfb => return String::new(),
    };
    let said = keys.iter().find_map(|key| text(&span.data, key));
    let is_named_by_target = metric == Metric::Inp && !span.measurements.is_empty();
    said.or_else(|| is_named_by_target.then_some(span.name.as_str())).unwrap_or_default().to_owned()
}

fn navigation_type(span: &RawSpan) -> &'static str {
    let said = span.attribute("browser.navigation.type");
    // The browser writes `back_forward`, the library `back-forward`.
    let is = |name: &&&str| said.len() == name.len() && said.bytes().zip(name.bytes()).all(is_same_letter);
    NAVIGATION_TYPES.iter().filter(is).copied().next().unwrap_or_default()
}

fn is_same_letter((said, known): (u8, u8)) -> bool {
    said == known || (said == b'_' && known == b'-')
}

fn navigation_id(span: &RawSpan) -> String {
    let id = span.data.get("browser.navigation.id");
    match id {
        Some(Value::String(id)) => super::attributes::start_of(Some(id), NAVIGATION),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "0123456789abcdef";
    const PAGE: &str = "fedcba9876543210";
    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    fn span(data: Value) -> RawSpan {
        let data = data.as_object().unwrap().clone();
        RawSpan { span_id: ID.into(), data, ..RawSpan::default() }
    }

    #[test]
    fn absurd_values_are_dropped_and_counted() {
        for (metric, value, is_kept) in [
            ("lcp", json!(60_000), true),
            ("lcp", json!(60_001), false),
            ("inp", json!(1e9), false),
            ("cls", json!(-0.1), false),
            ("cls", json!(0), true),
            ("ttfb", json!(0), true),
            ("fcp", json!(12.5), true),
        ] {
            let vitals = RawVitals::of(&span(json!({ format!("browser.web_vital.{metric}.value"): value })));
            assert_eq!((vitals.values.len(), vitals.absurd), (usize::from(is_kept), u64::from(!is_kept)));
        }
        assert_eq!(RawVitals::of(&span(json!({"browser.web_vital.lcp.value": "7"}))).absurd, 0);
        let mut infinite = span(json!({}));
        infinite.measurements = vec![(Metric::Lcp, f64::INFINITY), (Metric::Fcp, f64::NAN)];
        assert_eq!(RawVitals::of(&infinite).absurd, 2);
    }

    #[test]
    fn page_views() {
        let said = span(json!({"sentry.pageload.span_id": PAGE}));
        assert_eq!(RawVitals::of(&said).page_view, PAGE);
        let mut segment = span(json!({}));
        segment.is_segment = true;
        segment.segment_id = Some(PAGE.into());
        assert_eq!(RawVitals::of(&segment).page_view, ID);
        segment.is_segment = false;
        assert_eq!(RawVitals::of(&segment).page_view, PAGE);
        segment.segment_id = None;
        segment.parent_span_id = Some(PAGE.into());
        assert_eq!(RawVitals::of(&segment).page_view, PAGE);
        segment.parent_span_id = None;
        assert_eq!(RawVitals::of(&segment).page_view, ID);
        let mut inp = span(json!({"browser.web_vital.inp.value": 88}));
        (inp.op, inp.trace_id) = ("ui.interaction.click".into(), TRACE.into());
        assert_eq!(RawVitals::of(&inp).page_view, TRACE);
        inp.segment_id = Some(PAGE.into());
        assert_eq!(RawVitals::of(&inp).page_view, PAGE);
        inp.is_segment = true;
        assert_eq!(RawVitals::of(&inp).page_view, PAGE);
        inp.segment_id = Some(ID.into());
        assert_eq!(RawVitals::of(&inp).page_view, TRACE);
    }

    #[test]
    fn navigations_within_a_page_view() {
        for (kind, id, expect) in [
            ("navigate", json!(1), ("navigate", "")),
            ("back_forward", json!("x"), ("back-forward", "")),
            ("back-forward-cache", json!("x"), ("back-forward-cache", "x")),
            ("soft-navigation", json!(3), ("soft-navigation", "3")),
            ("", json!(3), ("", "3")),
            ("of-the-future", json!([3]), ("", "")),
        ] {
            let vitals = RawVitals::of(&span(json!({
                "browser.navigation.type": kind, "browser.navigation.id": id})));
            assert_eq!((vitals.navigation_type, vitals.navigation.as_str()), expect, "{kind}");
        }
    }
}
