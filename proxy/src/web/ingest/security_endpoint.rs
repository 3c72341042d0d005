//! `POST /api/{project_id}/security/`: reports of browsers on a page's Content-Security-Policy, which names this address
//! in `report-uri` or `report-to`.

use axum::extract::Query;
use axum::http::header;
use axum::http::request::Parts;
use balefire_protocol::envelope;
use serde::Deserialize;
use serde_json::Value;

use super::event_id;
use super::refusal::Refusal;
use crate::model::timestamp::Timestamp;
use crate::process::{report, reports};

/// Longest release or environment in the query, in bytes: in Sentry they have at most 200 characters.
const QUERY_FIELD: usize = 800;
/// Longest `User-Agent` that is added to each report, in bytes.
const USER_AGENT_LIMIT: usize = 1_024;

/// Facts about the request that are added to each of its reports.
#[derive(Debug, Default)]
pub(super) struct ReportContext {
    user_agent: Option<String>,
    fields: QueryFields,
}

/// Members of events in the query: `&sentry_release=shop@1`.
#[derive(Debug, Default, Deserialize)]
struct QueryFields {
    sentry_environment: Option<String>,
    sentry_release: Option<String>,
}

impl ReportContext {
    pub(super) fn of(parts: &Parts) -> Self {
        let user_agent =
            parts.headers.get(header::USER_AGENT).and_then(|user_agent| user_agent.to_str().ok());
        let fields = Query::try_from_uri(&parts.uri).map(|Query(fields)| fields);
        Self {
            user_agent: user_agent
                .filter(|user_agent| user_agent.len() <= USER_AGENT_LIMIT)
                .map(str::to_owned),
            fields: fields.unwrap_or_default(),
        }
    }

    fn add_to(&self, event: &mut Value) {
        if let (Some(user_agent), Some(headers)) =
            (&self.user_agent, event["request"]["headers"].as_array_mut())
        {
            headers.push(serde_json::json!(["User-Agent", user_agent]));
        }
        let QueryFields { sentry_environment, sentry_release } = &self.fields;
        for (member, value) in [("environment", sentry_environment), ("release", sentry_release)] {
            if let Some(value) = value.as_ref().filter(|value| value.len() <= QUERY_FIELD) {
                event[member] = value.as_str().into();
            }
        }
    }
}

/// The envelope of one report, or of a list of at most `most` reports. Reports of other kinds than the policy become items
/// that are counted as unsupported. `reserve` is called for the bytes of each report.
pub(super) fn envelope(
    about: &ReportContext,
    body: &[u8],
    most: usize,
    reserve: &mut dyn FnMut(usize) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let reports = reports(body, most)?;
    // Reports have no ids of their own.
    let seed = event_id::derive(body, Timestamp::now());
    let mut text = String::from("{}\n");
    for (index, one) in reports.into_iter().enumerate() {
        let before = text.len();
        match report(one).ok_or(Refusal::NoReport)? {
            Ok(mut event) => {
                event["event_id"] = event_id::derive_nth(&seed, index).into();
                about.add_to(&mut event);
                envelope::write_item(&mut text, "event", &event.to_string());
            }
            Err(other) => envelope::write_item(&mut text, "raw_security", &other.to_string()),
        }
        reserve(text.len() - before)?;
    }
    Ok(text.into_bytes())
}
