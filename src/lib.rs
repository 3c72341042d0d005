//! The core of Balefire's browser SDK: decides everything, touches nothing.
//!
//! `js/recorder.js` observes the page and asks the core; the core says what is wanted, reads stacks, samples, drops
//! repeats, and says when what the recorder holds may be sent. Time and chance are arguments, so all of it runs under plain
//! `cargo test`.
//!
//! The way of an error: [`client`] (is it wanted? [`integrations`], [`sampling`], [`dedupe`]) → its stacks are read →
//! the recorder makes an event of it, and the page's own functions may change or refuse it → [`queue`] → past [`rate_limit`] → the
//! recorder makes an envelope of it. What is lost on the way is counted in [`client_report`].
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

pub mod client;
pub mod client_report;
pub mod dedupe;
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
