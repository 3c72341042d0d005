//! A reporter in pure Rust, for apps without the recorder: in a page, a worker, Deno, a runtime at the edge.
//!
//! `listeners` and `timings` observe by web-sys, `reporter` makes events, `outbox` judges by the core and holds what waits,
//! `host` sends by gloo-net. It lives in the app: an overflow of Rust's own stack takes it along.

mod image;
mod item_kind;
mod outbox;
mod page_load;
mod parts;
mod reporter;
mod scope_members;

#[cfg(target_arch = "wasm32")]
mod ending;
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod listeners;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg(target_arch = "wasm32")]
mod timings;
#[cfg(target_arch = "wasm32")]
mod worker_errors;

#[cfg(target_arch = "wasm32")]
pub(crate) use host::{now_micros, random_id};
#[cfg(target_arch = "wasm32")]
pub(crate) use platform::*;
