//! The endpoints that browsers and SDKs send to: a key and limits first, then the body, then the inbox.

mod admit;
pub mod auth;
mod blocking_pool;
pub(super) mod body;
mod budget;
pub mod cors;
pub mod decoding;
pub mod envelope;
pub mod event_id;
mod gzip;
mod parsed_body;
pub mod refusal;
mod security;
mod store;
