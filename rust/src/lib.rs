//! Error reporting for Rust in the browser.
//!
//! A page that carries Balefire's script tag reports the panics of its Rust apps once they call [`init`]: with the
//! panic's message, the place in the source, and the stack. The recorder of the page does the work, in a wasm instance of
//! its own, so a dying app takes nothing with it.
//!
//! ```
//! // First thing in `main`. The app never ends, so neither does its reporting.
//! std::mem::forget(balefire::init(balefire::Options::default()));
//! balefire::capture_message("shop opened", balefire::Level::Info);
//! if let Err(error) = "free".parse::<u32>() {
//!     balefire::capture_error(&error);
//! }
//! ```
//!
//! On anything but `wasm32-unknown-unknown` all of this does nothing, so that shared code builds on a server too.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod error;
mod level;
mod options;
#[cfg(target_arch = "wasm32")]
#[path = "page.rs"]
mod page;
#[cfg(not(target_arch = "wasm32"))]
#[path = "native.rs"]
mod page;
mod panic;

pub use level::Level;
pub use options::Options;

/// Keeps the reporter installed; dropped, it sends what still waits.
///
/// An app that lives as long as its page may [`std::mem::forget`] it.
#[must_use = "dropping the guard at once sends nothing that comes later at once"]
#[derive(Debug)]
pub struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        page::flush();
    }
}

/// Reports this app's panics from now on.
///
/// The panic hook that is there is kept and called after ours, and so is `console_error_panic_hook`, so that the
/// console shows what it showed before. A second call changes nothing.
pub fn init(options: Options) -> Guard {
    page::start(&options);
    panic::install();
    Guard(())
}

/// Sends an error, with all its sources as linked exceptions; the id of the event, if there is one.
///
/// A type is called what its derived [`Debug`] begins with.
///
/// ```
/// let price = "free".parse::<u32>();
/// if let Err(error) = &price {
///     balefire::capture_error(error);
/// }
/// ```
pub fn capture_error(error: &dyn std::error::Error) -> Option<String> {
    page::capture_error(&error::chain(error))
}

/// Sends a message.
pub fn capture_message(message: &str, level: Level) {
    page::capture_message(message, level.as_str());
}
