//! The inbox: accepted envelopes, durable until the worker has stored them.
//!
//! An endpoint appends an envelope, and answers 200 once the append has ended. The worker reads the entries behind the store's
//! cursor, stores them, and acknowledges them. SQLite stands behind [`Inbox`]; another adapter passes the tests in
//! `conformance.rs`.

mod append;
#[cfg(test)]
mod conformance;
mod continuity;
mod entry;
#[cfg(test)]
pub(crate) mod fake;
mod inbox_error;
mod roles;
mod sqlite;

pub use self::append::{Append, Completion};
pub use self::continuity::Continuity;
pub use self::entry::{Appended, InboxEntry, NewEntry};
pub use self::inbox_error::InboxError;
pub use self::roles::{Inbox, InboxStatus};
pub(crate) use self::sqlite::begin_above;
pub use self::sqlite::{Appender, SqliteInbox};
pub use crate::model::offset::Offset;
