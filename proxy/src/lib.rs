//! The server behind Balefire. It receives envelopes at a DSN, answers 200 only after they are on disk, groups events
//! into issues, shows them, and sends alerts.
//!
//! The path of an envelope: [`web`] → [`admission`] → [`inbox`] (on disk) → 200; then [`worker`]: [`process`] (pure) →
//! [`store`] (event, issue and alert in one transaction) → [`alerts`] (outbox → channel), and [`forward`] (→ an
//! upstream Sentry). Each item has exactly one outcome, see [`outcome`]. An item that cannot be stored becomes a dead
//! letter, see [`dead_letter`], and the items after it are still processed.
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
pub mod end_archives;
#[cfg(test)]
mod fake_server;
pub mod filter;
pub mod flush_outcomes;
pub mod fold_vitals;
pub mod forward;
pub mod host;
pub mod inbox;
pub mod issue_jobs;
pub mod items;
pub mod lenient_json;
pub mod log_limiter;
pub mod metrics;
pub mod model;
pub mod outcome;
pub mod outgoing;
pub mod process;
pub mod restore;
pub mod retention;
mod scan;
pub mod scrub;
pub mod search;
pub mod secret;
pub mod serve;
pub mod server;
pub mod store;
pub mod symbols;
pub mod tasks;
pub mod template;
pub mod web;
pub mod worker;
