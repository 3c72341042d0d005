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

pub use error::{KNOWN, KNOWN_OF_EVENTS, SearchError};
pub use key::is_tag;
pub use limits::{LONGEST, TERMS, VALUES};
pub use parse::{parse, parts};
pub use pattern::{Pattern, quoted};
pub use split::{Part, Value as PartValue};
pub use term::{
    Assignee, Bound, Condition, Field, IssueState, NumberField, Search, StackPart, Term, TimeField,
};
pub use value::is_true;
