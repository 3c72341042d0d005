//! The kinds of items in envelopes: one file for each says what is stored of it, its data category and its limits.
//!
//! `table.rs` lists them. An item of a kind without a file is counted as `unsupported`, and goes on to an upstream. To store a
//! kind, give it a variant of [`Stored`] and read it in `read.rs`.

mod attachment;
mod check;
mod check_in;
pub mod client_report;
mod content;
mod error;
mod event;
mod feedback;
mod kind;
mod limits;
mod log;
mod metric;
mod profile;
mod read;
mod replay;
mod security;
mod session;
mod span;
mod table;
mod transaction;

pub use self::check::{ItemTooLarge, check};
pub use self::content::{Content, ScrubBudget};
pub use self::error::{ItemError, catch};
pub use self::kind::{ItemKind, Stored};
pub use self::limits::{Quota, Size};
pub use self::read::{EnvelopeContext, ItemContent, ReadItem, Upstream, native_crash, read};
