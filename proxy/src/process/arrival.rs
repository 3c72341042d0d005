//! What the server knows about how an event came.

use crate::model::timestamp::Timestamp;

/// What the server knows about how an event came.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The project of the DSN.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// The `event_id` of the envelope header, if any.
    pub event_id: Option<&'a str>,
    /// The `sent_at` of the envelope header, if it is a time.
    pub sent_at: Option<Timestamp>,
}
