//! The functions that an app calls.

use std::error::Error;

use wasm_bindgen::JsValue;

use crate::chain::chain;
#[cfg(feature = "tracing")]
use crate::scope_of_event::scope_of_event;
use crate::send::{exceptions, id, send_alert, send_error, send_message};
use crate::{Event, IntoBreadcrumbs, Level, Scope, hooks, platform};

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
pub fn capture_error(error: &dyn Error) -> Option<String> {
    let chain = chain(error);
    match hooks::in_use() {
        Some(hooked) => (hooked.error)(chain),
        None => send_error(&chain),
    }
}

/// Sends an event of a log with the stack of this call and the line that logs, a frame as Firefox prints it. Its message is the
/// outermost error, with its exceptions as causes, or by itself a message.
#[cfg(feature = "tracing")]
pub(crate) fn capture_at(event: Event<'static>, place: &str) -> Option<String> {
    let event = match hooks::in_use() {
        Some(hooked) => (hooked.event)(event)?,
        None => event,
    };
    let mut chain = crate::send::links(&event);
    if let Some(message) = &event.message {
        let ty = if chain.is_empty() { "" } else { "Error" };
        chain.insert(0, (ty.to_owned(), message.clone()));
    }
    platform::with_changes(&scope_of_event(&event, None), || {
        id(platform::capture_error(&crate::chain::to_json(&chain), place))
    })
}

/// The event of an error with all its sources, for apps that change it before [`capture_event`].
///
/// ```
/// if let Err(error) = "free".parse::<u32>() {
///     let mut event = balefire::event_from_error(&error);
///     event.tags.insert("shop".into(), "tea".into());
///     balefire::capture_event(event);
/// }
/// ```
#[must_use]
pub fn event_from_error(error: &dyn Error) -> Event<'static> {
    Event { exception: exceptions(chain(error)), ..Event::default() }
}

/// Sends an error of `anyhow`, with all its contexts and sources as linked exceptions; the id of the event, if there is
/// one.
///
/// ```
/// use anyhow::Context;
///
/// if let Err(error) = "free".parse::<u32>().context("the price is no number") {
///     balefire::capture_anyhow(&error);
/// }
/// ```
#[cfg(feature = "anyhow")]
pub fn capture_anyhow(error: &anyhow::Error) -> Option<String> {
    capture_error(error.as_ref())
}

/// Sends an error of JavaScript, which most functions of `web-sys` return, with its JavaScript stack; the id of the event, if
/// there is one. A value that is no `Error` is described.
///
/// ```no_run
/// # fn fetch() -> Result<(), wasm_bindgen::JsValue> { Ok(()) }
/// if let Err(error) = fetch() {
///     balefire::capture_js(&error);
/// }
/// ```
pub fn capture_js(error: &JsValue) -> Option<String> {
    id(platform::capture_js(error))
}

/// Sends a message; the id of the event, if there is one.
///
/// ```
/// balefire::capture_message("shop opened", balefire::Level::Info);
/// ```
pub fn capture_message(message: &str, level: Level) -> Option<String> {
    match hooks::in_use() {
        Some(hooked) => (hooked.message)(message, level),
        None => send_message(message, level),
    }
}

/// Sends a message and asks for an alert to the people of the project; the id of the event, if there is one. Balefire's server
/// does that within limits, and other servers take it for an ordinary message.
///
/// ```
/// balefire::capture_alert("the payment provider refuses all cards", balefire::Level::Fatal);
/// ```
pub fn capture_alert(message: &str, level: Level) -> Option<String> {
    match hooks::in_use() {
        Some(hooked) => (hooked.alert)(message, level),
        None => send_alert(message, level),
    }
}

/// Sends an event of the app's own making; its id, if there is one.
///
/// ```
/// use balefire::{Event, Level};
///
/// balefire::capture_event(Event {
///     level: Level::Warning,
///     message: Some("stock of tea is below 5".into()),
///     ..Event::default()
/// });
/// ```
pub fn capture_event(event: Event<'static>) -> Option<String> {
    let event = match hooks::in_use() {
        Some(hooked) => (hooked.event)(event)?,
        None => event,
    };
    id(platform::call("captureEvent", &format!("[{}]", event.to_json())))
}

/// Adds a breadcrumb to later events, or several, or what a closure makes.
///
/// ```
/// use balefire::Breadcrumb;
///
/// balefire::add_breadcrumb(Breadcrumb {
///     category: Some("cart".into()),
///     message: Some("opened".into()),
///     ..Breadcrumb::default()
/// });
/// ```
pub fn add_breadcrumb(breadcrumbs: impl IntoBreadcrumbs) {
    for breadcrumb in breadcrumbs.into_breadcrumbs() {
        let breadcrumb = match hooks::in_use() {
            Some(hooked) => (hooked.breadcrumb)(breadcrumb),
            None => Some(breadcrumb),
        };
        let Some(breadcrumb) = breadcrumb else { continue };
        let mut args = String::from("[");
        breadcrumb.write(&mut args);
        args.push(']');
        platform::call("addBreadcrumb", &args);
    }
}

/// Starts a session of the page, see docs/javascript.md; ends the one that runs.
pub fn start_session() {
    platform::call("startSession", "[]");
}

/// Ends the session of the page.
pub fn end_session() {
    platform::call("endSession", "[]");
}

/// Changes the scope of the page, which is added to all later events.
///
/// ```
/// use balefire::User;
///
/// balefire::configure_scope(|scope| {
///     scope.set_tag("shop", "tea");
///     scope.set_user(Some(User { id: Some("42".into()), ..User::default() }));
/// });
/// ```
pub fn configure_scope<R>(change: impl FnOnce(&mut Scope) -> R) -> R {
    let mut scope = Scope::default();
    let result = change(&mut scope);
    let (processors, is_cleared) = scope.take_processors();
    if is_cleared {
        hooks::clear();
    }
    hooks::add(processors);
    platform::configure_scope(&scope.into_json());
    result
}

/// Runs `act` with a scope of its own: the changes are added only to events that are captured while `act` runs.
///
/// ```
/// let id = balefire::with_scope(
///     |scope| scope.set_tag("article", "tea"),
///     || balefire::capture_message("sold out", balefire::Level::Warning),
/// );
/// # assert_eq!(id, None);
/// ```
pub fn with_scope<R>(change: impl FnOnce(&mut Scope), act: impl FnOnce() -> R) -> R {
    let mut scope = Scope::default();
    change(&mut scope);
    let (processors, _) = scope.take_processors();
    let undo_span = scope.take_undo();
    let result = platform::with_scope(&scope.into_json(), || hooks::with(processors, act));
    if let Some(undo) = undo_span {
        undo();
    }
    result
}

/// The id of the last event of this page.
#[must_use]
pub fn last_event_id() -> Option<String> {
    id(platform::call("lastEventId", "[]"))
}

/// Sends all waiting events, and returns at once: a page cannot block.
pub fn flush() {
    platform::call("flush", "[]");
}
