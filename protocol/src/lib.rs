//! Sentry's wire words: [`Dsn`](dsn::Dsn), envelopes, frames and stack traces.
//!
//! No clock, no random, no IO, no browser; `no_std` with `alloc`, so that the smallest core can use it.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// `push` of a character would bring the encoder of UTF-8 into the core.
#![allow(clippy::single_char_add_str)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

extern crate alloc;

pub mod dsn;
pub mod envelope;
pub mod frame;
pub mod json;
#[cfg(test)]
mod linear;
pub mod panic;
pub mod stacktrace;
pub mod text;
pub mod wasm;
