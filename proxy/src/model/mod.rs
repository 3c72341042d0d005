//! Plain data: times, hashes, names of scopes. Every module may use it, and it uses no other module.

pub mod alert;
pub mod alert_decision;
pub mod alert_issue;
pub mod alert_rule;
pub mod attachment;
pub mod dimensions;
pub mod envelope_id;
pub mod event;
pub mod feedback;
pub mod firing;
pub mod grouping_rules;
pub mod hash;
pub mod histogram;
pub mod issue;
pub mod issue_state;
pub mod offset;
pub mod patterns;
pub mod project;
pub mod rfc3339;
pub mod session;
pub mod span;
pub mod time_zone;
pub mod timestamp;
pub mod token_scope;
pub mod version_order;
pub mod vital;
