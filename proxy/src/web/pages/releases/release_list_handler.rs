//! `GET /releases/`: the releases of a project.

use std::collections::HashMap;

use axum::extract::State;

use super::release_list::{self, ReleaseList, ReleaseRow};
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::model::version_order::newest_first;
use crate::store::{Health, HealthFilter, Reader, Release, StoreError};
use crate::web::pages::page::Page;
use crate::web::pages::paging::{PAGE, cut, page_number};
use crate::web::pages::performance::{View, ViewQuery};
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// The newest releases, which are put in order; older ones are found by their address.
pub(super) const RELEASES: u32 = 1000;

pub(super) async fn releases(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ViewQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let projects = store.projects()?;
        let view = view(&query, &projects)?;
        Ok(release_list::page(&read(store, view, projects, page_number(query.page.as_deref()))?))
    });
    asked.await
}

/// The project of the query; without one the first, as the choice of another stands on the page.
fn view(query: &ViewQuery, projects: &[Project]) -> Result<View, ReadError> {
    let first =
        || projects.first().filter(|_| query.project.as_deref().is_none_or(|slug| slug.trim().is_empty()));
    let found = View::of(query, projects).or_else(|| View::of(query, std::slice::from_ref(first()?)));
    found.ok_or(ReadError::NotFound)
}

fn read(
    store: &dyn Reader,
    view: View,
    projects: Vec<Project>,
    page: u32,
) -> Result<ReleaseList, StoreError> {
    let now = Timestamp::now();
    let filter = health_filter(&view, None, now);
    let all = store.session_counts(&filter)?;
    let mut health: HashMap<String, Health> =
        store.health_by_release(&filter, RELEASES)?.into_iter().collect();
    let sorted = newest_first(store.releases(view.project.id, 0, RELEASES)?, Release::dated);
    let skipped = (page as usize - 1).saturating_mul(PAGE as usize);
    let shown: Vec<Release> = sorted.into_iter().skip(skipped).take(PAGE as usize + 1).collect();
    let (shown, has_more) = cut(shown);
    let row = |release: Release| {
        let health = health.remove(&release.version).unwrap_or_default();
        ReleaseRow { release, health }
    };
    let rows = shown.into_iter().map(row).collect();
    Ok(ReleaseList { projects, view, all, rows, page, has_more, now })
}

/// The question for the health of a release, or of all, in the range of a view.
pub(super) fn health_filter(view: &View, release: Option<&str>, now: Timestamp) -> HealthFilter {
    HealthFilter {
        project_id: view.project.id,
        release: release.map(str::to_owned),
        environment: view.environment.clone(),
        from: Timestamp(now.0 - view.range.seconds()),
        to: now,
    }
}
