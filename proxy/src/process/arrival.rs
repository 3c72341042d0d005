//! Facts about an event's arrival: project, time and envelope headers.

use crate::model::timestamp::Timestamp;

/// Facts about an event's arrival that its payload lacks.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The project of the DSN.
    pub project_id: i64,
    /// The time of arrival.
    pub received: Timestamp,
    /// The `event_id` of the envelope header, if any.
    pub event_id: Option<&'a str>,
    /// The `sent_at` of the envelope header, if it is a time.
    pub sent_at: Option<Timestamp>,
}
