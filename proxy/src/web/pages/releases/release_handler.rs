//! `GET /releases/{project}/{version}/`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};

use super::release_list_handler::{RELEASES, health_filter};
use super::release_page::{self, IssueRow, Moment, ReleaseView, VitalRow};
use crate::model::timestamp::Timestamp;
use crate::model::version_order::newest_first;
use crate::model::vital::Metric;
use crate::store::{Dimension, Health, HealthCounts, Measure, Reader, Release, StoreError};
use crate::web::pages::page::Page;
use crate::web::pages::performance::{Range, View, ViewQuery};
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Issues on the page.
const ISSUES: u32 = 25;
/// Deploys on the page, the last ones.
const DEPLOYS: u32 = 5;

pub(super) async fn release(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    ids: Result<Path<(String, String)>, PathRejection>,
    query: Result<QueryString<ViewQuery>, ReadError>,
) -> Page {
    let ids = ids.ok().and_then(|Path((project, version))| Some((project.parse::<i64>().ok()?, version)));
    let Some((project_id, version)) = ids else { return Page::error(&reading, ReadError::NotFound) };
    let range = match query {
        Ok(QueryString(query)) => Range::parse(query.range.as_deref()),
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let projects = store.projects()?;
        let project = projects.into_iter().find(|project| project.id == project_id);
        let view = View::whole(project.ok_or(ReadError::NotFound)?, range);
        let release = store.release(project_id, &version)?.ok_or(ReadError::NotFound)?;
        Ok(release_page::page(&read(store, view, release)?))
    });
    asked.await
}

fn read(store: &dyn Reader, view: View, release: Release) -> Result<ReleaseView, StoreError> {
    let now = Timestamp::now();
    let before = before(store, &release)?;
    Ok(ReleaseView {
        health: store.health(&health_filter(&view, Some(&release.version), now))?,
        all: store.session_counts(&health_filter(&view, None, now))?,
        moments: moments(store, &view, &release.version, now)?,
        vitals: vitals(store, &view, before.as_deref(), &release.version, now)?,
        issues: issues(store, &release)?,
        deploys: store.deploys(&release.version, 0, DEPLOYS)?,
        deploy_count: store.last_deploy(&release.version)?.map_or(0, |(count, _)| count),
        before,
        view,
        release,
        now,
    })
}

/// The version before, among the newest ones.
fn before(store: &dyn Reader, release: &Release) -> Result<Option<String>, StoreError> {
    let sorted = newest_first(store.releases(release.project_id, 0, RELEASES)?, Release::dated);
    let older = sorted.into_iter().skip_while(|it| it.version != release.version).nth(1);
    Ok(older.map(|older| older.version))
}

/// The sessions of each hour of a day, or of each day. Users are counted by day.
fn moments(
    store: &dyn Reader,
    view: &View,
    version: &str,
    now: Timestamp,
) -> Result<Vec<Moment>, StoreError> {
    let (of, all) = (health_filter(view, Some(version), now), health_filter(view, None, now));
    let of_trend = store.health_trend(&of)?;
    let users = if view.range.is_hourly() { Vec::new() } else { store.users_by_day(&of)? };
    let at_time = |counts: &[(Timestamp, HealthCounts)], at: Timestamp| {
        counts.iter().find(|(it, _)| *it == at).map(|(_, counts)| *counts).unwrap_or_default()
    };
    let moment = |(at, all)| {
        let of = Health { sessions: at_time(&of_trend, at), users: at_time(&users, at), ..Health::default() };
        Moment { at, of, all }
    };
    Ok(store.health_trend(&all)?.into_iter().map(moment).collect())
}

fn vitals(
    store: &dyn Reader,
    view: &View,
    before: Option<&str>,
    version: &str,
    now: Timestamp,
) -> Result<Vec<VitalRow>, StoreError> {
    let of = |version, metric| {
        let filter = view.with(Dimension::Release, Some(version)).filter(now);
        store.distribution(&filter, Measure::Vital(metric))
    };
    let row = |metric| {
        let before = before.map(|before| of(before, metric)).transpose()?;
        Ok(VitalRow { metric, before, of: of(version, metric)? })
    };
    Metric::ALL.into_iter().map(row).collect()
}

/// The issues with most events of the release. One whose first event is not older than the release is new.
fn issues(store: &dyn Reader, release: &Release) -> Result<Vec<IssueRow>, StoreError> {
    let found = store.issues_of_release(release.project_id, &release.version, ISSUES)?;
    let is_new = |first_seen: Timestamp| release.first_event.is_some_and(|first| first_seen.0 >= first.0);
    let row = |(issue, events): (crate::model::issue::Issue, i64)| {
        let is_new = is_new(issue.first_seen);
        IssueRow { issue, events, is_new }
    };
    Ok(found.into_iter().map(row).collect())
}
