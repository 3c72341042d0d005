//! The functions that an app calls.

use std::error::Error;

use balefire_protocol::json::{Object, write_string};
use wasm_bindgen::JsValue;

use crate::chain::{self, chain};
use crate::{Event, Exception, IntoBreadcrumbs, Level, Scope, hooks, platform};

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
    if !hooks::see_events() {
        return id(platform::capture_error(&chain::to_json(&chain), ""));
    }
    let (chain, calls) = judge_chain(chain)?;
    platform::with_scope(&calls, || id(platform::capture_error(&chain::to_json(&chain), "")))
}

/// Sends an event of a log with the stack of this call and the line that logs, a frame as Firefox prints it. Its message is the
/// outermost error, with its exceptions as causes, or by itself a message.
#[cfg(feature = "tracing")]
pub(crate) fn capture_at(event: Event, place: &str) -> Option<String> {
    let event = if hooks::see_events() { hooks::judge(event)? } else { event };
    let mut chain = links(&event);
    if let Some(message) = &event.message {
        let ty = if chain.is_empty() { "" } else { "Error" };
        chain.insert(0, (ty.to_owned(), message.clone()));
    }
    platform::with_scope(&Scope::of_event(&event, None).into_json(), || {
        id(platform::capture_error(&chain::to_json(&chain), place))
    })
}

/// What the hooks make of an error: the error, and changes of its scope as JSON.
pub(crate) fn judge_chain(chain: hooks::Chain) -> Option<(hooks::Chain, String)> {
    let causes_first = chain.into_iter().rev();
    let exception = causes_first.map(|(ty, value)| Exception { ty, value: Some(value) }).collect();
    let event = hooks::judge(Event { exception, ..Event::default() })?;
    Some((links(&event), Scope::of_event(&event, Some(Level::Error)).into_json()))
}

/// Type and message of the exceptions of an event, each before its cause.
fn links(event: &Event) -> hooks::Chain {
    let link = |exception: &Exception| (exception.ty.clone(), exception.value.clone().unwrap_or_default());
    event.exception.iter().rev().map(link).collect()
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
    if !hooks::see_events() {
        return send_message(message, level);
    }
    let event = hooks::judge(Event { level, message: Some(message.to_owned()), ..Event::default() })?;
    let message = event.message.as_deref().unwrap_or_default();
    platform::with_scope(&Scope::of_event(&event, Some(event.level)).into_json(), || {
        send_message(message, event.level)
    })
}

/// Sends a message and asks for an alert to the people of the project; the id of the event, if there is one. Balefire's server
/// does that within limits, and other servers take it for an ordinary message.
///
/// ```
/// balefire::capture_alert("the payment provider refuses all cards", balefire::Level::Fatal);
/// ```
pub fn capture_alert(message: &str, level: Level) -> Option<String> {
    if !hooks::see_events() {
        return send_alert(message, level);
    }
    let event = hooks::judge(Event { level, message: Some(message.to_owned()), ..Event::default() })?;
    let message = event.message.as_deref().unwrap_or_default();
    platform::with_scope(&Scope::of_event(&event, Some(event.level)).into_json(), || {
        send_alert(message, event.level)
    })
}

fn send_message(message: &str, level: Level) -> Option<String> {
    call_capture_message(message, |args| write_string(args, level.as_str()))
}

fn send_alert(message: &str, level: Level) -> Option<String> {
    call_capture_message(message, |args| {
        let mut hint = Object::new(args);
        hint.string("level", level.as_str()).boolean("alert", true);
        hint.end();
    })
}

fn call_capture_message(message: &str, write_hint: impl FnOnce(&mut String)) -> Option<String> {
    let mut args = String::from("[");
    write_string(&mut args, message);
    args.push(',');
    write_hint(&mut args);
    args.push(']');
    id(platform::call("captureMessage", &args))
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
pub fn capture_event(event: Event) -> Option<String> {
    let event = if hooks::see_events() { hooks::judge(event)? } else { event };
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
    for breadcrumb in breadcrumbs.into_breadcrumbs().filter_map(hooks::judge_breadcrumb) {
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
    platform::with_scope(&scope.into_json(), || hooks::with(processors, act))
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

fn id(text: String) -> Option<String> {
    Some(text).filter(|id| !id.is_empty())
}
