//! One file per resource.

pub mod auth;
pub mod body;
pub mod cors;
pub mod decoding;
pub mod embedded;
pub mod envelope;
pub mod event_id;
pub mod health;
mod json;
pub mod missing;
pub mod refusal;
pub mod sdk;
