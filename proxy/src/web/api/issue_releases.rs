//! The first and the last release in which an issue was seen, as its tags say.

use serde_json::Value;

use super::release_json;
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::store::{Reader, StoreError, TagCount};

/// Releases of an issue that are looked at: those with most of its events.
const RELEASES: usize = 50;

/// The first and the last release of an issue; null without any.
pub(super) struct IssueReleases {
    pub first: Value,
    pub last: Value,
}

/// Reads the releases that the tags of an issue name, by the time at which they were first heard of.
pub(super) fn read(
    store: &dyn Reader,
    issue: &Issue,
    tags: &[TagCount],
) -> Result<IssueReleases, StoreError> {
    let mut releases = Vec::new();
    for tag in tags.iter().filter(|tag| tag.key == "release").take(RELEASES) {
        releases.extend(store.release(issue.project_id, &tag.value)?);
    }
    releases.sort_by(|a, b| a.created.0.total_cmp(&b.created.0));
    let project = Project { id: issue.project_id, slug: issue.project.clone(), keys: Vec::new() };
    let (first, last) = (releases.first().cloned(), releases.pop());
    let json = |release| release_json::json(&[(release, project.clone())], None);
    Ok(IssueReleases { first: first.map_or(Value::Null, json), last: last.map_or(Value::Null, json) })
}
