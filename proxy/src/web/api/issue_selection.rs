//! The issues that a request names: by `id`, by `status` and `query`, or all of a project.

use super::events::{Pairs, project_ids};
use super::issue_list;
use super::list_request::first;
use crate::model::issue_state::MOST_ISSUES;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader};
use crate::web::issue_lookup;
use crate::web::parameters::number;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::viewer::Identity;

/// The numbers of the issues, each once. An `id` that is unknown, or of another project, is left out, as at Sentry.
pub(super) fn ids(
    store: &dyn Reader,
    project: Option<&str>,
    pairs: &Pairs,
    viewer: &Identity,
) -> Result<Vec<i64>, ReadError> {
    if !pairs.iter().any(|(name, _)| name == "id") {
        return found(store, projects_of(store, project, pairs)?, pairs, viewer);
    }
    named(store, project, pairs)
}

/// Only those that are named by `id`.
pub(super) fn named(store: &dyn Reader, project: Option<&str>, pairs: &Pairs) -> Result<Vec<i64>, ReadError> {
    let projects = projects_of(store, project, pairs)?;
    let asked: Vec<&str> = pairs.iter().filter(|(name, _)| name == "id").map(|(_, id)| id.as_str()).collect();
    if asked.len() > MOST_ISSUES {
        return Err(too_many());
    }
    let mut ids = by_id(store, &projects, &asked)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// The numbers of the projects that a request is about.
fn projects_of(store: &dyn Reader, project: Option<&str>, pairs: &Pairs) -> Result<Vec<i64>, ReadError> {
    let known = store.projects()?;
    let Some(project) = project else { return project_ids(pairs, &known) };
    let slug = project_slug(store, project)?;
    Ok(known.into_iter().filter(|project| project.slug == slug).map(|project| project.id).collect())
}

fn too_many() -> ReadError {
    ReadError::Unsupported(format!(
        "a change has at most {MOST_ISSUES} issues: name them by id, a part at a time"
    ))
}

fn by_id(store: &dyn Reader, projects: &[i64], asked: &[&str]) -> Result<Vec<i64>, ReadError> {
    let mut ids = Vec::new();
    for asked in asked {
        match issue_lookup::issue(store, asked) {
            Ok(issue) if projects.contains(&issue.project_id) => ids.push(issue.id),
            Ok(_) | Err(ReadError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ids)
}

/// The issues of projects that a search finds as a list of them does, and that have a status; without both all of them.
/// `limit` says how many of them at most, by the order of the list.
fn found(
    store: &dyn Reader,
    projects: Vec<i64>,
    pairs: &Pairs,
    viewer: &Identity,
) -> Result<Vec<i64>, ReadError> {
    let now = Timestamp::now();
    let mut text = first(pairs, "query").unwrap_or_default().to_owned();
    if let Some(status) = first(pairs, "status").filter(|status| !status.is_empty()) {
        let word = match status {
            "muted" | "archived" => "ignored",
            "unresolved" | "resolved" | "ignored" => status,
            other => {
                return Err(ReadError::Unsupported(format!(
                    "the status {other} is not known: known are resolved, unresolved and ignored"
                )));
            }
        };
        text = format!("{text} is:{word}");
    }
    let query = issue_list::query(Some(&text), pairs, viewer, now)?;
    let one_too_many = u32::try_from(MOST_ISSUES).unwrap_or(u32::MAX).saturating_add(1);
    let asked = first(pairs, "per_page").or_else(|| first(pairs, "limit")).and_then(number);
    let limit = asked.map_or(one_too_many, |limit| limit.clamp(1, one_too_many));
    let query = IssueQuery { projects: Some(projects), limit, ..query };
    let issues = store.issues(&query)?;
    if issues.len() > MOST_ISSUES {
        Err(too_many())
    } else {
        Ok(issues.iter().map(|issue| issue.id).collect())
    }
}
