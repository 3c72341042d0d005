//! Which events are one problem: the hash they share.
//!
//! The rules have a version. A change of the rules is a new version: the issues that were made under an older one are
//! found by the older hash, so that a change splits none of them ([`former`]).

mod error;
mod file;
mod function;
mod hash;
mod language;
mod message;
mod moment;
mod native;
mod parts;
mod place;
mod rules;
mod token;
mod v1;

#[cfg(test)]
mod linear;
#[cfg(test)]
mod tests;

pub use rules::VERSION;
pub(super) use rules::{former, group};
