//! The grouping rules in use, and the rules of the version before.

use super::super::event_fields::Fields;
use super::operator_rules::Applied;
use super::reasons::GroupReasons;
use super::{fingerprint, v1};
use crate::model::grouping_rules::GroupingRules;

/// The version of the rules in use, stored with each issue.
pub const VERSION: i64 = 2;

/// The group of an event under the rules that were applied to it, and why: its fingerprint if it has one, else its message
/// if it is one, else its exceptions.
pub(in super::super) fn reasons(event: &Fields) -> GroupReasons {
    fingerprint::reasons(event, &Applied::noted_in(event))
}

/// The group of an event.
pub(in super::super) fn group(event: &Fields) -> String {
    reasons(event).hash
}

/// The group that an event would have under other rules of the operator.
pub(in super::super) fn group_under(event: &Fields, rules: &GroupingRules) -> String {
    fingerprint::reasons(event, &Applied::of(event, rules)).hash
}

/// The group of an event under the previous rules. Used only if the current group is unknown.
pub(in super::super) fn former(event: &Fields) -> String {
    v1::group(event)
}
