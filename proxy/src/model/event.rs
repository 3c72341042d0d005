//! Events: before they are stored, and as stored.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::grouping_rules::GroupingRules;
use crate::model::timestamp::Timestamp;

/// The title of an event, and the parts from which it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// `TypeError: x is undefined`, or the message.
    pub title: String,
    /// The place of the error: the newest in-app frame as `function(file)`, or the transaction.
    pub culprit: String,
    /// `TypeError`; empty for a message.
    pub exception_type: String,
    /// `x is undefined`, or the message.
    pub value: String,
    /// The newest in-app frame's file; empty if none.
    pub filename: String,
    /// The newest in-app frame's function; empty if none.
    pub function: String,
}

/// An event ready to be stored.
#[derive(Debug, Clone)]
pub struct Event {
    /// The project of the DSN.
    pub project_id: i64,
    /// 32 lower-case hex digits.
    pub event_id: String,
    /// When it happened, by the client's clock corrected with `sent_at`, unless that time is absurd.
    pub timestamp: Timestamp,
    /// When the server received it.
    pub received: Timestamp,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    /// `javascript`, `python`, ...
    pub platform: String,
    /// The title and its parts.
    pub description: Description,
    /// The name of the logger, if any.
    pub logger: Option<String>,
    /// The release, if any.
    pub release: Option<String>,
    /// The environment, if any.
    pub environment: Option<String>,
    /// The user: id, else e-mail, else username, else IP address. Counted, see `Issue::users`.
    pub user: Option<String>,
    /// The trace that the event belongs to, 32 lower-case hex digits, if any.
    pub trace_id: Option<String>,
    /// The span in which it happened, 16 lower-case hex digits, if any.
    pub span_id: Option<String>,
    /// The event's tags and those derived (browser, os, url, level, environment, release, server_name, site).
    pub tags: Vec<(String, String)>,
    /// The group that the event belongs to, as the hex digits of a hash.
    pub group: String,
    /// The rules of the operator under which it has this group; none if there are none.
    pub grouping_rules: Option<Arc<GroupingRules>>,
    /// The debug ids of modules that have frames in the event and whose symbols are not uploaded yet.
    pub pending_symbols: Vec<String>,
    /// How many identical events of the page it stands for.
    pub times_seen: u64,
    /// Whether the page asks for an alert, and may.
    pub asks_for_alert: bool,
    /// The share of its events that the page sends, above 0 and at most 1.
    pub sample_rate: f64,
    /// The normalised event, as JSON text, in Sentry's event schema; frames oldest first.
    pub body: String,
}

impl Event {
    /// Whether the program did not catch an exception of it.
    #[must_use]
    pub fn is_unhandled(&self) -> bool {
        self.tags.iter().any(|(key, value)| key == HANDLED && value == "no")
    }
}

/// The tag that says whether the program caught the exceptions of an event: `yes` or `no`.
pub const HANDLED: &str = "handled";

/// The changes to a stored event after its symbols were uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbolicated {
    /// As [`Event::description`].
    pub description: Description,
    /// As [`Event::group`].
    pub group: String,
    /// As [`Event::body`].
    pub body: String,
}

/// A stored event.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// 32 hex digits.
    pub event_id: String,
    /// The issue's number.
    pub issue_id: i64,
    /// The project's number.
    pub project_id: i64,
    /// When it happened.
    pub timestamp: Timestamp,
    /// When the server received it.
    pub received: Timestamp,
    /// The normalised event, as JSON text.
    pub body: String,
}
