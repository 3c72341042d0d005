//! The core of Balefire's browser SDK: policy without input or output.
//!
//! In a page it reads stacks ([`frames`]), with the parser that the server has too, and computes web vitals ([`vitals`]); the
//! recorder in `js/` does the rest. The reporter in pure Rust (`rust/src/direct`) has its policy from here: it samples, drops
//! repeats, and decides when an item is due, whether a limit allows it, and which losses to report. Time and randomness are
//! arguments, so all of it runs under plain `cargo test`. `js/send/policy.js` is the same policy for pages, where it is a third as
//! large.
//!
//! In that reporter an error takes these steps: [`client`] asks whether it is wanted ([`panic_trap`], [`sampling`], [`dedupe`]); its stacks are
//! read; the reporter makes an event, which the page's own functions may change or drop; it waits in [`queue`]; [`rate_limit`]
//! allows it; the reporter sends it in a request. If that fails, [`backoff`] says when it is tried again. [`client_report`]
//! counts the losses.
//!
//! Feature `js`: the wasm-bindgen export that `js/core/core.js` calls. Feature `vitals`: those of a module of its own. Without a
//! feature it is a library.
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
pub mod options;
pub mod panic_trap;
pub mod queue;
pub mod rate_limit;
#[cfg(all(target_arch = "wasm32", any(feature = "js", feature = "vitals")))]
mod runtime;
pub mod sampling;
pub mod vitals;
