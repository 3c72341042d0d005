//! The core of Balefire's browser SDK: policy without input or output.
//!
//! The recorder in `js/` observes the page and holds all payloads. The core reads stacks, samples, drops repeats, and decides
//! when an item is due, whether a limit allows it, and which losses to report. Time and randomness are arguments, so all of it
//! runs under plain `cargo test`.
//!
//! An error takes these steps: [`client`] asks whether it is wanted ([`panic_trap`], [`sampling`], [`dedupe`]); its stacks are
//! read; the recorder makes an event, which the page's own functions may change or drop; it waits in [`queue`]; [`rate_limit`]
//! allows it; the recorder sends it in a request. If that fails, [`backoff`] says when it is tried again. [`client_report`]
//! counts the losses.
//!
//! Feature `js`: the wasm-bindgen exports that `js/core/core.js` calls. Without a feature it is a library, and the reporter in
//! pure Rust (`rust/src/direct`) uses it.
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

pub mod backoff;
pub mod client;
pub mod client_report;
pub mod dedupe;
pub mod fields;
pub mod frames;
#[cfg(feature = "js")]
mod js;
#[cfg(test)]
mod js_list;
pub mod operation;
pub mod options;
pub mod panic_trap;
pub mod queue;
pub mod rate_limit;
#[cfg(all(target_arch = "wasm32", any(feature = "js", feature = "vitals")))]
mod runtime;
pub mod sampling;
pub mod vitals;
