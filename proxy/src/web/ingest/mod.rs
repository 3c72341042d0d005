//! The endpoints that browsers and SDKs send to: key and limits first, then the body, then the inbox.

mod accept_batch;
pub mod batch;
mod blocking_pool;
mod charge_alerts;
mod charge_telemetry;
mod check_request;
mod count_outcome;
pub mod decoding;
pub mod dsn_key;
mod endpoint;
pub mod event_id;
mod gzip;
mod memory_budget;
mod parsed_body;
pub mod refusal;
mod relay;
pub(super) mod request_body;
mod security_endpoint;
mod sender;
mod store_endpoint;
mod telemetry;
mod unsupported_body;

pub(super) use endpoint::{Shared, announce_batches, routes, tunnel};
pub(super) use relay::{routes as relay_routes, token_routes};
