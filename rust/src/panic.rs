//! The panic hook.

use std::any::Any;
use std::cell::Cell;
use std::panic::PanicHookInfo;
use std::sync::Once;

use crate::{Event, Exception, Level, Scope, hooks, platform};

thread_local! {
    /// A panic within the hook must not be reported: the first one is being reported.
    static IS_REPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Puts our hook before those that are there.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        let console = platform::console_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IS_REPORTING.replace(true) {
                report(info);
                IS_REPORTING.set(false);
            }
            console(info);
            previous(info);
        }));
    });
}

fn report(info: &PanicHookInfo<'_>) {
    let (file, line, column) = info.location().map_or(("", 0, 0), |at| (at.file(), at.line(), at.column()));
    let message = message(info.payload());
    if hooks::are_running() || !hooks::see_events() {
        return platform::capture_panic(message, file, line, column);
    }
    let exception = Exception { ty: "panic".to_owned(), value: Some(message.to_owned()) };
    let event = Event { level: Level::Fatal, exception: vec![exception], ..Event::default() };
    match hooks::judge(event) {
        Some(event) => {
            let words = event.exception.last().and_then(|exception| exception.value.as_deref());
            platform::with_scope(&Scope::of_event(&event).into_json(), || {
                platform::capture_panic(words.unwrap_or_default(), file, line, column);
            });
        }
        None => platform::drop_panic(message, file, line, column),
    }
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
        install();
        install();
        assert!(std::panic::catch_unwind(|| std::panic::panic_any(7)).is_err());
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
    }
}
