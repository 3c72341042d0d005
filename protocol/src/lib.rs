//! Sentry's wire protocol: [`Dsn`](dsn::Dsn), envelopes, ids, data categories, rate limits, frames and stack traces.
//!
//! Uses no clock, random numbers, IO or browser; `no_std` with `alloc`, so that the smallest core can use it.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// `push` of a character would add the UTF-8 encoder to the core.
#![allow(clippy::single_char_add_str)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

extern crate alloc;

pub mod category;
pub mod dsn;
pub mod envelope;
pub mod event_id;
pub mod frame;
pub mod json;
#[cfg(test)]
mod linear;
pub mod panic;
pub mod rate_limit;
pub mod stacktrace;
pub mod text;
pub mod wasm;
