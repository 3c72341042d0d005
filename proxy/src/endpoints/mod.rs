//! One file per resource.

mod admit;
pub mod api;
pub mod artifacts;
pub mod auth;
pub mod base_path;
pub mod body;
pub mod chunk_upload;
pub mod cors;
pub mod dashboard;
pub mod decoding;
pub mod embedded;
pub mod envelope;
pub mod event_id;
pub mod health;
mod json;
pub mod metrics;
pub mod missing;
pub mod page_auth;
pub mod page_host;
mod parameters;
pub mod quiet;
pub mod reading;
pub mod refusal;
pub mod sdk;
mod security;
mod store;
pub mod token_auth;
