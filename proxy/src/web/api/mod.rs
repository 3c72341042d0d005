//! Reading in the shape of Sentry's web API: <https://docs.sentry.io/api/events/>

mod cursor;
mod entries;
mod event_json;
mod events;
mod issue_handlers;
mod issue_json;
mod issue_list;
mod issue_search;
mod release_handlers;
mod release_json;
mod sessions;

use axum::extract::FromRef;

use super::reading::Reading;
use super::routes::Routes;

/// The routes below `/api/0/`, over any state that holds the reading parts.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Routes::new()
        .get("/api/0/projects/balefire/{project}/issues/", issue_list::issues)
        .get("/api/0/organizations/{organization}/events/", events::events)
        .get("/api/0/organizations/{organization}/events-stats/", events::events_stats)
        .get("/api/0/organizations/{organization}/events-timeseries/", events::events_time_series)
        .get("/api/0/organizations/{organization}/sessions/", sessions::sessions)
        .get("/api/0/organizations/{organization}/releases/", release_handlers::releases)
        .get("/api/0/organizations/{organization}/releases/{version}/", release_handlers::release)
        .get("/api/0/projects/{organization}/{project}/releases/", release_handlers::project_releases)
        .get(
            "/api/0/projects/{organization}/{project}/releases/{version}/",
            release_handlers::project_release,
        )
        .get("/api/0/issues/{id}/", issue_handlers::issue)
        .get("/api/0/issues/{id}/events/latest/", issue_handlers::latest_event)
}
