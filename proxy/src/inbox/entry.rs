//! An envelope in an inbox.

use std::sync::Arc;

use bytes::Bytes;

use crate::model::envelope_id::EnvelopeId;
use crate::model::offset::Offset;
use crate::model::timestamp::Timestamp;

/// An envelope to be appended.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The project of the DSN.
    pub project_id: i64,
    /// The key of the DSN; empty where it is unknown.
    pub key: Arc<str>,
    /// When the envelope arrived.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
    /// The id under which it is appended once. Without an id it is always appended.
    pub id: Option<EnvelopeId>,
}

/// How an append ended for one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is in the inbox now.
    New,
    /// An envelope of its project with its id was appended before.
    Repeated,
}

/// An accepted envelope.
#[derive(Debug, Clone)]
pub struct InboxEntry {
    /// The position behind this entry: a read after it begins with the next entry.
    pub offset: Offset,
    /// The project of the DSN.
    pub project_id: i64,
    /// The key of the DSN; empty where it is unknown.
    pub key: Arc<str>,
    /// When the envelope arrived.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
}
