//! Grouping: events with the same hash belong to one issue.
//!
//! The rules have a version, and each change of the rules is a new version. Issues made under the older version are
//! found by the older hash ([`former`]), so that a change splits no issue.

mod date_time;
mod default_group;
mod file;
mod fingerprint;
mod function;
mod hash;
mod language;
mod native;
mod operator_rules;
mod parts;
mod place;
mod placeholders;
mod reasons;
mod rules;
mod token;
mod v1;
mod v1_mask;

#[cfg(test)]
mod linear;
#[cfg(test)]
mod tests;

pub(super) use file::plain_file;
pub(super) use operator_rules::apply;
pub use reasons::{DEFAULT, DefaultReason, ExceptionReason, FingerprintReason, GroupReasons, Part};
pub use rules::VERSION;
pub(super) use rules::{former, group, group_under, reasons};
pub(super) use token::{is_build_id, is_hex};
#[cfg(test)]
pub(in crate::process) use v1_mask::mask as v1_mask;
