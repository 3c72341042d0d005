//! The issues that a request names: by `id`, by `status`, or all of a project.

use super::events::{Pairs, project_ids};
use super::issue_lookup;
use super::list_request::first;
use crate::model::issue::Issue;
use crate::model::issue_state::MOST_ISSUES;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader};
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;

/// The numbers of the issues, each once. An `id` that is unknown, or of another project, is left out, as at Sentry.
pub(super) fn ids(store: &dyn Reader, project: Option<&str>, pairs: &Pairs) -> Result<Vec<i64>, ReadError> {
    let projects = match project {
        Some(project) => {
            let slug = project_slug(store, project)?;
            let known = store.projects()?;
            known.into_iter().filter(|project| project.slug == slug).map(|project| project.id).collect()
        }
        None => project_ids(pairs, &store.projects()?)?,
    };
    let asked: Vec<&str> = pairs.iter().filter(|(name, _)| name == "id").map(|(_, id)| id.as_str()).collect();
    let mut ids = if asked.is_empty() {
        of_status(store, &projects, first(pairs, "status"))?
    } else if asked.len() > MOST_ISSUES {
        return Err(too_many());
    } else {
        by_id(store, &projects, &asked)?
    };
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
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

/// The issues of projects that have a status; without a status all of them.
fn of_status(store: &dyn Reader, projects: &[i64], status: Option<&str>) -> Result<Vec<i64>, ReadError> {
    let now = Timestamp::now();
    let is_asked = |issue: &Issue| {
        let found = issue.state.status_at(issue.first_seen, now);
        let is_status = status.is_none_or(|status| match status {
            "muted" | "archived" => found.as_str() == "ignored",
            status => found.as_str() == status,
        });
        is_status && projects.contains(&issue.project_id)
    };
    let limit = u32::try_from(MOST_ISSUES).unwrap_or(u32::MAX);
    let (mut ids, mut offset) = (Vec::new(), 0);
    loop {
        let page = store.issues(&IssueQuery { now, offset, limit, ..IssueQuery::default() })?;
        ids.extend(page.iter().filter(|issue| is_asked(issue)).map(|issue| issue.id));
        if ids.len() > MOST_ISSUES {
            return Err(too_many());
        }
        if page.len() < limit as usize {
            return Ok(ids);
        }
        offset = offset.saturating_add(limit);
    }
}
