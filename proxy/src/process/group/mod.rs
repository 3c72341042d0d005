//! Which events are one problem: the hash they share.
//!
//! The rules have a version. A change of the rules is a new version: the issues that were made under an older one are
//! found by the older hash, so that a change splits none of them ([`former`]).

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

pub use rules::VERSION;
pub(super) use rules::{former, group};
#[cfg(test)]
pub(in crate::process) use v1_mask::mask as v1_mask;
