//! A deploy as Sentry's web API spells it.

use serde_json::{Value, json};

use crate::model::rfc3339;
use crate::store::Deploy;

/// A deploy.
pub(super) fn deploy_json(deploy: &Deploy) -> Value {
    let Deploy { id, of } = deploy;
    json!({
        "id": id.to_string(),
        "environment": of.environment,
        "name": (!of.name.is_empty()).then_some(&of.name),
        "url": (!of.url.is_empty()).then_some(&of.url),
        "dateStarted": of.started.map(rfc3339::format),
        "dateFinished": rfc3339::format(of.finished),
    })
}
