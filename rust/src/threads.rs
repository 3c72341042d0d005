//! Threads with shared memory. The app's memory and its panic hook are those of all threads, but each has a JavaScript of its own,
//! and so a reporter of its own.

use std::cell::Cell;
use std::sync::OnceLock;

use crate::hooks::{self, Callbacks, Hooked};
use crate::options::Options;
use crate::platform;

/// Those of the first `init` of the app, and the way of captures through its hooks, if it has any.
static FIRST: OnceLock<(Options, Callbacks, Option<&'static Hooked>)> = OnceLock::new();

thread_local! {
    /// Whether this thread has its reporter.
    static IS_STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Starts the reporter of the thread that calls `init`.
pub(crate) fn start_by_init(options: &Options, callbacks: Callbacks) {
    IS_STARTED.set(true);
    platform::start(options, callbacks);
    // An error means that they are known already.
    let _ = FIRST.set((options.clone(), callbacks, hooks::in_use()));
}

/// Starts the reporter of a thread that has not called `init`, with the options of one that has. Returns whether it did.
pub(crate) fn start_by_panic() -> bool {
    let Some((options, callbacks, way)) = FIRST.get().filter(|_| !IS_STARTED.replace(true)) else {
        return false;
    };
    if let Some(way) = way {
        hooks::set_way(way);
    }
    platform::start(options, *callbacks);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_without_init_starts_once() {
        let callbacks = Callbacks { judge: |_| None, is_sampled: |_| false };
        start_by_init(&Options::default(), callbacks);
        assert!(!start_by_panic());
        let panics = std::thread::spawn(|| [start_by_panic(), start_by_panic()]).join();
        assert_eq!(panics.unwrap(), [true, false]);
    }
}
