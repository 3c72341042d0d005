//! The outcome of each item, counted since the start and, by project and hour, for the store.

mod client_reason;
mod item_outcome;
mod project_counts;

pub use self::client_reason::ClientReason;
pub use self::item_outcome::{Counted, DiscardReason, Outcome, Outcomes};
pub use self::project_counts::{ProjectCount, ProjectCounts, ProjectOutcomes};
