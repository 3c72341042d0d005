//! The body of a message: that of the operator's template, or the usual one.

use serde_json::Value;

use super::payload::payload;
use crate::alerts::alert_issue::cut;
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::summary;
use crate::alerts::template_values::values;
use crate::store::StoredAlert;
use crate::template::Template;

/// Longest body of a template, in bytes.
const MOST: usize = 256 * 1024;

/// The body of a message. A template that fails, or that writes no JSON, costs a message its shape and not its news: the
/// usual body goes out, and its member `template_error` says why.
pub(super) fn body(template: Option<&Template>, stored: &StoredAlert, context: &RenderContext<'_>) -> String {
    let mut usual = payload(&stored.alert, stored.created, context);
    let Some(template) = template else { return usual.to_string() };
    let problem = match rendered(template, stored, context) {
        Ok(body) => return body,
        Err(problem) => problem,
    };
    tracing::warn!(problem, "template of a webhook failed, the message has its usual body");
    if let Value::Object(members) = &mut usual {
        members.insert("template_error".into(), problem.into());
    }
    usual.to_string()
}

fn rendered(
    template: &Template,
    stored: &StoredAlert,
    context: &RenderContext<'_>,
) -> Result<String, String> {
    // Values are written as JSON, so that no text needs to be made harmless.
    let values = values(&stored.alert, &summary(&stored.alert, context), context, &cut);
    let body = template.render(&values, MOST).map_err(|error| error.to_string())?;
    match serde_json::from_str::<serde::de::IgnoredAny>(&body) {
        Ok(_) => Ok(body),
        Err(error) => Err(format!("writes no JSON: line {}, column {}", error.line(), error.column())),
    }
}
