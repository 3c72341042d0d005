//! The kinds of items in envelopes. One file for each kind has its data category, its limits, and the part of it that is
//! stored.
//!
//! `table.rs` lists them. An item of a kind without a file is counted as `unsupported`, and goes on to an upstream. To store a
//! kind, give it a variant of [`Stored`] and read it in `read_item.rs`.

mod attachment;
mod check_in;
mod check_limits;
pub mod client_report;
mod content;
mod count_key;
mod event;
mod feedback;
mod item_error;
mod kind;
mod limits;
mod listed_count;
mod log;
mod metric;
mod profile;
mod quantity;
mod read_item;
mod replay;
mod security;
mod session;
mod span;
mod table;
mod transaction;

pub use self::check_limits::{ItemTooLarge, check};
pub use self::content::{Content, ScrubBudget};
pub use self::event::{MOST_TIMES_SEEN, asks_for_alert, times_seen, without_alert};
pub use self::item_error::{ItemError, catch};
pub use self::kind::{ItemKind, Stored};
pub use self::limits::{Quota, Size};
pub use self::listed_count::{MOST_LISTED, listed_count};
pub use self::quantity::quantity;
pub use self::read_item::{EnvelopeContext, ItemContent, ReadItem, Upstream, native_crash, read};
