//! Reading attachments.

use super::StoreError;
use crate::model::attachment::AttachmentInfo;
use crate::model::timestamp::Timestamp;

/// Reads the attachments of events.
pub trait Attachments: Send + Sync {
    /// The attachments of an event, in the order of their arrival.
    fn attachments(
        &self,
        project_id: i64,
        event_id: &str,
        limit: u32,
    ) -> Result<Vec<AttachmentInfo>, StoreError>;
    /// An attachment of an event with its content.
    fn attachment(
        &self,
        project_id: i64,
        event_id: &str,
        id: i64,
    ) -> Result<Option<(AttachmentInfo, Vec<u8>)>, StoreError>;
}

/// Deletes attachments and feedback by age.
pub trait RetainAttachments {
    /// Deletes some attachments that arrived before a time, the oldest first. Returns whether there may be more.
    fn expire_attachments(&self, before: Timestamp) -> Result<bool, StoreError>;
    /// The same for feedback.
    fn expire_feedback(&self, before: Timestamp) -> Result<bool, StoreError>;
}
