//! The projects, each with the vitals by which a page is judged.

use maud::{Markup, html};

use super::summary::judged;
use super::view::{Range, View, ViewQuery};
use crate::model::project::Project;
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Distribution, Measure, Reader, StoreError};
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::units;
use crate::web::read_error::ReadError;

/// Most projects on the page, as each costs four questions.
const PROJECTS: usize = 20;
/// The core web vitals: <https://web.dev/articles/vitals#core-web-vitals>
const CORE: [Metric; 3] = [Metric::Lcp, Metric::Inp, Metric::Cls];

/// A project with its numbers.
struct ProjectSummary {
    view: View,
    vitals: Vec<(Metric, Distribution)>,
    loads: Distribution,
}

/// The page instead of one that is about a project, where the query names none. An unknown project is not found.
pub(super) fn instead(
    store: &dyn Reader,
    query: &ViewQuery,
    projects: Vec<Project>,
    now: Timestamp,
) -> Result<PageContent, ReadError> {
    if query.project.as_deref().is_some_and(|slug| !slug.trim().is_empty()) {
        return Err(ReadError::NotFound);
    }
    Ok(page(&read(store, projects, now)?))
}

/// Reads the numbers of all projects, of the last 7 days.
fn read(
    store: &dyn Reader,
    projects: Vec<Project>,
    now: Timestamp,
) -> Result<Vec<ProjectSummary>, StoreError> {
    let all = projects.into_iter().take(PROJECTS).map(|project| {
        let view = View::whole(project, Range::Week);
        let filter = view.filter(now);
        let vitals = CORE.map(|metric| Ok((metric, store.distribution(&filter, Measure::Vital(metric))?)));
        Ok(ProjectSummary {
            vitals: vitals.into_iter().collect::<Result<_, StoreError>>()?,
            loads: store.distribution(&filter, Measure::Duration(SegmentKind::PageLoad))?,
            view,
        })
    });
    all.collect()
}

/// The page.
fn page(projects: &[ProjectSummary]) -> PageContent {
    let content = html! {
        div.head { h1 { (t("Performance")) } }
        p.lead { (t("Choose a project. The numbers are those of the last 7 days.")) }
        section.panel.breakdown {
            table.cells {
                thead {
                    tr {
                        th scope="col" { (t("Project")) }
                        @for metric in CORE { th.num scope="col" { (fill("p75 of {metric}", &[("metric", units::metric_names(metric).0)])) } }
                        th.num scope="col" { (t("Page loads")) }
                    }
                }
                tbody { @for project in projects { (row(project)) } }
            }
        }
    };
    PageContent::new(t("Performance"), Tab::Performance, content)
}

fn row(project: &ProjectSummary) -> Markup {
    html! {
        tr {
            th.what scope="row" { a href=(project.view.link("/performance/", &[])) { (project.view.project.slug) } }
            @for (metric, of) in &project.vitals { td.num data-label=(units::metric_names(*metric).0) { (judged(*metric, of)) } }
            td.num data-label=(t("Page loads")) { (units::samples(&project.loads, "{n} page load", "{n} page loads")) }
        }
    }
}
