//! Captures as the hooks of the app want them.
//!
//! They are reached by the pointers of [`HOOKED`] alone, which is put to use with the first hook: an app without hooks is spared
//! all of it, as the optimizer then sees that the pointers are never set.

use crate::hooks::Hooked;
use crate::scope_of_event::scope_of_event;
use crate::send::{exceptions, links, send_alert, send_error, send_message};
use crate::{Event, Exception, Level, Options, hooks, platform};

/// From now on captures go through the hooks.
pub(crate) fn use_hooks() {
    hooks::set_way(&HOOKED);
}

/// Takes over the hooks of the options. Inlined into the app, which knows whether there are any.
#[inline(always)]
#[allow(clippy::inline_always, reason = "an app without hooks is 3 KB smaller")]
pub(crate) fn install(options: &Options) {
    if options.before_send.is_some() || options.before_breadcrumb.is_some() {
        use_hooks();
        hooks::install(options);
    }
}

static HOOKED: Hooked =
    Hooked { event: hooks::judge, error, message, alert, panic, breadcrumb: hooks::judge_breadcrumb };

/// The error as the hooks want it, and changes of its scope as JSON.
pub(crate) fn judge_chain(chain: hooks::Chain) -> Option<(hooks::Chain, String)> {
    let event = hooks::judge(Event { exception: exceptions(chain), ..Event::default() })?;
    Some((links(&event), scope_of_event(&event, Some(Level::Error))))
}

fn error(chain: hooks::Chain) -> Option<String> {
    let (chain, calls) = judge_chain(chain)?;
    platform::with_changes(&calls, || send_error(&chain))
}

fn message(text: &str, level: Level) -> Option<String> {
    judge_message(text, level, send_message)
}

fn alert(text: &str, level: Level) -> Option<String> {
    judge_message(text, level, send_alert)
}

fn judge_message(text: &str, level: Level, send: fn(&str, Level) -> Option<String>) -> Option<String> {
    let event = hooks::judge(Event { level, message: Some(text.to_owned()), ..Event::default() })?;
    let text = event.message.as_deref().unwrap_or_default();
    platform::with_changes(&scope_of_event(&event, Some(event.level)), || send(text, event.level))
}

/// Reports a panic at its place in the source.
fn panic(message: &str, file: &str, line: u32, column: u32) {
    let exception =
        Exception { ty: "panic".to_owned(), value: Some(message.to_owned()), ..Exception::default() };
    let event = Event { level: Level::Fatal, exception: vec![exception].into(), ..Event::default() };
    match hooks::judge(event) {
        Some(event) => {
            let words = event.exception.last().and_then(|exception| exception.value.as_deref());
            platform::with_changes(&scope_of_event(&event, Some(Level::Fatal)), || {
                platform::capture_panic(words.unwrap_or_default(), file, line, column);
            });
        }
        None => platform::drop_panic(message, file, line, column),
    }
}
