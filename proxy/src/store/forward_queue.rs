//! Envelopes on their way to an upstream.

use super::{Projects, StoreError};

/// An envelope on its way to an upstream.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Grows with each envelope.
    pub id: i64,
    /// The envelope, scrubbed.
    pub envelope: Vec<u8>,
}

/// Envelopes that wait for the upstreams of their projects.
pub trait ForwardQueue: Projects {
    /// The envelopes of a project that wait for its upstream, oldest first.
    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError>;
    /// Forgets a project's envelopes up to and with this one: its upstream has them.
    fn acknowledge_forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError>;
}
