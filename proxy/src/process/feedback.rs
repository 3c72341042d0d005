//! The feedback of a visitor: an item of the type `feedback`, which is shaped as an event, or a `user_report` of older SDKs.
//!
//! <https://develop.sentry.dev/application-architecture/feedback-architecture/>

use balefire_protocol::event_id;
use serde_json::Value;

use super::cut_text::cut_chars;
use super::event_fields::{Fields, text};
use super::performance::seconds;
use super::{Arrival, clock_drift};
use crate::lenient_json::{self, ReadJsonError};
use crate::model::feedback::Feedback;
use crate::model::hash::sha256_hex;
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;
use crate::scan::trim;
use crate::scrub::Scrubber;

/// Longest message, in characters, as in Sentry.
const MESSAGE: usize = 4_096;
/// Longest name, e-mail address, release and environment, in characters.
const NAME: usize = 200;
/// Longest address of a page, in characters.
const URL: usize = 2_000;

/// Why feedback cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum ReadFeedbackError {
    /// Its JSON cannot be read.
    #[error(transparent)]
    Json(#[from] ReadJsonError),
    /// Nothing was written.
    #[error("feedback without a message")]
    NoMessage,
}

impl ReadFeedbackError {
    /// The reason under which the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::Json(error) => error.reason(),
            Self::NoMessage => DiscardReason::Malformed,
        }
    }
}

/// Reads the payload of a `feedback` item, or of an event that is one.
pub fn feedback(
    payload: &[u8],
    arrival: &Arrival<'_>,
    scrubber: &Scrubber,
) -> Result<Feedback, ReadFeedbackError> {
    let mut event = object(payload, lenient_json::EVENT_CONTAINERS)?;
    scrubber.event(&mut event);
    let empty = Fields::new();
    let said = event.get("contexts").and_then(|contexts| contexts.get("feedback")).and_then(Value::as_object);
    let said = said.unwrap_or(&empty);
    let user = event.get("user").and_then(Value::as_object).unwrap_or(&empty);
    let email = text(said, "contact_email").or_else(|| text(user, "email"));
    let name = text(said, "name").or_else(|| text(user, "username")).or_else(|| text(user, "name"));
    let id = text(&event, "event_id").or(arrival.event_id);
    let timestamp = event.get("timestamp");
    let parts = Parts {
        id,
        event_id: text(said, "associated_event_id"),
        name,
        email,
        message: text(said, "message"),
        url: text(said, "url"),
    };
    let feedback = parts.feedback(arrival, timestamp)?;
    let short = |key| cut_chars(text(&event, key).unwrap_or_default(), NAME);
    Ok(Feedback { release: short("release"), environment: short("environment"), ..feedback })
}

/// Reads the payload of a `user_report` item.
pub fn user_report(
    payload: &[u8],
    arrival: &Arrival<'_>,
    scrubber: &Scrubber,
) -> Result<Feedback, ReadFeedbackError> {
    let mut report = Value::Object(object(payload, lenient_json::CONTAINERS)?);
    scrubber.json(&mut report);
    let empty = Fields::new();
    let report = report.as_object().unwrap_or(&empty);
    let parts = Parts {
        // It has no id of its own.
        id: None,
        event_id: text(report, "event_id").or(arrival.event_id),
        name: text(report, "name"),
        email: text(report, "email"),
        message: text(report, "comments"),
        url: None,
    };
    parts.feedback(arrival, None)
}

/// The parts that both kinds have.
struct Parts<'a> {
    id: Option<&'a str>,
    event_id: Option<&'a str>,
    name: Option<&'a str>,
    email: Option<&'a str>,
    message: Option<&'a str>,
    url: Option<&'a str>,
}

impl Parts<'_> {
    fn feedback(
        &self,
        arrival: &Arrival<'_>,
        timestamp: Option<&Value>,
    ) -> Result<Feedback, ReadFeedbackError> {
        let message = self.message.map(trim).filter(|message| !message.is_empty());
        let message = message.ok_or(ReadFeedbackError::NoMessage)?;
        let event_id = self.event_id.and_then(event_id::read).unwrap_or_default();
        // The same words about the same event are one feedback, however often they are sent.
        let by_words = || {
            let hash = sha256_hex(format!("{event_id}\n{message}").as_bytes());
            hash.get(..32).unwrap_or_default().to_owned()
        };
        let cut = |part: Option<&str>, most| cut_chars(trim(part.unwrap_or_default()), most);
        Ok(Feedback {
            project_id: arrival.project_id,
            feedback_id: self.id.and_then(event_id::read).unwrap_or_else(by_words),
            name: cut(self.name, NAME),
            email: cut(self.email, NAME),
            message: cut_chars(message, MESSAGE),
            url: cut(self.url, URL),
            release: String::new(),
            environment: String::new(),
            timestamp: time(timestamp, arrival),
            received: arrival.received,
            event_id,
        })
    }
}

/// When it was written: never after its arrival.
fn time(timestamp: Option<&Value>, arrival: &Arrival<'_>) -> Timestamp {
    let said = timestamp.and_then(seconds).map(|time| time + clock_drift::drift(arrival));
    Timestamp(said.filter(|time| *time > 0.0).unwrap_or(arrival.received.0).min(arrival.received.0))
}

fn object(payload: &[u8], most: usize) -> Result<Fields, ReadFeedbackError> {
    match lenient_json::read(payload, most)? {
        Value::Object(members) => Ok(members),
        _ => Err(ReadJsonError::NotAnObject.into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scrub::Settings;

    const ID: &str = "0123456789abcdef0123456789abcdef";
    const NOW: f64 = 1.8e9;

    fn arrival(event_id: Option<&str>) -> Arrival<'_> {
        Arrival { project_id: 7, received: Timestamp(NOW), event_id, sent_at: None }
    }

    fn scrubber() -> Scrubber {
        Scrubber::new(&Settings::default()).unwrap()
    }

    #[test]
    fn feedback_of_today() {
        let event = json!({"event_id": ID, "timestamp": NOW - 5.0, "release": "a@1", "environment": "e",
            "contexts": {"feedback": {"message": " tea is out; my card is 4111 1111 1111 1111 ", "name": "Ada",
                "contact_email": "ada@b.test", "url": "https://a.test/", "associated_event_id": "f".repeat(32)}}});
        let read = feedback(event.to_string().as_bytes(), &arrival(None), &scrubber()).unwrap();
        assert_eq!(
            (read.feedback_id.as_str(), read.event_id, read.timestamp.0),
            (ID, "f".repeat(32), NOW - 5.0)
        );
        assert_eq!(
            (read.name.as_str(), read.email.as_str(), read.url.as_str()),
            ("Ada", "ada@b.test", "https://a.test/")
        );
        assert_eq!((read.release.as_str(), read.environment.as_str(), read.project_id), ("a@1", "e", 7));
        assert!(read.message.starts_with("tea is out") && !read.message.contains("4111"), "{}", read.message);
    }

    #[test]
    fn report_of_older_sdks() {
        let report =
            json!({"event_id": ID, "name": "Ada", "email": "a@b.test", "comments": "x".repeat(9_000)});
        let read = user_report(report.to_string().as_bytes(), &arrival(None), &scrubber()).unwrap();
        assert_eq!((read.event_id.as_str(), read.message.len(), read.feedback_id.len()), (ID, MESSAGE, 32));
        let again = user_report(report.to_string().as_bytes(), &arrival(None), &scrubber()).unwrap();
        assert_eq!(read.feedback_id, again.feedback_id);
        assert_ne!(read.feedback_id, ID, "a second one about this event is another one");
    }

    #[test]
    fn without_words_there_is_none() {
        for text in ["{}", r#"{"comments":" "}"#, r#"{"contexts":{"feedback":7}}"#] {
            for read in [feedback, user_report] {
                let error = read(text.as_bytes(), &arrival(Some(ID)), &scrubber()).unwrap_err();
                assert!(matches!(error, ReadFeedbackError::NoMessage), "{text}");
            }
        }
        for text in ["[]", "{", ""] {
            let error = feedback(text.as_bytes(), &arrival(None), &scrubber()).unwrap_err();
            assert!(matches!(error, ReadFeedbackError::Json(_)), "{text}");
        }
    }
}
