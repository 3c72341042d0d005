//! Errors that say nothing that anybody could mend.

use std::sync::LazyLock;

use super::any_of::AnyOf;
use super::event_parts::EventParts;

/// Parts of messages, in lower case.
const MESSAGES: &[&str] = &[
    // A notice of the browser, and no error: <https://stackoverflow.com/questions/49384120>
    "resizeobserver loop limit exceeded",
    "resizeobserver loop completed with undelivered notifications",
    // The scanner of Outlook's links: <https://github.com/getsentry/sentry-javascript/issues/3440>
    "object not found matching id:",
    // Web views of Facebook and Instagram: <https://github.com/getsentry/sentry-javascript/issues/3040>
    "java object is gone",
    "error invoking postmessage: java exception was raised",
    // Extensions of Instagram's web view on iOS.
    "can't find variable: _autofillcallbackhandler",
    "can't find variable: instantsearchsdkjsbridgeclearhighlight",
];
static ANY_MESSAGE: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(MESSAGES));
/// What a browser says of an error in a script of another origin without CORS:
/// <https://developer.mozilla.org/docs/Web/API/Window/error_event>
const SCRIPT_ERRORS: &[&str] =
    &["script error.", "script error", "javascript error: script error. on line 0"];

/// Whether it is such an error.
pub(super) fn is_known(parts: &EventParts<'_>) -> bool {
    match parts.thrown() {
        Some(thrown) => {
            let message = thrown.value.to_ascii_lowercase();
            ANY_MESSAGE.is_in(&message) || (!thrown.has_frames && SCRIPT_ERRORS.contains(&message.trim()))
        }
        None => parts.message.is_some_and(|message| {
            let message = message.to_ascii_lowercase();
            ANY_MESSAGE.is_in(&message) || SCRIPT_ERRORS.contains(&message.trim())
        }),
    }
}
