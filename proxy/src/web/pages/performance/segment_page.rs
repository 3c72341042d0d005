//! One page load, navigation or transaction: its waterfall, vitals and errors, and the rest of its trace.

use maud::html;

use super::view::{Range, View};
use super::view_form::Section;
use super::{segment_facts, waterfall};
use crate::model::project::Project;
use crate::model::span::{Segment, SegmentKind, Span};
use crate::model::timestamp::Timestamp;
use crate::model::vital::Vital;
use crate::store::{Dimension, TraceError};
use crate::web::pages::language::t;
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;

/// The data of the page.
pub(super) struct SegmentView {
    pub projects: Vec<Project>,
    pub project: Project,
    pub segment: Segment,
    pub spans: Vec<Span>,
    /// The number of all its spans, of which `spans` may be the first.
    pub span_count: u64,
    pub vitals: Vec<Vital>,
    pub errors: Vec<TraceError>,
    pub trace: Vec<(i64, Segment)>,
    pub now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &SegmentView) -> PageContent {
    let segment = &shown.segment;
    let name = &segment.dimensions.name;
    let (list, word) = match segment.kind {
        SegmentKind::PageLoad => (Section::PageLoads, t("Page load")),
        SegmentKind::Navigation => (Section::PageLoads, t("Navigation")),
        SegmentKind::Other => (Section::Transactions, t("Transaction")),
    };
    let route = View::whole(shown.project.clone(), Range::Week).with(Dimension::Name, Some(name));
    let content = html! {
        div.issue-head {
            p.crumb {
                a href=(View::whole(shown.project.clone(), Range::Week).link("/performance/", &[])) { (shown.project.slug) } " / "
                a href=(route.link(list.path(), &[("kind", segment.kind.name())])) { (word) }
            }
            h1 { @if name.is_empty() { (word) } @else { (reveal_hidden(name)) } }
            @if !segment.url.is_empty() { p.where { (reveal_hidden(&segment.url)) } }
        }
        div.columns {
            div.main {
                (waterfall::section(segment, (&shown.spans, shown.span_count), &shown.vitals, &shown.errors))
                (segment_facts::attributes(segment))
            }
            aside aria-label=(t("Facts")) {
                (segment_facts::vitals(&shown.vitals))
                (segment_facts::errors(segment, &shown.errors))
                (segment_facts::others(segment, &shown.trace, &shown.projects))
                (segment_facts::facts(segment, &shown.project.slug, shown.now))
            }
        }
    };
    PageContent::new(&format!("{word} {name}"), Tab::Performance, content)
}
