//! The server behind Balefire: takes envelopes at a DSN, says 200 only to what is on disk,
//! groups events into issues, shows them, and tells a DingTalk group.
//!
//! The way an envelope takes: [`web`] → [`admission`] → [`inbox`] (on disk) → 200; then
//! [`worker`]: [`process`] (pure) → [`store`] (event, issue and alert in one transaction) →
//! [`alerts`] (outbox → channel), and [`forward`] (→ an upstream Sentry). Each item has one fate, see [`outcome`]; one that
//! cannot go this way is a dead letter, see [`dead_letter`], and stops nothing.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod admission;
pub mod alerts;
pub mod allowed_origin;
pub mod app;
pub mod backup;
pub mod config;
pub mod data_dir;
mod database;
pub mod dead_letter;
#[cfg(test)]
mod fake_server;
pub mod forward;
pub mod host;
pub mod inbox;
pub mod items;
pub mod lenient_json;
pub mod log_limiter;
pub mod metrics;
pub mod model;
pub mod outcome;
pub mod outgoing;
pub mod process;
pub mod retention;
mod scan;
pub mod scrub;
pub mod secret;
pub mod serve;
pub mod server;
pub mod store;
pub mod symbols;
pub mod tasks;
pub mod web;
pub mod worker;
