//! The issue that a path names: by number, or as `SHOP-1Z`.

use serde::Deserialize;

use crate::model::issue::Issue;
use crate::model::issue_id;
use crate::store::Reader;
use crate::web::read_error::ReadError;

/// The part of a path that names an issue. Paths begin with `/api/0/issues/` or with that of an organization.
#[derive(Debug, Deserialize)]
pub(super) struct IssuePath {
    /// The number or short id.
    pub id: String,
}

/// The issue with this number or short id.
pub(super) fn issue(store: &dyn Reader, asked: &str) -> Result<Issue, ReadError> {
    let (project, id) = issue_id::parse(asked).ok_or(ReadError::NotFound)?;
    let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
    let is_it = project.is_none_or(|project| project.eq_ignore_ascii_case(&issue.project));
    if is_it { Ok(issue) } else { Err(ReadError::NotFound) }
}
