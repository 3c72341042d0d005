//! `POST /api/{project_id}/security/`: what browsers report of a page's Content-Security-Policy, which names this
//! address in `report-uri` or `report-to`.

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

/// Longest text that the address gives to each report, in bytes: a release or an environment of Sentry's is no longer
/// than 200 characters.
const GIVEN: usize = 800;
/// Longest `User-Agent` that each report gets, in bytes.
const AGENT: usize = 1_024;

/// What the request says of all its reports.
#[derive(Debug, Default)]
pub(super) struct About {
    agent: Option<String>,
    given: Given,
}

/// Members of events that the address may give: `&sentry_release=shop@1`.
#[derive(Debug, Default, Deserialize)]
struct Given {
    sentry_environment: Option<String>,
    sentry_release: Option<String>,
}

impl About {
    pub(super) fn of(parts: &Parts) -> Self {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let given = Query::try_from_uri(&parts.uri).map(|Query(given)| given);
        Self {
            agent: agent.filter(|agent| agent.len() <= AGENT).map(str::to_owned),
            given: given.unwrap_or_default(),
        }
    }

    fn add_to(&self, event: &mut Value) {
        if let (Some(agent), Some(headers)) = (&self.agent, event["request"]["headers"].as_array_mut()) {
            headers.push(serde_json::json!(["User-Agent", agent]));
        }
        let Given { sentry_environment, sentry_release } = &self.given;
        for (member, value) in [("environment", sentry_environment), ("release", sentry_release)] {
            if let Some(value) = value.as_ref().filter(|value| value.len() <= GIVEN) {
                event[member] = value.as_str().into();
            }
        }
    }
}

/// The envelope of one report, or of a list of at most so many. What is not of the policy becomes an item that nothing
/// is made of, and that is counted. `take` is told of bytes as they are made.
pub(super) fn envelope(
    about: &About,
    body: &[u8],
    most: usize,
    take: &mut dyn FnMut(usize) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    let reports = reports(body, most)?;
    // Reports have no ids of their own.
    let seed = event_id::made(body, Timestamp::now());
    let mut text = String::from("{}\n");
    for (index, one) in reports.into_iter().enumerate() {
        let before = text.len();
        match report(one).ok_or(Refusal::NoReport)? {
            Ok(mut event) => {
                event["event_id"] = event_id::derived(&seed, index).into();
                about.add_to(&mut event);
                envelope::write_item(&mut text, "event", &event.to_string());
            }
            Err(other) => envelope::write_item(&mut text, "raw_security", &other.to_string()),
        }
        take(text.len() - before)?;
    }
    Ok(text.into_bytes())
}
