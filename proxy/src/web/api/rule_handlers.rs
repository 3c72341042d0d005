//! The alert rules of a project: <https://docs.sentry.io/api/alerts/list-a-projects-issue-alert-rules/>. The rules
//! themselves are ours.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::list_request::ListRequest;
use super::project_handlers::detail;
use super::rule_json::{self, Around, problem, read, refused};
use crate::config::Config;
use crate::config::alert_rules::WrittenRule;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::{Reader, StoredRule};
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeProjects, Permitted, ReadProjects};

/// `GET /api/0/projects/{organization}/{project}/rules/`
pub(super) async fn rules(
    viewer: Permitted<ReadProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let (config, page) = (changes.live.get(), request.page);
    let shows_numbers = viewer.lacks(Access::ChangeProjects).is_none();
    let entries = changes.reading.ask(move |store| {
        let project = detail(store, &project)?.project;
        let around = Around { project: &project.slug, channels: &config.channels, shows_numbers };
        let mut rules = store.alert_rules()?;
        rules.retain(|rule| rule.project_id == project.id);
        Ok(page.cut(&rules, |rule| rule_json::json(rule, &around)))
    });
    Ok(request.answer(&changes.reading.public_url, entries.await?))
}

/// `GET /api/0/projects/{organization}/{project}/rules/{rule}/`
pub(super) async fn rule(
    viewer: Permitted<ReadProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project, name)): PathSegments<(String, String, String)>,
) -> Result<Response, ReadError> {
    let config = changes.live.get();
    let shows_numbers = viewer.lacks(Access::ChangeProjects).is_none();
    let shown = changes.reading.ask(move |store| {
        let project = detail(store, &project)?.project;
        let mut rules = store.alert_rules()?.into_iter();
        let found = rules.find(|rule| rule.project_id == project.id && rule.name == name);
        let around = Around { project: &project.slug, channels: &config.channels, shows_numbers };
        Ok(rule_json::json(&found.ok_or(ReadError::NotFound)?, &around))
    });
    Ok(json_response::private(&shown.await?))
}

/// `POST /api/0/projects/{organization}/{project}/rules/` with `{"name": "..", "on": [".."], ..}`
pub(super) async fn add(
    viewer: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let (name, written) = read(&body)?;
    let name = name.ok_or_else(|| problem("name", "is missing"))?;
    let (by, config) = (viewer.identity().name().unwrap_or_default().to_owned(), changes.live.get());
    let made = changes.make_rules(move |store, rules| {
        let (rule, shown) = checked(store, &project, name, &written, by, &config)?;
        rules.add_alert_rule(&rule)?;
        Ok(shown)
    });
    Ok(json_response::private_created(&made.await?))
}

/// `PUT /api/0/projects/{organization}/{project}/rules/{rule}/`: the body takes the place of the whole rule, as Sentry's does.
pub(super) async fn change(
    viewer: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project, name)): PathSegments<(String, String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let (new_name, written) = read(&body)?;
    if new_name.is_some_and(|new| new != name) {
        return Err(problem("name", "cannot be changed: silences and decisions name the rule by it"));
    }
    let (by, config) = (viewer.identity().name().unwrap_or_default().to_owned(), changes.live.get());
    let changed = changes.make_rules(move |store, rules| {
        let (rule, shown) = checked(store, &project, name, &written, by, &config)?;
        rules.replace_alert_rule(&rule)?;
        Ok(shown)
    });
    Ok(json_response::private(&changed.await?))
}

/// `DELETE /api/0/projects/{organization}/{project}/rules/{rule}/`
pub(super) async fn delete(
    _: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project, name)): PathSegments<(String, String, String)>,
) -> Result<Response, ReadError> {
    let deleted = changes.make_rules(move |store, rules| {
        let id = detail(store, &project)?.project.id;
        if rules.delete_alert_rule(id, &name)? { Ok(()) } else { Err(ReadError::NotFound) }
    });
    deleted.await?;
    Ok(json_response::accepted())
}

/// A rule as it is stored, and as it is answered.
fn checked(
    store: &dyn Reader,
    project: &str,
    name: String,
    written: &WrittenRule,
    by: String,
    config: &Config,
) -> Result<(StoredRule, Value), ReadError> {
    let project = detail(store, project)?.project;
    written.check_all(&project.slug, &name, &config.channels).map_err(refused)?;
    let text = written.text().map_err(|error| refused(vec![error]))?;
    let rule = StoredRule { project_id: project.id, name, text, changed: Timestamp::now(), changed_by: by };
    let around = Around { project: &project.slug, channels: &config.channels, shows_numbers: true };
    let shown = rule_json::json(&rule, &around);
    Ok((rule, shown))
}
