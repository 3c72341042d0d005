//! `GET /projects/{project}/`: one project.

use axum::extract::State;
use serde::Deserialize;

use super::project_page::{self, ProjectPage};
use super::snippets::Platform;
use crate::config::Config;
use crate::model::timestamp::Timestamp;
use crate::store::{OutcomeQuery, ProjectDetail, Reader, StoreError};
use crate::web::pages::outcomes::OutcomeRange;
use crate::web::pages::page::Page;
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{Permitted, ReadPages};

/// Longest name of a category in an address, in bytes.
const CATEGORY: usize = 32;

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ProjectQuery {
    range: Option<String>,
    category: Option<String>,
    platform: Option<String>,
}

pub(super) async fn project(
    _: Permitted<ReadPages>,
    State(projects): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    query: Result<QueryString<ProjectQuery>, ReadError>,
) -> Page {
    let reading = &projects.reading;
    let (slug, query) = match slug.and_then(|slug| Ok((slug, query?))) {
        Ok((PathSegment(slug), QueryString(query))) => (slug, query),
        Err(error) => return Page::error(reading, error),
    };
    let config = projects.live.get();
    let page = Page::ask(reading, move |store| {
        let shown = read(store, &config, &slug, &query, Timestamp::now())?;
        Ok(project_page::page(&shown))
    });
    page.await
}

/// The project of this name.
pub(super) fn find(store: &dyn Reader, slug: &str) -> Result<ProjectDetail, ReadError> {
    let mut all = store.project_details()?.into_iter();
    all.find(|detail| detail.project.slug == slug).ok_or(ReadError::NotFound)
}

/// The number of the project of this name.
pub(in crate::web::pages) fn id_of(store: &dyn Reader, slug: &str) -> Result<i64, ReadError> {
    let mut all = store.projects()?.into_iter();
    all.find(|project| project.slug == slug).map(|project| project.id).ok_or(ReadError::NotFound)
}

/// Whether anything of a project was ever accepted. Its issues may be gone, and it may send other data than events.
pub(in crate::web::pages) fn has_sent(
    store: &dyn Reader,
    detail: &ProjectDetail,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if detail.last_event.is_some() {
        return Ok(true);
    }
    let (project_id, from) = (detail.project.id, Timestamp(0.0));
    let counts = store.outcomes(&OutcomeQuery { project_id, from, to: now, step: 0, by_key: false })?;
    Ok(counts.iter().any(|count| is_accepted(&count.outcome)))
}

/// Whether data with this outcome was taken.
pub(super) fn is_accepted(outcome: &str) -> bool {
    matches!(outcome, "accepted" | "forwarded")
}

fn read(
    store: &dyn Reader,
    config: &Config,
    slug: &str,
    query: &ProjectQuery,
    now: Timestamp,
) -> Result<ProjectPage, ReadError> {
    let detail = find(store, slug)?;
    let range = OutcomeRange::named(query.range.as_deref());
    let asked = range.query(detail.project.id, now);
    let is_waiting = !has_sent(store, &detail, now)?;
    let category = query.category.clone().filter(|category| category.len() <= CATEGORY);
    Ok(ProjectPage {
        dsn: detail.project.keys.first().map(|key| config.dsn(key, detail.project.id)),
        public_url: config.public_url.clone(),
        is_waiting,
        platform: query.platform.as_deref().and_then(Platform::named),
        range,
        category: category.unwrap_or_else(|| "error".to_owned()),
        from: asked.from,
        counts: store.outcomes(&asked)?,
        counts_by_key: store.outcomes(&OutcomeQuery { step: 0, by_key: true, ..asked })?,
        usage: store.usages(now)?.get(&detail.project.id).copied().unwrap_or_default(),
        quota: config.project(slug).quota,
        now,
        detail,
    })
}
