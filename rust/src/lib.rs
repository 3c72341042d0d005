//! Error reporting for Rust in the browser.
//!
//! An app that calls [`init`] reports its panics, with message, place and stack, and so all other errors of its page. The
//! recorder travels in this crate, as a snippet of wasm-bindgen with Balefire's core in it, so neither `trunk` nor
//! `wasm-pack` needs a step more; a page that carries Balefire's script tag is used as it is, with the options of the tag.
//! The core lives in a wasm instance of its own: a dying app takes nothing with it.
//!
//! ```
//! // First thing in `main`. The app never ends, so neither does its reporting.
//! std::mem::forget(balefire::init(("http://0123456789abcdef0123456789abcdef@127.0.0.1:8787/1", balefire::Options {
//!     release: balefire::release_name!(),
//!     ..Default::default()
//! })));
//!
//! balefire::configure_scope(|scope| scope.set_tag("shop", "tea"));
//! if let Err(error) = "free".parse::<u32>() {
//!     balefire::capture_error(&error);
//! }
//! ```
//!
//! Names and shapes are those of the [`sentry`](https://docs.rs/sentry) crate, as far as they apply to a page.
//! On anything but `wasm32` all of this does nothing, so that shared code and rendering on a server build.
//!
//! # Features
//!
//! - `recorder`, a default: the recorder of the page, a snippet of wasm-bindgen. Its target `no-modules` takes no snippets: an app
//!   that is bound so leaves this feature out, and takes `direct`.
//! - `direct`: `Transport::Direct`, a reporter in pure Rust, for workers and hosts that have no page.
//! - `anyhow`: `capture_anyhow`.
//! - `leptos`: the module `leptos`, an error boundary that reports.
//! - `serde`: `Context::of`, contexts of your own types.
//! - `tracing`: the module `tracing`, a layer for `tracing-subscriber`.
//! - `yew`: the module `yew`, an error boundary that reports.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

#[cfg(any(feature = "leptos", feature = "yew"))]
mod boundary;
mod breadcrumb;
mod calls;
mod capture;
mod chain;
mod context;
#[cfg(feature = "direct")]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "there is no host"))]
mod direct;
mod event;
mod hooked;
mod hooks;
#[cfg(any(feature = "anyhow", feature = "tracing"))]
pub mod integrations;
mod into_breadcrumbs;
mod into_dsn;
#[cfg(feature = "leptos")]
pub mod leptos;
mod level;
mod map;
mod map_value;
mod options;
mod options_setters;
mod panic;
mod platform;
pub mod protocol;
mod scope;
mod scope_of_event;
mod send;
mod stacktrace;
#[cfg(any(test, target_feature = "atomics"))]
mod threads;
#[cfg(not(any(test, target_feature = "atomics")))]
#[path = "one_thread.rs"]
mod threads;
mod trace;
#[cfg(feature = "tracing")]
pub mod tracing;
mod user;
mod values;
#[cfg(feature = "serde")]
mod written;
#[cfg(feature = "yew")]
pub mod yew;

pub use breadcrumb::Breadcrumb;
#[cfg(feature = "anyhow")]
pub use capture::capture_anyhow;
pub use capture::{
    add_breadcrumb, capture_alert, capture_error, capture_event, capture_js, capture_message,
    configure_scope, end_session, event_from_error, flush, last_event_id, start_session, with_scope,
};
pub use chain::parse_type_from_debug;
pub use context::Context;
pub use event::{Event, Exception};
pub use into_breadcrumbs::IntoBreadcrumbs;
pub use into_dsn::IntoDsn;
pub use level::{Level, ParseLevelError};
pub use map::Map;
pub use map_value::MapValue;
pub use options::{BeforeCallback, ClientOptions, Options, Transport};
pub use scope::Scope;
pub use serde_json::Value;
pub use stacktrace::{Frame, Stacktrace};
pub use trace::{Span, SpanStatus, Transaction, TransactionContext, TransactionOrSpan, start_transaction};
pub use user::User;
pub use values::Values;

/// Keeps the reporter installed; sends all waiting events when it is dropped.
///
/// An app that lives as long as its page may [`std::mem::forget`] it.
#[must_use = "an app that lives as long as its page forgets it: std::mem::forget(balefire::init(..))"]
#[derive(Debug)]
pub struct Guard(());

/// [`Guard`], as the `sentry` crate spells it.
pub type ClientInitGuard = Guard;

impl Guard {
    /// Sends all waiting events, and returns at once: a page cannot block, so the time is not waited for. The reporter stays
    /// installed, as the page may outlive the app.
    pub fn close(self, _timeout: Option<std::time::Duration>) {}
}

impl Drop for Guard {
    fn drop(&mut self) {
        flush();
    }
}

/// Reports this app's panics from now on, and with them all errors of the page.
///
/// Takes [`Options`], or a DSN, or both. The panic hook that is there is kept and called after ours, and so is
/// `console_error_panic_hook`, so that the console shows what it showed before. A second call changes nothing.
///
/// ```
/// let _guard = balefire::init("https://key@errors.example.com/1");
/// ```
pub fn init(options: impl Into<Options>) -> Guard {
    let options = options.into();
    hooked::install(&options);
    trace::set_options(&options);
    threads::start_by_init(
        &options,
        hooks::Callbacks { judge: hooked::judge_chain, is_sampled: trace::is_sampled },
    );
    panic::install(options.send_panic_message);
    Guard(())
}

/// `name@version` of the crate that is being built, as its Cargo.toml says: what [`Options::release`] takes.
///
/// ```
/// assert!(balefire::release_name!().is_some_and(|release| release.contains('@')));
/// ```
#[macro_export]
macro_rules! release_name {
    () => {
        ::std::option::Option::Some(::std::borrow::Cow::<'static, str>::Borrowed(::std::concat!(
            ::std::env!("CARGO_PKG_NAME"),
            "@",
            ::std::env!("CARGO_PKG_VERSION")
        )))
    };
}
