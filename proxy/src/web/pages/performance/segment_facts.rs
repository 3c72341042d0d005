//! Facts beside the waterfall of a segment: its vitals, where it came from, its errors, and the rest of its trace.

use maud::{Markup, html};
use serde_json::Value;

use super::page_load_list::client;
use crate::model::project::Project;
use crate::model::span::Segment;
use crate::model::timestamp::Timestamp;
use crate::model::vital::{Metric, Vital};
use crate::store::TraceError;
use crate::web::pages::json_text::text;
use crate::web::pages::language::{fill, t};
use crate::web::pages::level_badge::badge;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, relative_time, units};

/// The vitals of the page view, those of its navigations after it.
pub(super) fn vitals(vitals: &[Vital]) -> Markup {
    let mut sorted: Vec<&Vital> = vitals.iter().collect();
    let order = |metric| Metric::ALL.iter().position(|it| *it == metric);
    sorted.sort_by(|a, b| {
        a.navigation
            .is_empty()
            .cmp(&b.navigation.is_empty())
            .reverse()
            .then(a.start.0.total_cmp(&b.start.0))
            .then(order(a.metric).cmp(&order(b.metric)))
    });
    html! {
        @if !sorted.is_empty() {
            section.panel.segment-vitals {
                h2 { (t("Web vitals")) }
                dl {
                    @for vital in sorted {
                        @let rating = vital.metric.rate(vital.value);
                        div {
                            dt { (units::metric_names(vital.metric).0) @if !vital.navigation.is_empty() { " " span.quiet { (navigation(vital)) } } }
                            dd {
                                (units::vital(vital.metric, vital.value)) " "
                                span class={ "rating " (units::rating_class(rating)) } { (units::rating(rating)) }
                                @if !vital.element.is_empty() { div.element { code { (reveal_hidden(&vital.element)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Known types alone are named; a client may send anything.
fn navigation(vital: &Vital) -> &'static str {
    match vital.navigation_type.as_str() {
        "soft-navigation" => t("of a soft navigation"),
        "back-forward-cache" => t("after going back"),
        "prerender" => t("of a prerendered page"),
        _ => t("of a navigation"),
    }
}

/// Where and when.
pub(super) fn facts(segment: &Segment, project: &str, now: Timestamp) -> Markup {
    let of = &segment.dimensions;
    let texts = [
        (t("Status"), segment.status.as_str()),
        (t("Release"), of.release.as_str()),
        (t("Environment"), of.environment.as_str()),
        (t("Address"), segment.url.as_str()),
    ];
    html! {
        section.panel.facts {
            h2 { (t("Facts")) }
            dl {
                div { dt { (t("Project")) } dd { (project) } }
                div { dt { (t("When")) } dd { (relative_time::ago(segment.start, now)) } }
                div { dt { (t("Duration")) } dd { (units::duration(segment.duration)) @if segment.is_failed { " " span.rating.poor { (t("failed")) } } } }
                @let client = client(segment);
                @if !client.0.is_empty() { div { dt { (t("Client")) } dd { (client) } } }
                @for (name, value) in texts { @if !value.is_empty() { div { dt { (name) } dd { (reveal_hidden(value)) } } } }
                @if segment.sample_rate < 1.0 { div { dt { (t("Sampled at")) } dd { (units::rate(segment.sample_rate)) } } }
                div { dt { (t("Trace")) } dd { code { (reveal_hidden(&segment.trace_id)) } } }
            }
        }
    }
}

/// The errors of the trace.
pub(super) fn errors(segment: &Segment, errors: &[TraceError]) -> Markup {
    html! {
        section.panel.trace-list {
            h2 { (t("Errors")) }
            @if errors.is_empty() { p.quiet { (t("No error has this trace.")) } }
            ul {
                @for error in errors {
                    li {
                        (badge(&error.level)) " "
                        a href=(links::event(error.issue_id, &error.event_id)) { (reveal_hidden(&error.title)) } " "
                        span.quiet { (after(error.timestamp.0 - segment.start.0)) }
                    }
                }
            }
        }
    }
}

fn after(seconds: f64) -> String {
    if seconds < 0.0 {
        return t("before it").to_owned();
    }
    fill("after {duration}", &[("duration", &units::duration(seconds * 1000.0))])
}

/// The other segments of the trace: page loads and navigations, and requests of back ends.
pub(super) fn others(segment: &Segment, trace: &[(i64, Segment)], projects: &[Project]) -> Markup {
    let others: Vec<_> = trace.iter().filter(|(_, other)| other.span_id != segment.span_id).collect();
    html! {
        @if !others.is_empty() {
            section.panel.trace-list {
                h2 { (t("Also in this trace")) }
                ul { @for (project_id, other) in others { (other_segment(*project_id, other, segment, projects)) } }
            }
        }
    }
}

fn other_segment(project_id: i64, other: &Segment, segment: &Segment, projects: &[Project]) -> Markup {
    let project = projects.iter().find(|project| project.id == project_id);
    let name = if other.dimensions.name.is_empty() { &other.op } else { &other.dimensions.name };
    html! {
        li {
            span.op { (reveal_hidden(&other.op)) } " "
            a href=(links::segment(project_id, &other.span_id)) { (reveal_hidden(name)) } " "
            span.quiet {
                @if let Some(project) = project { (project.slug) ", " }
                (units::duration(other.duration)) ", " (after(other.start.0 - segment.start.0))
            }
            @if other.is_failed { " " span.rating.poor { (t("failed")) } }
        }
    }
}

/// The attributes of the segment.
pub(super) fn attributes(segment: &Segment) -> Markup {
    html! {
        @if !segment.data.is_empty() {
            details.panel.raw {
                summary { (t("Attributes")) }
                dl.pairs { @for (key, value) in &segment.data { (attribute(key, value)) } }
            }
        }
    }
}

fn attribute(key: &str, value: &Value) -> Markup {
    html! { div { dt { (reveal_hidden(key)) } dd { (reveal_hidden(&text(value))) } } }
}
