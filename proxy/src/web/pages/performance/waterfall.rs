//! The spans of a segment as a waterfall: a table with times, and a lane with a bar in each row.

use std::borrow::Cow;

use maud::{Markup, html};

use super::span_tree::{self, Row};
use crate::model::span::{Segment, Span};
use crate::model::vital::{Metric, Vital};
use crate::store::TraceError;
use crate::web::pages::charts::{Bar, Lane, Tone, lane};
use crate::web::pages::language::{fill, plural, t};
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, units};

/// Most spans on the page.
const SPANS: usize = 400;

/// The waterfall of a segment. Spans that begin after its end, such as interactions, follow in a table without lanes, as
/// they would squeeze all others. `count` is the number of all its spans, of which the given ones are the first.
pub(super) fn section(
    segment: &Segment,
    (spans, count): (&[Span], u64),
    vitals: &[Vital],
    errors: &[TraceError],
) -> Markup {
    let (later, within): (Vec<Span>, Vec<Span>) =
        spans.iter().cloned().partition(|span| offset(segment, span) > segment.duration.max(1.0));
    let rows = span_tree::rows(&segment.span_id, &within);
    let later_rows = span_tree::rows(&segment.span_id, &later);
    let axis = axis(segment, &within, vitals);
    let within_lane = |error: &&TraceError| (0.0..=axis.duration).contains(&ms(segment, error.timestamp.0));
    html! {
        section.panel.waterfall-panel {
            h2 { (t("Waterfall")) }
            @if !axis.marks.is_empty() { p.quiet { (fill("Lines mark {moments}.", &[("moments", &marks(vitals, &axis))])) } }
            table.waterfall {
                thead {
                    tr {
                        th scope="col" { (t("Span")) }
                        th.num scope="col" { (t("Start")) }
                        th.num scope="col" { (t("Duration")) }
                        th.time scope="col" { span.hidden { (t("Picture")) } span aria-hidden="true" { "0" } span aria-hidden="true" { (units::duration(axis.duration)) } }
                    }
                }
                tbody {
                    (segment_row(segment, &axis))
                    @for error in errors.iter().filter(within_lane) { (error_row(segment, error, &axis)) }
                    @for row in rows.iter().take(SPANS) { (span_row(segment, row, Some(&axis))) }
                }
            }
            (more(rows.len()))
            @if count > spans.len() as u64 {
                p.quiet.more {
                    (fill("This page reads the first {shown} of {all} spans.", &[
                        ("shown", &number(spans.len() as i64)),
                        ("all", &number(i64::try_from(count).unwrap_or(i64::MAX))),
                    ]))
                 }
            }
            @if within.is_empty() { p.quiet.more { (t("Its spans were not sent, or retention has deleted them.")) } }
        }
        @if !later.is_empty() {
            section.panel.waterfall-panel {
                h2 { (t("Later")) }
                table.waterfall {
                    thead { tr { th scope="col" { (t("Span")) } th.num scope="col" { (t("Start")) } th.num scope="col" { (t("Duration")) } } }
                    tbody { @for row in later_rows.iter().take(SPANS) { (span_row(segment, row, None)) } }
                }
                (more(later_rows.len()))
            }
        }
    }
}

/// The number of the rows of a table that are not shown.
fn more(rows: usize) -> Markup {
    html! { @if rows > SPANS { p.quiet.more { (plural((rows - SPANS) as u64, "and {n} more span", "and {n} more spans")) } } }
}

fn ms(segment: &Segment, seconds: f64) -> f64 {
    (seconds - segment.start.0) * 1000.0
}

/// When a span began, in ms since its segment began.
fn offset(segment: &Segment, span: &Span) -> f64 {
    ms(segment, span.start.0)
}

/// The time from the beginning of the segment to its end, or to the end of a span that outlasts it: up to twice as long.
fn axis(segment: &Segment, spans: &[Span], vitals: &[Vital]) -> Lane {
    let ends = spans.iter().map(|span| offset(segment, span) + span.duration);
    let last = ends.filter(|end| end.is_finite()).fold(segment.duration, f64::max);
    let duration = last.min(segment.duration.max(1.0) * 2.0).max(1.0);
    Lane { duration, marks: marked(vitals, duration).map(|vital| vital.value).collect() }
}

/// The vitals that are moments of the page load itself, up to the end of the axis.
fn marked(vitals: &[Vital], end: f64) -> impl Iterator<Item = &Vital> {
    let is_moment = |metric| matches!(metric, Metric::Ttfb | Metric::Fcp | Metric::Lcp);
    vitals
        .iter()
        .filter(move |vital| vital.navigation.is_empty() && is_moment(vital.metric) && vital.value <= end)
}

fn marks(vitals: &[Vital], axis: &Lane) -> String {
    let mut marked: Vec<&Vital> = marked(vitals, axis.duration).collect();
    marked.sort_by(|a, b| a.value.total_cmp(&b.value));
    let word = |vital: &&Vital| {
        fill(
            "{metric} at {time}",
            &[("metric", units::metric_names(vital.metric).0), ("time", &units::duration(vital.value))],
        )
    };
    marked.iter().map(word).collect::<Vec<_>>().join(t(", "))
}

fn segment_row(segment: &Segment, axis: &Lane) -> Markup {
    let tone = if segment.is_failed { Tone::Failed } else { Tone::Segment };
    html! {
        tr.whole {
            th scope="row" { (named(&segment.op, &segment.dimensions.name)) }
            td.num { "0 ms" }
            td.num { (units::duration(segment.duration)) }
            td.time { (lane(axis, Some(Bar { start: 0.0, duration: segment.duration, tone }))) }
        }
    }
}

fn error_row(segment: &Segment, error: &TraceError, axis: &Lane) -> Markup {
    let start = ms(segment, error.timestamp.0);
    html! {
        tr {
            th scope="row" { span.op { (t("error")) } " " a href=(links::event(error.issue_id, &error.event_id)) { (reveal_hidden(&error.title)) } }
            td.num { (units::duration(start)) }
            td.num { "" }
            td.time { (lane(axis, Some(Bar { start, duration: 0.0, tone: Tone::Failed }))) }
        }
    }
}

fn span_row(segment: &Segment, row: &Row<'_>, axis: Option<&Lane>) -> Markup {
    let span = row.span;
    let start = offset(segment, span);
    let bar = Bar { start, duration: span.duration, tone: tone(span) };
    html! {
        tr {
            th class={ "deep-" (row.depth) } scope="row" {
                (named(&span.op, &without_origin(&span.name, &segment.url)))
                @if span.is_failed { " " span.rating.poor { (t("failed")) } }
            }
            td.num { (units::duration(start)) }
            td.num { (units::duration(span.duration)) }
            @if let Some(axis) = axis { td.time { (lane(axis, Some(bar))) } }
        }
    }
}

/// The name of a span without the origin, if that is the page's own: it stands above, and is in the way on a phone. The
/// name is an address, or the method of a request and one.
fn without_origin<'a>(name: &'a str, page: &str) -> Cow<'a, str> {
    let Some(origin) = origin(page) else { return Cow::Borrowed(name) };
    let (before, address) = name.split_once(' ').unwrap_or(("", name));
    match address.strip_prefix(origin) {
        Some(path) if path.starts_with('/') && before.is_empty() => Cow::Borrowed(path),
        Some(path) if path.starts_with('/') => Cow::Owned(format!("{before} {path}")),
        _ => Cow::Borrowed(name),
    }
}

/// The origin of an address, without the slash.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    address.get(..scheme.len() + 3 + host.len())
}

fn named(op: &str, name: &str) -> Markup {
    html! {
        @if !op.is_empty() { span.op { (reveal_hidden(op)) } " " }
        @if !name.is_empty() && name != op { span.name { (reveal_hidden(name)) } }
    }
}

/// The colour by the beginning of `op`: <https://develop.sentry.dev/sdk/telemetry/traces/span-operations/>
fn tone(span: &Span) -> Tone {
    if span.is_failed {
        return Tone::Failed;
    }
    match span.op.split('.').next().unwrap_or_default() {
        "browser" => Tone::Browser,
        "resource" => Tone::Resource,
        "http" | "db" | "grpc" | "rpc" => Tone::Request,
        "ui" => Tone::Script,
        _ => Tone::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Map;

    use super::*;
    use crate::model::span::SegmentKind;
    use crate::model::timestamp::Timestamp;

    fn segment() -> Segment {
        Segment {
            trace_id: "0af7651916cd43dd8448eb211c80319c".into(),
            span_id: "00000000000000aa".into(),
            parent_span_id: None,
            event_id: None,
            kind: SegmentKind::PageLoad,
            op: "pageload".into(),
            start: Timestamp(0.0),
            duration: 1_000.0,
            is_failed: false,
            status: "ok".into(),
            dimensions: Arc::default(),
            url: String::new(),
            platform: "javascript".into(),
            user: None,
            sample_rate: 1.0,
            data: Map::new(),
        }
    }

    fn spans(count: usize, start: f64) -> Vec<Span> {
        let span = |n: usize| Span {
            trace_id: segment().trace_id,
            span_id: format!("{n:016x}"),
            parent_span_id: None,
            segment_id: None,
            op: "resource.img".into(),
            name: String::new(),
            start: Timestamp(start),
            duration: 1.0,
            is_failed: false,
            data: Map::new(),
        };
        (0..count).map(span).collect()
    }

    #[test]
    fn spans_that_are_not_shown_are_told() {
        let html = |within: usize, later: usize, count: u64| {
            let all = [spans(within, 0.5), spans(later, 5.0)].concat();
            section(&segment(), (&all, count), &[], &[]).into_string()
        };
        let all = html(450, 550, 100_000);
        for text in ["and 50 more spans", "and 150 more spans", "reads the first 1,000 of 100,000 spans."] {
            assert!(all.contains(text), "{text}");
        }
        let few = html(3, 3, 6);
        assert!(!few.contains("more spans") && !few.contains("reads the first"), "{few}");
    }

    #[test]
    fn names_without_the_origin_of_the_page() {
        let page = "https://shop.test:8443/cart?step=2";
        for (name, shown) in [
            ("https://shop.test:8443/a.js", "/a.js"),
            ("GET https://shop.test:8443/prices", "GET /prices"),
            ("https://cdn.test/a.js", "https://cdn.test/a.js"),
            ("https://shop.test:84431/a.js", "https://shop.test:84431/a.js"),
            ("https://shop.test:8443", "https://shop.test:8443"),
            (
                "GET https://cdn.test/x https://shop.test:8443/a",
                "GET https://cdn.test/x https://shop.test:8443/a",
            ),
            ("first-paint", "first-paint"),
            ("", ""),
        ] {
            assert_eq!(without_origin(name, page), shown);
        }
        for page in ["", "/cart", "https://", "https:///a"] {
            assert_eq!(without_origin("https://shop.test/a.js", page), "https://shop.test/a.js", "{page}");
        }
    }
}
