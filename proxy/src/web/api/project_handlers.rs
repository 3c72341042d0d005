//! Projects: those of the organization, those of the token, those of the team, and one.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::list_request::ListRequest;
use super::{project_json, recent_tags};
use crate::config::Config;
use crate::model::alert_rule::{Rule, RuleOrigin};
use crate::model::patterns::Patterns;
use crate::model::project::{DEMO, Project, is_new_slug};
use crate::model::timestamp::Timestamp;
use crate::secret::random_hex;
use crate::store::{NewProject, ProjectDetail, Reader};
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_changes::ProjectChanges;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeProjects, DeleteProjects, Permitted, ReadOrganization, ReadProjects};

/// Longest name of a platform, in characters.
const PLATFORM: usize = 64;

/// `GET /api/0/organizations/{organization}/projects/`, and the team's, which has them all. Grafana asks it whether the
/// server is well.
pub(super) async fn of_organization(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    list(&reading, &request).await
}

/// `GET /api/0/projects/`
pub(super) async fn of_token(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    list(&reading, &request).await
}

/// `GET /api/0/projects/{organization}/{project}/`
pub(super) async fn project(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let public_url = reading.public_url.clone();
    let shown = reading.ask(move |store| {
        let found = detail(store, &asked)?;
        let environments = recent_tags::environments(store)?.remove(&found.project.id).unwrap_or_default();
        Ok(project_json::json(&found, &environments, &public_url))
    });
    Ok(json_response::private(&shown.await?))
}

/// `POST /api/0/teams/{organization}/{team}/projects/` with `{"name": "..", "slug": "..", "platform": ".."}`
pub(super) async fn create(
    _: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let slug = slug(&body)?.ok_or_else(|| ReadError::Unsupported("name is missing".into()))?;
    let platform = platform(&body)?.unwrap_or_default();
    let key = random_hex(16).map_err(ReadError::Random)?;
    let public_url = changes.reading.public_url.clone();
    let made = changes.make(move |store, changes| {
        let new = NewProject { slug: &slug, platform: &platform, key: &key, now: Timestamp::now() };
        changes.create_project(&new)?;
        Ok(project_json::json(&detail(store, &slug)?, &BTreeSet::new(), &public_url))
    });
    Ok(json_response::private_created(&made.await?))
}

/// `PUT /api/0/projects/{organization}/{project}/` with `slug` or `name`, which are one here, and `platform`.
pub(super) async fn change(
    _: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if !body.is_object() {
        return Err(ReadError::Unsupported("the body is no JSON object".into()));
    }
    let (slug, platform) = (slug(&body)?, platform(&body)?);
    let (public_url, config) = (changes.reading.public_url.clone(), changes.live.loaded());
    let changed = changes.make(move |store, changes| {
        let before = detail(store, &asked)?.project;
        if let Some(slug) = slug.as_ref().filter(|slug| **slug != before.slug) {
            can_be_renamed(&before.slug, slug, &config)?;
        }
        changes.change_project(before.id, slug.as_deref(), platform.as_deref())?;
        let found = detail(store, &before.id.to_string())?;
        let environments = recent_tags::environments(store)?.remove(&before.id).unwrap_or_default();
        Ok(project_json::json(&found, &environments, &public_url))
    });
    Ok(json_response::private(&changed.await?))
}

/// `DELETE /api/0/projects/{organization}/{project}/`: it is gone at once, and its data soon.
pub(super) async fn delete(
    _: Permitted<DeleteProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let deleted = changes.make(move |store, changes| {
        let project = detail(store, &asked)?.project;
        if project.slug == DEMO {
            return Err(ReadError::Unsupported("the demo project cannot be deleted".into()));
        }
        Ok(changes.delete_project(project.id, Timestamp::now())?)
    });
    deleted.await?;
    Ok(json_response::nothing())
}

/// A project that is named elsewhere keeps its name.
fn can_be_renamed(slug: &str, new: &str, config: &Config) -> Result<(), ReadError> {
    // A rule or a route of the old name alone would be silent from then on.
    let loses = |projects: &Patterns| projects.matches(slug) && !projects.matches(new);
    let is_written = |rule: &&Rule| rule.origin == RuleOrigin::File;
    let rule = config.rules.iter().filter(is_written).find(|rule| loses(&rule.conditions.projects));
    let reason = if slug == DEMO {
        "the demo project keeps its name".to_owned()
    } else if config.projects.contains_key(slug) {
        format!("the configuration has settings of project.{slug}: rename it there first")
    } else if let Some(rule) = rule {
        format!(
            "rule.{} of the configuration is about {slug}, and not about {new}: change it first",
            rule.name
        )
    } else if let Some(at) = config.routes.iter().position(|route| loses(&route.projects)) {
        format!("route.{at} of the configuration is about {slug}, and not about {new}: change it first")
    } else {
        return Ok(());
    };
    Err(ReadError::Unsupported(reason))
}

/// The name that a body asks for: `slug`, else `name`.
fn slug(body: &Value) -> Result<Option<String>, ReadError> {
    let Some(name) = text(body, "slug")?.or(text(body, "name")?) else { return Ok(None) };
    let slug = name.to_lowercase().replace([' ', '_', '.'], "-");
    if is_new_slug(&slug) {
        return Ok(Some(slug));
    }
    let reason = "name is missing, or has more than 50 characters, or others than letters, digits and dashes, or no letter from a to z";
    Err(ReadError::Unsupported(reason.into()))
}

fn platform(body: &Value) -> Result<Option<String>, ReadError> {
    let Some(platform) = text(body, "platform")? else { return Ok(None) };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if platform.len() <= PLATFORM && platform.chars().all(is_plain) {
        return Ok(Some(platform));
    }
    Err(ReadError::Unsupported(format!("platform is a word of at most {PLATFORM} characters")))
}

/// A member that is a text, without the space around it.
fn text(body: &Value, member: &str) -> Result<Option<String>, ReadError> {
    match body.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
        Some(_) => Err(ReadError::Unsupported(format!("{member} is no text"))),
    }
}

/// The project that a path names, with its keys.
pub(super) fn detail(store: &dyn Reader, asked: &str) -> Result<ProjectDetail, ReadError> {
    let slug = project_slug(store, asked)?;
    let found = store.project_details()?.into_iter().find(|detail| detail.project.slug == slug);
    found.ok_or(ReadError::NotFound)
}

async fn list(reading: &Reading, request: &ListRequest) -> Result<Response, ReadError> {
    let (mut projects, environments) =
        reading.ask(|store| Ok((store.project_details()?, recent_tags::environments(store)?))).await?;
    if let Some(query) = request.get("query") {
        projects.retain(|detail| is_found(&detail.project, query));
    }
    let none = BTreeSet::new();
    let found = request.page.cut(&projects, |detail| {
        let environments = environments.get(&detail.project.id).unwrap_or(&none);
        project_json::json(detail, environments, &reading.public_url)
    });
    Ok(request.answer(&reading.public_url, found))
}

/// Whether a search finds a project: `slug:`, `id:`, or a part of the slug.
fn is_found(project: &Project, query: &str) -> bool {
    query.split_whitespace().all(|word| match word.split_once(':') {
        Some(("slug", slug)) => project.slug == slug,
        Some(("id", id)) => project.id.to_string() == id,
        _ => project.slug.contains(&word.to_lowercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::alert_rules::default_rule;
    use crate::model::alert_rule::{Conditions, Route};

    #[test]
    fn a_project_that_rules_and_routes_name_keeps_its_name() {
        let patterns = |text| Patterns::parse([text]).unwrap();
        let mut rule = Rule { name: "pay".into(), origin: RuleOrigin::File, ..default_rule() };
        rule.conditions.projects = patterns("shop");
        let of_page = Rule { origin: RuleOrigin::Project("till".into()), ..rule.clone() };
        let of_page =
            Rule { conditions: Conditions { projects: patterns("till"), ..of_page.conditions }, ..of_page };
        let route =
            Route { projects: patterns("web-*"), environments: Patterns::default(), channels: Vec::new() };
        let config = Config { rules: vec![rule, of_page], routes: vec![route], ..Config::default() };
        for (slug, new, reason) in [
            ("shop", "store", Some("rule.pay of")),
            ("web-a", "a", Some("route.0 of")),
            ("web-a", "web-b", None),
            ("till", "desk", None),
            ("demo", "other", Some("demo project")),
        ] {
            let refused = can_be_renamed(slug, new, &config).err().map(|error| error.to_string());
            assert_eq!(refused.is_some(), reason.is_some(), "{slug} {refused:?}");
            assert!(refused.is_none_or(|text| text.contains(reason.unwrap_or_default())), "{slug}");
        }
    }

    #[test]
    fn searches() {
        let shop = Project { id: 7, slug: "web-shop".into(), keys: Vec::new() };
        for (query, expect) in [
            ("", true),
            ("Shop", true),
            ("slug:web-shop", true),
            ("slug:shop", false),
            ("id:7", true),
            ("id:8", false),
            ("web other", false),
        ] {
            assert_eq!(is_found(&shop, query), expect, "{query}");
        }
    }
}
