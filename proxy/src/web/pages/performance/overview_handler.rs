//! `GET /performance/`: the projects, or the vitals of one.

use axum::extract::State;

use super::breakdown::Breakdown;
use super::choices::Choices;
use super::overview::{self, FEWEST_LOADS, Overview};
use super::project_list;
use super::summary::JUDGED;
use super::view::{View, ViewQuery};
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Dimension, Distribution, Measure, OutcomeQuery, PerformanceFilter, Reader, StoreError};
use crate::web::pages::page::Page;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Values of a dimension that are read; tables show fewer.
const VALUES: u32 = 200;
/// The tables of the page.
const BREAKDOWNS: [Dimension; 4] =
    [Dimension::Name, Dimension::Release, Dimension::Browser, Dimension::Device];
/// The vitals of a soft navigation: its first byte is there, and nothing is painted first.
const OF_SOFT: [Metric; 3] = [Metric::Lcp, Metric::Inp, Metric::Cls];
/// Resources on the page.
const RESOURCES: usize = 10;

pub(super) async fn overview(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ViewQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let projects = store.projects()?;
        match View::of(&query, &projects) {
            Some(view) => Ok(overview::page(&read(store, view, projects, query.metric(), now)?)),
            None => project_list::instead(store, &query, projects, now),
        }
    });
    asked.await
}

fn read(
    store: &dyn Reader,
    view: View,
    projects: Vec<crate::model::project::Project>,
    metric: Metric,
    now: Timestamp,
) -> Result<Overview, StoreError> {
    let filter = view.filter(now);
    let shown = store.summary(&filter, view.measure(metric), &BREAKDOWNS, VALUES)?;
    let metrics: &[Metric] = if view.is_soft { &OF_SOFT } else { &Metric::ALL };
    let vitals = metrics.iter().map(|it| match *it == metric {
        true => Ok((*it, shown.all.clone())),
        false => Ok((*it, store.distribution(&filter, view.measure(*it))?)),
    });
    let mut has_soft = false;
    for metric in OF_SOFT {
        // One of them says it: each is as much work as a vital of the page.
        has_soft = has_soft || store.distribution(&filter, Measure::SoftVital(metric))?.histogram.count() > 0;
    }
    let breakdowns = BREAKDOWNS.into_iter().zip(shown.by);
    Ok(Overview {
        choices: Choices::of(store, view.project.id)?,
        vitals: vitals.collect::<Result<_, StoreError>>()?,
        has_soft,
        loads: if view.is_soft {
            Distribution::default()
        } else {
            store.distribution(&filter, Measure::Duration(SegmentKind::PageLoad))?
        },
        metric,
        trend: shown.trend,
        breakdowns: breakdowns.map(|(dimension, rows)| Breakdown { dimension, rows }).collect(),
        resources: if view.is_soft { None } else { resources(store, &filter)? },
        outcomes: store.outcomes(&OutcomeQuery {
            project_id: view.project.id,
            from: filter.from,
            to: filter.to,
            step: 0,
            by_key: false,
        })?,
        projects,
        view,
        now,
    })
}

/// The slowest resources out of the most frequent.
fn resources(
    store: &dyn Reader,
    filter: &PerformanceFilter,
) -> Result<Option<Vec<(String, Distribution)>>, StoreError> {
    if filter.name.is_some() {
        return Ok(None);
    }
    let mut all = store.distributions_by(filter, Measure::Resource, Dimension::Name, VALUES)?;
    all.retain(|(_, of)| of.histogram.count() >= FEWEST_LOADS);
    let judged = |row: &(String, Distribution)| row.1.histogram.percentile(JUDGED).unwrap_or(0.0);
    all.sort_by(|a, b| judged(b).total_cmp(&judged(a)));
    all.truncate(RESOURCES);
    Ok(Some(all))
}
