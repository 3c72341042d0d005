//! The panic hook.

use std::any::Any;
use std::sync::Once;

use crate::{hooks, platform, threads};

/// Puts our hook before those that are there.
pub(crate) fn install(sends_message: bool) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        let console = platform::console_hook();
        std::panic::set_hook(Box::new(move |info| {
            let (file, line, column) =
                info.location().map_or(("", 0, 0), |at| (at.file(), at.line(), at.column()));
            let message = if sends_message { message(info.payload()) } else { "" };
            threads::start_by_panic();
            match hooks::in_use() {
                // A panic of a hook itself is not shown to it.
                Some(hooked) if !hooks::end_by_panic() => {
                    // First, as a hook that panics now ends the app at once. The recorder then reads the words in the console.
                    console(info);
                    (hooked.panic)(message, file, line, column);
                }
                _ => {
                    platform::capture_panic(message, file, line, column);
                    console(info);
                }
            }
            hooks::close_scopes();
            previous(info);
        }));
    });
}

/// The payload of `panic!("..")` is a `&str` or a `String`; another one, of `panic_any`, is shown as Rust itself prints it.
fn message(payload: &dyn Any) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "Box<dyn Any>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        assert_eq!(message(&"plain"), "plain");
        assert_eq!(message(&String::from("formatted 7")), "formatted 7");
        assert_eq!(message(&7), "Box<dyn Any>");
    }

    #[test]
    fn the_previous_hook_is_called() {
        use std::sync::atomic::{AtomicU32, Ordering};
        static CALLS: AtomicU32 = AtomicU32::new(0);
        std::panic::set_hook(Box::new(|_| {
            CALLS.fetch_add(1, Ordering::Relaxed);
        }));
        install(true);
        install(true);
        assert!(std::panic::catch_unwind(|| std::panic::panic_any(7)).is_err());
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
    }
}
