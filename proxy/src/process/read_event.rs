//! The JSON of an event, read once: for the store, and scrubbed for an upstream.

use serde_json::Value;

use super::fields::{self, Fields};
use super::normalize;
use crate::lenient_json::{self, ReadJsonError};
use crate::scrub::Scrubber;

/// An event as it was sent, not processed yet.
#[derive(Debug)]
pub struct ReadEvent {
    pub(super) fields: Fields,
    /// The user, if the event is scrubbed already: different users stay different.
    pub(super) user: Option<Option<String>>,
}

impl ReadEvent {
    /// Reads the payload of an event item.
    pub fn read(payload: &[u8]) -> Result<Self, ReadJsonError> {
        match lenient_json::read(payload, lenient_json::EVENT_CONTAINERS)? {
            Value::Object(fields) => Ok(Self { fields, user: None }),
            _ => Err(ReadJsonError::NotAnObject),
        }
    }

    /// Scrubs the event. Returns its JSON, in the shape in which the event was sent, for an upstream.
    pub fn scrub(&mut self, scrubber: &Scrubber) -> Vec<u8> {
        self.user = Some(normalize::identity(&self.fields));
        // A stack that came as text becomes frames, of which no file name is scrubbed.
        let unscrubbed = raw_stack(&mut self.fields).map(|stack| stack.clone());
        scrubber.event(&mut self.fields);
        let json = fields::write(&self.fields).into_bytes();
        if let (Some(stack), Some(unscrubbed)) = (raw_stack(&mut self.fields), unscrubbed) {
            *stack = unscrubbed;
        }
        json
    }
}

/// The stack that a page sent as text because it had no core to read it.
fn raw_stack(event: &mut Fields) -> Option<&mut Value> {
    event.get_mut("extra")?.as_object_mut()?.get_mut("raw_stack")
}
