//! The tasks of a lighthouse keeper: what both example apps show. It has bugs of the kind that reviews let through.
#![forbid(unsafe_code)]

mod history;
mod list;

pub use history::History;
pub use list::{Task, load, move_up, next_open, revision};
