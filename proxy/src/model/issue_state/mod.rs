//! The state of an issue, the changes that people make to it, and what an event does to it.

mod activity;
mod change;
mod incoming;
mod limits;
mod state;
mod words;

pub use activity::{Activity, ActivityKind, Actor};
pub use change::{ArchiveUntil, Facts, IssueChange, ResolveIn, StatusChange, changed};
pub use incoming::{Counts, Incoming, Reopened, is_escalating, reopens};
pub use limits::{COMMENT, InvalidChange, MOST_ISSUES, check_comment};
pub use state::{Archive, IssueState, NEW, Priority, ReleaseMark, Resolution, Status, Unresolved, Window};
