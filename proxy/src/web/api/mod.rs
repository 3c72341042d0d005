//! Sentry's web API: <https://docs.sentry.io/api/>. docs/api.md says which client asks what.

mod account_handlers;
mod account_json;
mod activity_json;
mod attachments;
mod canonical_path;
mod cursor;
mod deploy_handlers;
mod deploy_json;
mod entries;
mod event_handlers;
mod event_json;
mod event_list;
mod event_markdown;
mod events;
mod id_handlers;
mod issue_change_body;
mod issue_change_handlers;
mod issue_deletion_handlers;
mod issue_handlers;
mod issue_hashes;
mod issue_json;
mod issue_list;
mod issue_releases;
mod issue_selection;
mod issue_stats;
mod issue_tags;
mod key_handlers;
mod list_request;
mod note_handlers;
mod organization_handlers;
mod organization_json;
mod page_size;
mod project_event_list;
mod project_handlers;
mod project_json;
mod recent_tags;
mod release_change_handlers;
mod release_handlers;
mod release_json;
mod rule_handlers;
mod rule_json;
mod sessions;
mod silence_handlers;
mod silence_json;
mod usage_stats;
mod user_feedback;

use axum::extract::FromRef;

use super::issue_changes::IssueChanges;
use super::issue_moves::IssueMover;
use super::project_changes::ProjectChanges;
use super::reading::Reading;
use super::routes::Routes;

pub(super) use canonical_path::canonical_path;

/// The routes below `/api/0/`, over any state that holds the reading parts.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
    IssueMover: FromRef<S>,
{
    Routes::new()
        .merge(account())
        .merge(organization())
        .merge(issues())
        .merge(events_of_projects())
        .merge(numbers())
        .merge(silences())
}

/// Silences, at the addresses of Alertmanager.
fn silences<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
{
    const SILENCES: &str = "/api/v2/silences";
    const SILENCE: &str = "/api/v2/silence/{id}";
    // Longest body, in bytes: the matchers at their bounds, escaped.
    const BODY: usize = 128 << 10;
    Routes::new()
        .get(SILENCES, silence_handlers::silences)
        .post_up_to(SILENCES, BODY, silence_handlers::add)
        .get(SILENCE, silence_handlers::silence)
        .delete(SILENCE, silence_handlers::expire)
}

/// Projects, their keys, their alert rules, their releases and the deploys of these, over any state that holds what a change of them needs.
pub fn project_routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    ProjectChanges: FromRef<S>,
{
    const OF_TEAM: &str = "/api/0/teams/{organization}/{team}/projects/";
    const KEYS: &str = "/api/0/projects/{organization}/{project}/keys/";
    const PROJECT: &str = "/api/0/projects/{organization}/{project}/";
    const RULES: &str = "/api/0/projects/{organization}/{project}/rules/";
    const RULE: &str = "/api/0/projects/{organization}/{project}/rules/{rule}/";
    // Longest body of a rule, in bytes: what is stored of it is far less.
    const RULE_BODY: usize = 64 << 10;
    const RELEASES: &str = "/api/0/organizations/{organization}/releases/";
    const RELEASE: &str = "/api/0/organizations/{organization}/releases/{version}/";
    const RELEASES_OF_PROJECT: &str = "/api/0/projects/{organization}/{project}/releases/";
    const RELEASE_OF_PROJECT: &str = "/api/0/projects/{organization}/{project}/releases/{version}/";
    const DEPLOYS: &str = "/api/0/organizations/{organization}/releases/{version}/deploys/";
    Routes::new()
        .put(PROJECT, project_handlers::change)
        .delete(PROJECT, project_handlers::delete)
        .post(RELEASES, release_change_handlers::create)
        .put(RELEASE, release_change_handlers::change)
        .post(RELEASES_OF_PROJECT, release_change_handlers::create_of_project)
        .put(RELEASE_OF_PROJECT, release_change_handlers::change_of_project)
        .get(DEPLOYS, deploy_handlers::deploys)
        .post(DEPLOYS, deploy_handlers::add)
        .get(OF_TEAM, project_handlers::of_organization)
        .post(OF_TEAM, project_handlers::create)
        .get(KEYS, key_handlers::keys)
        .post(KEYS, key_handlers::add)
        .get(RULES, rule_handlers::rules)
        .post_up_to(RULES, RULE_BODY, rule_handlers::add)
        .get(RULE, rule_handlers::rule)
        .put(RULE, rule_handlers::change)
        .delete(RULE, rule_handlers::delete)
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
        .post("/api/0/organizations/{organization}/teams/", organization_handlers::add_team)
        .get("/api/0/teams/{organization}/{team}/", organization_handlers::team)
        .get("/api/0/projects/{organization}/{project}/teams/", organization_handlers::teams)
        .get("/api/0/organizations/{organization}/members/", organization_handlers::nothing)
        .get("/api/0/organizations/{organization}/monitors/", organization_handlers::nothing)
        .get("/api/0/organizations/{organization}/repos/", organization_handlers::nothing)
        .get("/api/0/projects/", project_handlers::of_token)
        .get("/api/0/projects/{organization}/{project}/", project_handlers::project)
        .get("/api/0/projects/{organization}/{project}/environments/", recent_tags::environments_of_project)
        .get("/api/0/organizations/{organization}/environments/", recent_tags::environments_of_organization)
        .get("/api/0/organizations/{organization}/tags/", recent_tags::tags)
}

/// Issues and their events. An issue has two addresses, with and without the organization.
fn issues<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
    IssueMover: FromRef<S>,
{
    const OF_ORGANIZATION: &str = "/api/0/organizations/{organization}/issues/";
    const OF_PROJECT: &str = "/api/0/projects/{organization}/{project}/issues/";
    let lists = Routes::new()
        .get(OF_ORGANIZATION, issue_list::of_organization)
        .put(OF_ORGANIZATION, issue_change_handlers::issues_of_organization)
        .delete(OF_ORGANIZATION, issue_deletion_handlers::issues_of_organization)
        .get(OF_PROJECT, issue_list::of_project)
        .put(OF_PROJECT, issue_change_handlers::issues_of_project)
        .delete(OF_PROJECT, issue_deletion_handlers::issues_of_project)
        .get("/api/0/organizations/{organization}/shortids/{id}/", id_handlers::issue)
        .get("/api/0/organizations/{organization}/eventids/{id}/", id_handlers::event);
    lists.merge(one_issue("/api/0/issues/{id}/")).merge(one_issue(&format!("{OF_ORGANIZATION}{{id}}/")))
}

/// One issue at an address.
fn one_issue<S>(issue: &str) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
    IssueChanges: FromRef<S>,
    IssueMover: FromRef<S>,
{
    let of = |rest: &str| format!("{issue}{rest}");
    Routes::new()
        .get(issue, issue_handlers::issue)
        .put(issue, issue_change_handlers::issue)
        .delete(issue, issue_deletion_handlers::issue)
        .get(&of("events/"), event_list::of_issue)
        .get(&of("events/{event}/"), event_handlers::of_issue)
        .get(&of("events/{event}/markdown/"), event_markdown::event_markdown)
        .get(&of("external-issues/"), organization_handlers::nothing_of_issue)
        .get(&of("tags/"), issue_tags::tags)
        .get(&of("tags/{key}/"), issue_tags::tag)
        .get(&of("tags/{key}/values/"), issue_tags::values)
        .get(&of("hashes/"), issue_hashes::hashes)
        .put(&of("hashes/"), issue_hashes::unmerge)
        .delete(&of("hashes/"), issue_hashes::unmerge)
        .get(&of("activities/"), note_handlers::activities)
        .get(&of("notes/"), note_handlers::notes)
        .post(&of("notes/"), note_handlers::add)
        .get(&of("comments/"), note_handlers::notes)
        .post(&of("comments/"), note_handlers::add)
        .delete(&of("notes/{note}/"), note_handlers::delete)
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
        .get(&of("events/"), project_event_list::of_project)
        .get(&of("events/{event}/"), event_handlers::of_project)
        .get(&of("events/{event}/attachments/"), attachments::attachments)
        .get(&of("events/{event}/attachments/{attachment}/"), attachments::attachment)
        .get(&of("user-feedback/"), user_feedback::user_feedback)
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
        .get("/api/0/organizations/{organization}/stats_v2/", usage_stats::stats)
}
