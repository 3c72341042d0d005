//! A project as Sentry's web API spells it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::organization_json::{self, CREATED};
use crate::model::project::Project;

/// A project of the organization, with its environments.
pub(super) fn json(project: &Project, environments: &BTreeSet<String>, public_url: &str) -> Value {
    let team = organization_json::team();
    json!({
        "id": project.id.to_string(),
        "slug": project.slug,
        "name": project.slug,
        "platform": null,
        "status": "active",
        "dateCreated": CREATED,
        "firstEvent": null,
        "hasAccess": true,
        "isMember": true,
        "isBookmarked": false,
        "isInternal": false,
        "isPublic": false,
        "features": [],
        "environments": environments,
        "team": team,
        "teams": [team],
        "organization": organization_json::json(public_url),
    })
}
