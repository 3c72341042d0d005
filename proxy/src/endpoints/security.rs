//! `POST /api/{project_id}/security/`: what browsers report of a page's Content-Security-Policy, which names this
//! address in `report-uri` or `report-to`.

use std::collections::HashMap;

use axum::extract::Query;
use axum::http::header;
use axum::http::request::Parts;
use balefire_protocol::envelope;
use bytes::Bytes;
use serde_json::Value;

use super::event_id;
use super::refusal::Refusal;
use crate::clock::Timestamp;
use crate::config::Limits;
use crate::process::reports;

/// Members of events that the address may give: `&sentry_release=shop@1`.
const GIVEN: [(&str, &str); 2] = [("sentry_environment", "environment"), ("sentry_release", "release")];

/// The envelope of one report, or of many. What is not of the policy becomes an item that nothing is made of, and that
/// is counted.
pub(super) fn envelope(parts: &Parts, body: Bytes, _: &Limits) -> Result<Bytes, Refusal> {
    let reports = reports(&body).ok_or(Refusal::NoReport)?;
    let now = Timestamp::now();
    let mut text = String::from("{}\n");
    for (index, report) in reports.into_iter().enumerate() {
        match report {
            Ok(mut event) => {
                // Reports have no ids of their own.
                let id = event_id::made(&[&body, &index.to_le_bytes()[..]].concat(), now);
                event["event_id"] = id.into();
                about(parts, &mut event);
                envelope::write_item(&mut text, "event", &event.to_string());
            }
            Err(other) => envelope::write_item(&mut text, "raw_security", &other.to_string()),
        }
    }
    Ok(text.into())
}

/// What the request says of its browser, and the address of the app.
fn about(parts: &Parts, event: &mut Value) {
    let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    if let (Some(agent), Some(headers)) = (agent, event["request"]["headers"].as_array_mut()) {
        headers.push(serde_json::json!(["User-Agent", agent]));
    }
    let Ok(Query(query)) = Query::<HashMap<String, String>>::try_from_uri(&parts.uri) else { return };
    for (name, member) in GIVEN {
        if let Some(value) = query.get(name) {
            event[member] = value.as_str().into();
        }
    }
}
