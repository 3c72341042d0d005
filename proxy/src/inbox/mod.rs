//! The inbox: accepted envelopes, durable until the worker has stored them.
//!
//! An endpoint appends and answers 200 once the append has ended. The worker reads after the offset up to which everything
//! is stored, and acknowledges what it has stored since. SQLite stands behind [`Inbox`]; another adapter passes the tests in
//! `conformance.rs`.

mod append;
#[cfg(test)]
mod conformance;
mod continuity;
mod entry;
mod error;
#[cfg(test)]
pub(crate) mod fake;
mod roles;
mod sqlite;

pub use self::append::{Append, Completion};
pub use self::continuity::Continuity;
pub use self::entry::{InboxEntry, NewEntry};
pub use self::error::InboxError;
pub use self::roles::{Inbox, InboxStatus};
pub(crate) use self::sqlite::begin_above;
pub use self::sqlite::{Appender, SqliteInbox};
pub use crate::model::offset::Offset;
