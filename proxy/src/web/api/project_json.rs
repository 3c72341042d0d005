//! A project as Sentry's web API spells it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::organization_json::{self, CREATED};
use crate::model::rfc3339;
use crate::store::ProjectDetail;

/// A project of the organization, with its environments.
pub(super) fn json(of: &ProjectDetail, environments: &BTreeSet<String>, public_url: &str) -> Value {
    let team = organization_json::team();
    let project = &of.project;
    json!({
        "id": project.id.to_string(),
        "slug": project.slug,
        "name": project.slug,
        "platform": (!of.platform.is_empty()).then_some(&of.platform),
        "status": "active",
        "dateCreated": of.created.map_or_else(|| CREATED.to_owned(), rfc3339::format),
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
