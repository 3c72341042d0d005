//! Projects in the paths of Sentry's web API: by name, or, as in Sentry, by number.

use super::read_error::ReadError;
use crate::model::project::Project;
use crate::store::Reader;

/// The name of the project that a path asks for.
pub(super) fn project_slug(store: &dyn Reader, asked: &str) -> Result<String, ReadError> {
    Ok(project(store, asked)?.slug)
}

/// The number of the project that a path or a body asks for.
pub(super) fn project_id(store: &dyn Reader, asked: &str) -> Result<i64, ReadError> {
    Ok(project(store, asked)?.id)
}

fn project(store: &dyn Reader, asked: &str) -> Result<Project, ReadError> {
    let projects = store.projects()?;
    let by_slug = projects.iter().find(|project| project.slug == asked);
    let found = by_slug.or_else(|| projects.iter().find(|project| project.id.to_string() == asked));
    found.cloned().ok_or(ReadError::NotFound)
}

/// Whether a page may be limited to a project of this name: an empty list would look as if nothing had happened there.
pub(super) fn check_slug(projects: &[Project], slug: Option<&str>) -> Result<(), ReadError> {
    let is_known = slug.is_none_or(|slug| projects.iter().any(|project| project.slug == slug));
    if is_known { Ok(()) } else { Err(ReadError::NotFound) }
}
