//! Grouping: events with the same hash belong to one issue.
//!
//! The rules have a version, and each change of the rules is a new version. Issues made under the older version are
//! found by the older hash ([`former`]), so that a change splits no issue.

mod date_time;
mod default_group;
mod file;
mod function;
mod hash;
mod language;
mod native;
mod parts;
mod place;
mod placeholders;
mod rules;
mod token;
mod v1;
mod v1_mask;

#[cfg(test)]
mod linear;
#[cfg(test)]
mod tests;

pub(super) use file::plain_file;
pub use rules::VERSION;
pub(super) use rules::{former, group};
pub(super) use token::{is_build_id, is_hex};
#[cfg(test)]
pub(in crate::process) use v1_mask::mask as v1_mask;
