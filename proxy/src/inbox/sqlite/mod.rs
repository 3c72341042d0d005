//! SQLite behind the inbox: a file of its own (`inbox.db`), because its rows come and go.
//!
//! One writer thread commits all waiting envelopes in one transaction, so a busy server flushes the disk once for a hundred
//! envelopes. An offset is the number of a row.

mod appender;
mod commits;
mod inbox;
mod offsets;
mod received_ids;
mod recovery;
mod rows;
mod writer;

pub use self::appender::Appender;
pub use self::inbox::SqliteInbox;
pub(crate) use self::inbox::begin_above;
