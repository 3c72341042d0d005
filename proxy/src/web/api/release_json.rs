//! A release as Sentry's web API spells it.

use serde_json::{Value, json};

use super::deploy_json::deploy_json;
use crate::model::project::Project;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Deploy, Release};

/// A release of one or several projects: the rows of the same version, the number of its deploys, and the last of these.
pub(super) fn json(rows: &[(Release, Project)], deploys: Option<&(u64, Deploy)>) -> Value {
    let version = rows.first().map(|(release, _)| release.version.as_str()).unwrap_or_default();
    let earliest = |times: &mut dyn Iterator<Item = Timestamp>| times.map(|time| time.0).reduce(f64::min);
    let created = earliest(&mut rows.iter().map(|(release, _)| release.created));
    let first = earliest(&mut rows.iter().filter_map(|(release, _)| release.first_event));
    let last = rows.iter().filter_map(|(release, _)| release.last_event).map(|time| time.0).reduce(f64::max);
    let time = |time: Option<f64>| time.map(|time| rfc3339::format(Timestamp(time)));
    let new: u64 = rows.iter().map(|(release, _)| release.new_issues).sum();
    let projects: Vec<Value> = rows
        .iter()
        .map(|(release, project)| {
            json!({
                "id": project.id.to_string(), "slug": project.slug, "name": project.slug,
                "platform": null, "newGroups": release.new_issues,
            })
        })
        .collect();
    let (package, raw) = version.rsplit_once('@').unwrap_or(("", version));
    json!({
        "id": version,
        "version": version,
        "shortVersion": raw,
        "versionInfo": {
            "description": raw,
            "package": (!package.is_empty()).then_some(package),
            "version": { "raw": raw },
        },
        "status": "open",
        "ref": null,
        "url": null,
        "dateCreated": time(created),
        "dateReleased": null,
        "dateStarted": null,
        "firstEvent": time(first),
        "lastEvent": time(last),
        "newGroups": new,
        "commitCount": 0,
        "deployCount": deploys.map_or(0, |(count, _)| *count),
        "lastDeploy": deploys.map(|(_, last)| deploy_json(last)),
        "lastCommit": null,
        "authors": [],
        "data": {},
        "projects": projects,
    })
}
