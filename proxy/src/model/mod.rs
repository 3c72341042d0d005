//! Data and nothing else: times, hashes, names of rights. Everything else may use it; it uses nothing.

pub mod alert;
pub mod event;
pub mod hash;
pub mod issue;
pub mod offset;
pub mod project;
pub mod rfc3339;
pub mod time_zone;
pub mod timestamp;
pub mod token_scope;
