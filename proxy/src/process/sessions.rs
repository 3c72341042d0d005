//! Sessions of release health: one session, or the counts of many.
//!
//! <https://develop.sentry.dev/sdk/telemetry/sessions/>

use balefire_protocol::event_id;
use serde_json::Value;

use super::cut_text::cut_chars;
use super::event_fields::{Fields, scalar, text};
use super::performance::{seconds, user_hash};
use super::{Arrival, clock_drift, normalize};
use crate::lenient_json::{self, ReadJsonError};
use crate::model::session::{SessionCounts, SessionData, SessionState, SessionUpdate};
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;

/// Longest release or environment, in characters.
const NAME: usize = 200;
/// Longest identity of a user, in characters, as of events.
const USER: usize = 200;
/// Most entries of an item with counts that are kept, the first ones: Sentry's SDKs have one for each minute and user.
pub const AGGREGATES: usize = 1_000;
/// Most sessions that an entry counts. A larger number is a mistake or a lie.
const COUNT: u64 = 1_000_000;

/// Why an item of sessions cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum ReadSessionError {
    /// Its JSON cannot be read.
    #[error(transparent)]
    Json(#[from] ReadJsonError),
    /// Sessions are counted by release.
    #[error("a session without a release")]
    NoRelease,
    /// Without an id it is unknown which session has changed.
    #[error("a session without an id")]
    NoId,
}

impl ReadSessionError {
    /// The reason under which the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::Json(error) => error.reason(),
            Self::NoRelease | Self::NoId => DiscardReason::Malformed,
        }
    }
}

/// Reads the payload of a `session` item.
pub fn session(payload: &[u8], arrival: &Arrival) -> Result<SessionData, ReadSessionError> {
    let session = object(payload)?;
    let (release, environment) = attrs(&session)?;
    let sid = text(&session, "sid").and_then(event_id::read).ok_or(ReadSessionError::NoId)?;
    let begun = session.get("started").or_else(|| session.get("timestamp"));
    let update = SessionUpdate {
        sid,
        user: user(&session),
        started: time(begun, arrival),
        state: state(&session),
        release,
        environment,
    };
    Ok(SessionData { updates: vec![update], ..empty(arrival) })
}

/// Reads the payload of a `sessions` item.
pub fn session_counts(payload: &[u8], arrival: &Arrival) -> Result<SessionData, ReadSessionError> {
    let sessions = object(payload)?;
    let (release, environment) = attrs(&sessions)?;
    let aggregates = sessions.get("aggregates").and_then(Value::as_array);
    let entries = aggregates.into_iter().flatten().take(AGGREGATES).filter_map(Value::as_object);
    let counts = entries.map(|entry| {
        let count = |key: &str| entry.get(key).and_then(Value::as_u64).unwrap_or(0).min(COUNT);
        SessionCounts {
            started: time(entry.get("started"), arrival),
            user: user(entry),
            release: release.clone(),
            environment: environment.clone(),
            healthy: count("exited"),
            errored: count("errored"),
            unhandled: count("unhandled"),
            crashed: count("crashed"),
            abnormal: count("abnormal"),
        }
    });
    let has_any = |it: &SessionCounts| {
        [it.healthy, it.errored, it.unhandled, it.crashed, it.abnormal].iter().any(|count| *count > 0)
    };
    let too_many = aggregates.map_or(0, Vec::len).saturating_sub(AGGREGATES) as u64;
    Ok(SessionData { counts: counts.filter(has_any).collect(), too_many, ..empty(arrival) })
}

fn object(payload: &[u8]) -> Result<Fields, ReadJsonError> {
    match lenient_json::read(payload, lenient_json::CONTAINERS)? {
        Value::Object(object) => Ok(object),
        _ => Err(ReadJsonError::NotAnObject),
    }
}

fn empty(arrival: &Arrival) -> SessionData {
    SessionData { project_id: arrival.project_id, received: arrival.received, ..SessionData::default() }
}

/// Release and environment.
fn attrs(session: &Fields) -> Result<(String, String), ReadSessionError> {
    let attrs = session.get("attrs").and_then(Value::as_object).ok_or(ReadSessionError::NoRelease)?;
    let release = text(attrs, "release").ok_or(ReadSessionError::NoRelease)?;
    let environment = text(attrs, "environment").unwrap_or_default();
    Ok((cut_chars(release, NAME), cut_chars(environment, NAME)))
}

/// The user as a hash. `did` is the id of the user, or of the device.
fn user(session: &Fields) -> Option<String> {
    let did = session.get("did").and_then(scalar).filter(|did| !did.is_empty())?;
    Some(user_hash(&cut_chars(&did, USER)))
}

/// The state, by the status and the number of errors. A status that is unknown here says nothing bad.
fn state(session: &Fields) -> SessionState {
    let errors = session.get("errors").and_then(Value::as_f64).unwrap_or(0.0);
    match text(session, "status").unwrap_or_default() {
        "crashed" => SessionState::Crashed,
        "abnormal" => SessionState::Abnormal,
        "unhandled" => SessionState::Unhandled,
        "errored" => SessionState::Errored,
        _ if errors > 0.0 => SessionState::Errored,
        _ => SessionState::Healthy,
    }
}

/// A time by the client's clock corrected with `sent_at`; the arrival, if it cannot be.
fn time(value: Option<&Value>, arrival: &Arrival) -> Timestamp {
    let said = value.and_then(seconds).map(|said| said + clock_drift::drift(arrival));
    said.filter(|said| normalize::is_sane(*said, arrival.received)).map_or(arrival.received, Timestamp)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SID: &str = "c7515dfb2ff94b07b4fe62008494ba53";
    const NOW: f64 = 1.8e9;

    fn arrival() -> Arrival<'static> {
        Arrival { project_id: 7, received: Timestamp(NOW), event_id: None, sent_at: None }
    }

    fn state_of(status: &str, errors: Value) -> SessionState {
        let sent = json!({"sid": SID, "status": status, "errors": errors, "attrs": {"release": "a@1"}});
        session(sent.to_string().as_bytes(), &arrival()).unwrap().updates[0].state
    }

    #[test]
    fn states() {
        for (status, errors, expect) in [
            ("ok", json!(0), SessionState::Healthy),
            ("exited", json!(0), SessionState::Healthy),
            ("ok", json!(2), SessionState::Errored),
            ("exited", json!(1), SessionState::Errored),
            ("errored", json!(0), SessionState::Errored),
            ("unhandled", json!(1), SessionState::Unhandled),
            ("crashed", json!(1), SessionState::Crashed),
            ("abnormal", json!(0), SessionState::Abnormal),
            ("of_the_future", json!("x"), SessionState::Healthy),
        ] {
            assert_eq!(state_of(status, errors), expect, "{status}");
        }
    }

    #[test]
    fn one_session() {
        let sent = json!({
            "sid": "C7515DFB-2FF9-4B07-B4FE-62008494BA53", "init": true, "started": NOW - 60.0, "status": "ok",
            "did": "u-7", "attrs": {"release": "shop@7", "environment": "x".repeat(500), "user_agent": "SEKRIT"},
        });
        let data = session(sent.to_string().as_bytes(), &arrival()).unwrap();
        let update = &data.updates[0];
        assert_eq!((data.project_id, data.updates.len(), data.counts.len()), (7, 1, 0));
        assert_eq!((update.sid.as_str(), update.started), (SID, Timestamp(NOW - 60.0)));
        assert_eq!((update.release.as_str(), update.environment.chars().count()), ("shop@7", NAME));
        assert_eq!(update.user.as_deref(), Some(user_hash("u-7").as_str()));
        assert!(!format!("{data:?}").contains("SEKRIT") && !format!("{data:?}").contains("u-7"));
    }

    #[test]
    fn counts_of_many() {
        let sent = json!({"aggregates": [
            {"started": "2027-01-15T08:00:00.000Z", "exited": 2, "errored": 1, "crashed": 3, "abnormal": 4, "unhandled": 5},
            {"started": 0, "exited": u64::MAX, "did": 7},
            {"started": NOW, "exited": -1}, 7,
        ], "attrs": {"release": "desk@4"}});
        let data = session_counts(sent.to_string().as_bytes(), &arrival()).unwrap();
        let [first, second] = data.counts.as_slice() else { panic!("{data:?}") };
        assert_eq!(
            (first.healthy, first.errored, first.crashed, first.abnormal, first.unhandled),
            (2, 1, 3, 4, 5)
        );
        assert_eq!((first.started, first.user.as_deref()), (Timestamp(NOW), None));
        assert_eq!((second.healthy, second.started), (COUNT, Timestamp(NOW)));
        assert_eq!(second.user.as_deref(), Some(user_hash("7").as_str()));
    }

    #[test]
    fn entries_beyond_the_most_are_counted_as_lost() {
        for (entries, kept, too_many) in
            [(0, 0, 0), (AGGREGATES, AGGREGATES, 0), (AGGREGATES + 7, AGGREGATES, 7)]
        {
            let entries = vec![json!({"started": NOW, "exited": 1}); entries];
            let sent = json!({"aggregates": entries, "attrs": {"release": "a@1"}}).to_string();
            let data = session_counts(sent.as_bytes(), &arrival()).unwrap();
            assert_eq!((data.counts.len(), data.too_many), (kept, too_many));
        }
    }

    #[test]
    fn refused() {
        for (sent, reason) in [
            ("{", DiscardReason::Malformed),
            ("[]", DiscardReason::Malformed),
            (r#"{"sid":"c7515dfb2ff94b07b4fe62008494ba53"}"#, DiscardReason::Malformed),
            (r#"{"sid":"x","attrs":{"release":"a"}}"#, DiscardReason::Malformed),
        ] {
            assert_eq!(session(sent.as_bytes(), &arrival()).unwrap_err().reason(), reason, "{sent}");
        }
        assert!(session_counts(b"{\"attrs\":{}}", &arrival()).is_err());
        assert!(session_counts(b"{\"attrs\":{\"release\":\"a\"}}", &arrival()).unwrap().counts.is_empty());
    }

    #[test]
    fn a_wrong_clock_is_corrected() {
        let sent = json!({"sid": SID, "started": NOW - 7_260.0, "attrs": {"release": "a"}}).to_string();
        let arrival = Arrival { sent_at: Some(Timestamp(NOW - 7_200.0)), ..arrival() };
        assert_eq!(session(sent.as_bytes(), &arrival).unwrap().updates[0].started, Timestamp(NOW - 60.0));
    }
}
