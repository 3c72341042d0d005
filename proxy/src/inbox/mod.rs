//! The inbox: accepted envelopes on disk, until the worker has stored them.

mod sqlite;

pub(crate) use self::sqlite::begin_above;
pub use self::sqlite::{Appender, Continuity, Inbox, InboxEntry, InboxError};
