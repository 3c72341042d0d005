//! Events without the recorder, for hosts that have no page: a worker, Deno, a runtime at the edge.
//!
//! The app makes its events itself and posts them by `gloo-net`. Errors of JavaScript, breadcrumbs of the page, and deaths
//! without a panic are not captured. Each event is one request at once; there is no queue and no client report.

mod reporter;
mod scope_members;

#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod platform;

#[cfg(target_arch = "wasm32")]
pub(crate) use host::{now_micros, random_id};
#[cfg(target_arch = "wasm32")]
pub(crate) use platform::{
    call, capture_error, capture_js, capture_panic, configure_scope, is_used, start, with_scope,
};
