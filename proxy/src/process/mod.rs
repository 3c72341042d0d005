//! From the bytes of an event item to an event with a group: pure, in a fixed order.

use crate::clock::Timestamp;

/// What the server knows about how an event came.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The project of the DSN.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// The `event_id` of the envelope header, if any.
    pub event_id: Option<&'a str>,
}

/// An event ready to be stored.
#[derive(Debug, Clone)]
pub struct Event {
    /// The project of the DSN.
    pub project_id: i64,
    /// 32 lower-case hex digits.
    pub event_id: String,
    /// When it happened, as the client says, unless that is absurd.
    pub timestamp: Timestamp,
    /// When it came.
    pub received: Timestamp,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    /// `javascript`, `python`, ...
    pub platform: String,
    /// `TypeError: x is undefined`, or the message.
    pub title: String,
    /// Where: the newest in-app frame, `function at file`, or the transaction.
    pub culprit: String,
    /// `TypeError`; empty for a message.
    pub exception_type: String,
    /// `x is undefined`, or the message.
    pub value: String,
    /// The newest in-app frame's file; empty if none.
    pub filename: String,
    /// The newest in-app frame's function; empty if none.
    pub function: String,
    /// The release, if any.
    pub release: Option<String>,
    /// The environment, if any.
    pub environment: Option<String>,
    /// Who: id, else e-mail, else username, else address; counted, see `Issue::users`.
    pub user: Option<String>,
    /// The event's tags and those derived (browser, os, url, level, environment, release).
    pub tags: Vec<(String, String)>,
    /// The group: hex of a hash.
    pub group: String,
    /// The normalised event, as JSON text, in Sentry's event schema; frames oldest first.
    pub body: String,
}
