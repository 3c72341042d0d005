//! The queue of envelopes that are forwarded to an upstream Sentry.

use super::{Projects, StoreError};

/// An envelope that waits to be forwarded.
#[derive(Debug, Clone)]
pub struct Forward {
    /// The number of the envelope; it grows with each new one.
    pub id: i64,
    /// The envelope, scrubbed.
    pub envelope: Vec<u8>,
}

/// The queues of envelopes for the upstreams of projects.
pub trait ForwardQueue: Projects {
    /// The envelopes of a project that wait for its upstream, oldest first.
    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError>;
    /// Deletes a project's envelopes up to and including this one, after its upstream received them.
    fn acknowledge_forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError>;
}
