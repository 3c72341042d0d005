//! Sentry's web API: <https://docs.sentry.io/api/>. docs/api.md says which client asks what.

mod account_handlers;
mod account_json;
mod canonical_path;
mod cursor;
mod entries;
mod event_handlers;
mod event_json;
mod event_list;
mod events;
mod id_handlers;
mod issue_handlers;
mod issue_json;
mod issue_list;
mod issue_lookup;
mod issue_releases;
mod issue_search;
mod issue_tags;
mod list_request;
mod organization_handlers;
mod organization_json;
mod project_handlers;
mod project_json;
mod release_handlers;
mod release_json;
mod sessions;

use axum::extract::FromRef;

use super::reading::Reading;
use super::routes::Routes;

pub(super) use canonical_path::canonical_path;

/// The routes below `/api/0/`, over any state that holds the reading parts.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .merge(account())
        .merge(organization())
        .merge(issues())
        .merge(events_of_projects())
        .merge(numbers())
}

/// Whose token it is.
fn account<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new()
        .get("/api/0/", account_handlers::index)
        .get("/api/0/auth/", account_handlers::holder)
        .get("/api/0/users/me/", account_handlers::holder)
}

/// The organization, its team and its projects.
fn organization<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/api/0/organizations/", organization_handlers::organizations)
        .get("/api/0/organizations/{organization}/", organization_handlers::organization)
        .get("/api/0/organizations/{organization}/projects/", project_handlers::of_organization)
        .get("/api/0/organizations/{organization}/teams/", organization_handlers::teams)
        .get("/api/0/organizations/{organization}/members/", organization_handlers::nothing)
        .get("/api/0/organizations/{organization}/monitors/", organization_handlers::nothing)
        .get("/api/0/organizations/{organization}/repos/", organization_handlers::nothing)
        .get("/api/0/teams/{organization}/{team}/projects/", project_handlers::of_organization)
        .get("/api/0/projects/", project_handlers::of_token)
        .get("/api/0/projects/{organization}/{project}/", project_handlers::project)
}

/// Issues and their events.
fn issues<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    const ISSUES: &str = "/api/0/organizations/{organization}/issues/";
    let of = |rest: &str| format!("{ISSUES}{{id}}/{rest}");
    Routes::new()
        .get(ISSUES, issue_list::of_organization)
        .get("/api/0/projects/{organization}/{project}/issues/", issue_list::of_project)
        .get("/api/0/issues/{id}/", issue_handlers::issue)
        .get("/api/0/issues/{id}/events/", event_list::of_issue)
        .get("/api/0/issues/{id}/events/{event}/", event_handlers::of_issue)
        .get(&of(""), issue_handlers::issue_of_organization)
        .get(&of("events/"), event_list::of_issue_of_organization)
        .get(&of("events/{event}/"), event_handlers::of_issue_of_organization)
        .get(&of("external-issues/"), organization_handlers::nothing_of_issue)
        .get(&of("tags/"), issue_tags::tags)
        .get(&of("tags/{key}/"), issue_tags::tag)
        .get(&of("tags/{key}/values/"), issue_tags::values)
        .get("/api/0/organizations/{organization}/shortids/{id}/", id_handlers::issue)
        .get("/api/0/organizations/{organization}/eventids/{id}/", id_handlers::event)
}

/// Events of a project, and its releases.
fn events_of_projects<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    const PROJECT: &str = "/api/0/projects/{organization}/{project}/";
    let of = |rest: &str| format!("{PROJECT}{rest}");
    Routes::new()
        .get(&of("events/{event}/"), event_handlers::of_project)
        .get("/api/0/organizations/{organization}/releases/", release_handlers::releases)
        .get("/api/0/organizations/{organization}/releases/{version}/", release_handlers::release)
        .get(&of("releases/"), release_handlers::project_releases)
        .get(&of("releases/{version}/"), release_handlers::project_release)
}

/// Numbers for graphs.
fn numbers<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/api/0/organizations/{organization}/events/", events::events)
        .get("/api/0/organizations/{organization}/events-stats/", events::events_stats)
        .get("/api/0/organizations/{organization}/events-timeseries/", events::events_time_series)
        .get("/api/0/organizations/{organization}/sessions/", sessions::sessions)
}
