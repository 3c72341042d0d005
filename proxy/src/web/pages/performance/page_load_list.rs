//! Page loads and navigations, one a row, newest or slowest first.

use maud::{Markup, html};

use super::choices::Choices;
use super::view::{View, WITHOUT};
use super::view_form::{self, Section, toggle};
use crate::model::project::Project;
use crate::model::span::{Segment, SegmentKind};
use crate::model::timestamp::Timestamp;
use crate::store::SegmentOrder;
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, paging, relative_time, units};

/// The data of the page.
pub(super) struct PageLoadList {
    pub projects: Vec<Project>,
    pub view: View,
    pub choices: Choices,
    pub kind: SegmentKind,
    pub order: SegmentOrder,
    pub segments: Vec<Segment>,
    pub page: u32,
    pub has_more: bool,
    pub now: Timestamp,
}

/// The name of an order in addresses.
pub(super) fn order_name(order: SegmentOrder) -> &'static str {
    match order {
        SegmentOrder::Newest => "newest",
        SegmentOrder::Slowest => "slowest",
    }
}

/// The order with this name; the newest first if there is none.
pub(super) fn order_of(name: Option<&str>) -> SegmentOrder {
    if name == Some("slowest") { SegmentOrder::Slowest } else { SegmentOrder::Newest }
}

/// The page.
pub(super) fn page(list: &PageLoadList) -> PageContent {
    let (kind, order) = (list.kind.name(), order_name(list.order));
    let content = html! {
        (view_form::head(Section::PageLoads, &list.view, &list.projects, &list.choices, &[("kind", kind), ("order", order)]))
        div.toggles {
            (toggle("Kind", &[kind_option(list, "Page loads", SegmentKind::PageLoad), kind_option(list, "Navigations", SegmentKind::Navigation)]))
            (toggle("Order", &[order_option(list, "Newest", SegmentOrder::Newest), order_option(list, "Slowest", SegmentOrder::Slowest)]))
        }
        @if list.segments.is_empty() {
            section.panel.empty {
                h2 { @if list.kind == SegmentKind::Navigation { "No navigations in this range" } @else { "No page loads in this range" } }
                p { "Choose a longer range or fewer filters. Single page loads are deleted earlier than the numbers made of them." }
            }
        } @else {
            (table(&list.segments, list.view.project.id, list.now, "Route"))
        }
        (paging::named_links("Pages of page loads", steps(list.order), list.page, list.has_more, |page| link(list, list.kind, list.order, page)))
    };
    PageContent::new("Page loads", Tab::Performance, content)
}

fn steps(order: SegmentOrder) -> (&'static str, &'static str) {
    match order {
        SegmentOrder::Newest => ("Newer", "Older"),
        SegmentOrder::Slowest => ("Slower", "Faster"),
    }
}

fn kind_option<'a>(list: &PageLoadList, name: &'a str, kind: SegmentKind) -> (&'a str, String, bool) {
    (name, link(list, kind, list.order, 1), kind == list.kind)
}

fn order_option<'a>(list: &PageLoadList, name: &'a str, order: SegmentOrder) -> (&'a str, String, bool) {
    (name, link(list, list.kind, order, 1), order == list.order)
}

fn link(list: &PageLoadList, kind: SegmentKind, order: SegmentOrder, page: u32) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    list.view.link(
        Section::PageLoads.path(),
        &[("kind", kind.name()), ("order", order_name(order)), ("page", &page)],
    )
}

/// Segments, each a link to its page.
pub(super) fn table(segments: &[Segment], project_id: i64, now: Timestamp, named: &str) -> Markup {
    html! {
        section.panel.breakdown {
            table.cells {
                thead {
                    tr {
                        th scope="col" { (named) }
                        th.num scope="col" { "Duration" }
                        th scope="col" { "Client" }
                        th scope="col" { "Release" }
                        th.num scope="col" { "When" }
                    }
                }
                tbody { @for segment in segments { (row(segment, project_id, now)) } }
            }
        }
    }
}

fn row(segment: &Segment, project_id: i64, now: Timestamp) -> Markup {
    let of = &segment.dimensions;
    html! {
        tr {
            th.what scope="row" {
                a href=(links::segment(project_id, &segment.span_id)) { @if of.name.is_empty() { (WITHOUT) } @else { (reveal_hidden(&of.name)) } }
                @if !segment.url.is_empty() { div.where { (reveal_hidden(&segment.url)) } }
            }
            td.num data-label="Duration" {
                (units::duration(segment.duration))
                @if segment.is_failed { " " span.rating.poor { "failed" } }
            }
            td data-label="Client" { (client(segment)) }
            td data-label="Release" { (reveal_hidden(&of.release)) }
            td.num data-label="When" { (relative_time::ago(segment.start, now)) }
        }
    }
}

/// Browser and device, or the platform of a back end.
pub(super) fn client(segment: &Segment) -> Markup {
    let of = &segment.dimensions;
    let words = if of.browser.is_empty() { &segment.platform } else { &of.browser };
    html! { (reveal_hidden(words)) @if !of.device.is_empty() { ", " (reveal_hidden(&of.device)) } }
}
