//! The functions that an app calls.

use std::error::Error;

use balefire_protocol::json::write_string;

use crate::chain::{self, chain};
use crate::{Event, IntoBreadcrumbs, Level, Scope, platform};

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
    id(platform::capture_error(&chain::to_json(&chain(error))))
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

/// Sends a message; the id of the event, if there is one.
///
/// ```
/// balefire::capture_message("shop opened", balefire::Level::Info);
/// ```
pub fn capture_message(message: &str, level: Level) -> Option<String> {
    let mut args = String::from("[");
    write_string(&mut args, message);
    args.push(',');
    write_string(&mut args, level.as_str());
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
#[allow(clippy::needless_pass_by_value, reason = "as the `sentry` crate has it")]
pub fn capture_event(event: Event) -> Option<String> {
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
    platform::with_scope(&scope.into_json(), act)
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
