//! Sentry's search syntax for issues, read into terms: <https://docs.sentry.io/concepts/search/>
//!
//! The store makes SQL of the terms. Nothing here knows of it.

mod error;
mod key;
mod limits;
mod parse;
mod pattern;
mod quantity;
mod split;
mod term;
mod value;

pub use error::{KNOWN, SearchError};
pub use limits::{LONGEST, TERMS, VALUES};
pub use parse::parse;
pub use pattern::Pattern;
pub use term::{
    Assignee, Bound, Condition, Field, IssueState, NumberField, Search, StackPart, Term, TimeField,
};
