//! Page loads and navigations, one a row, newest or slowest first.

use maud::{Markup, html};

use super::choices::Choices;
use super::view::{View, WITHOUT};
use super::view_form::{self, Section, toggle};
use crate::model::project::Project;
use crate::model::span::{Segment, SegmentKind};
use crate::model::timestamp::Timestamp;
use crate::store::SegmentOrder;
use crate::web::pages::language::t;
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
            (toggle(t("Kind"), &[kind_option(list, t("Page loads"), SegmentKind::PageLoad), kind_option(list, t("Navigations"), SegmentKind::Navigation)]))
            (toggle(t("Order"), &[order_option(list, t("Newest"), SegmentOrder::Newest), order_option(list, t("Slowest"), SegmentOrder::Slowest)]))
        }
        @if list.segments.is_empty() {
            section.panel.empty {
                h2 { @if list.kind == SegmentKind::Navigation { (t("No navigations in this range")) } @else { (t("No page loads in this range")) } }
                p { (t("Choose a longer range or fewer filters. Single page loads are deleted earlier than the numbers made of them.")) }
            }
        } @else {
            (table(&list.segments, list.view.project.id, list.now, t("Route")))
        }
        (paging::named_links(t("Pages of page loads"), steps(list.order), list.page, list.has_more, |page| link(list, list.kind, list.order, page)))
    };
    PageContent::new(t("Page loads"), Tab::Performance, content)
}

fn steps(order: SegmentOrder) -> (&'static str, &'static str) {
    match order {
        SegmentOrder::Newest => (t("Newer"), t("Older")),
        SegmentOrder::Slowest => (t("Slower"), t("Faster")),
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
                        th.num scope="col" { (t("Duration")) }
                        th scope="col" { (t("Client")) }
                        th scope="col" { (t("Release")) }
                        th.num scope="col" { (t("When")) }
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
                a href=(links::segment(project_id, &segment.span_id)) { @if of.name.is_empty() { (t(WITHOUT)) } @else { (reveal_hidden(&of.name)) } }
                @if !segment.url.is_empty() { div.where { (reveal_hidden(&segment.url)) } }
            }
            td.num data-label=(t("Duration")) {
                (units::duration(segment.duration))
                @if segment.is_failed { " " span.rating.poor { (t("failed")) } }
            }
            td data-label=(t("Client")) { (client(segment)) }
            td data-label=(t("Release")) { (reveal_hidden(&of.release)) }
            td.num data-label=(t("When")) { (relative_time::ago(segment.start, now)) }
        }
    }
}

/// Browser and device, or the platform of a back end.
pub(super) fn client(segment: &Segment) -> Markup {
    let of = &segment.dimensions;
    let words = if of.browser.is_empty() { &segment.platform } else { &of.browser };
    html! { (reveal_hidden(words)) @if !of.device.is_empty() { ", " (reveal_hidden(&of.device)) } }
}
