//! The endpoints that browsers and SDKs send to: a key and limits first, then the body, then the inbox.

mod blocking_pool;
mod check_request;
pub mod cors;
pub mod decoding;
pub mod dsn_key;
pub mod envelope;
pub mod event_id;
mod gzip;
mod memory_budget;
mod parsed_body;
pub mod refusal;
pub(super) mod request_body;
mod security_endpoint;
mod store_endpoint;
