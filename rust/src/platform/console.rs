//! The console, where apps show their panics.

use std::panic::PanicHookInfo;

/// Shows a panic in the console. Empty if the app has set `console_error_panic_hook` itself: then that is the previous hook,
/// and would print twice.
pub(crate) fn console_hook() -> Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send> {
    console_error_panic_hook::set_once();
    std::panic::take_hook()
}
