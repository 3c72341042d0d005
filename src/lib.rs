//! The core of Balefire's browser SDK: decides everything, touches nothing.
//!
//! `js/recorder.js` observes the page and hands plain values to the core; the core makes events of them, adds the
//! scope, samples, queues, and hands envelopes back to be sent. Time and chance are arguments, so all of it runs under
//! plain `cargo test`.
//!
//! The way of an error: [`capture`] (what the recorder handed over) → [`integrations`] (exceptions with frames) →
//! [`client`] ([`scope`] → [`sampling`] → [`queue`]) → envelope, past [`rate_limit`]; what is lost on the way is
//! counted in [`client_report`].
//!
//! Feature `js`: the wasm-bindgen exports that `js/recorder.js` calls.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// `push` of a character would bring the encoder of UTF-8 into the core.
#![allow(clippy::single_char_add_str)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

extern crate alloc;

pub mod capture;
pub mod client;
pub mod client_report;
pub mod fields;
pub mod integrations;
#[cfg(feature = "js")]
mod js;
pub mod options;
pub mod queue;
pub mod rate_limit;
#[cfg(target_arch = "wasm32")]
mod runtime;
pub mod sampling;
pub mod scope;
mod shift;

/// The name of the SDK on the wire.
pub const SDK_NAME: &str = "balefire.javascript";
/// The version of the SDK.
pub const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");
