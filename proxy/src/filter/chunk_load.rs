//! Errors because a part of a page could not be loaded: mostly a new release has replaced it while the page was open.
//!
//! Sentry's filter `chunk-load-error`, with the words of browsers for `import()`.

use super::event_parts::EventParts;
use crate::scan::contains;

/// Parts of `Type: message`, in lower case.
const MESSAGES: &[&str] = &[
    "chunkloaderror",
    "loading css chunk",
    // Chrome: <https://html.spec.whatwg.org/#hostloadimportedmodule>
    "failed to fetch dynamically imported module",
    // Firefox.
    "error loading dynamically imported module",
    // Safari.
    "importing a module script failed",
    // Vite: <https://vite.dev/guide/build#load-error-handling>
    "unable to preload css for",
];

/// Whether an error of the event is one.
pub(super) fn is_chunk_load(parts: &EventParts<'_>) -> bool {
    let is_one = |kind: &str, value: &str| {
        let text = format!("{kind}: {value}").to_ascii_lowercase();
        MESSAGES.iter().any(|part| contains(&text, *part))
    };
    parts.exceptions.iter().any(|exception| is_one(exception.kind, exception.value))
        || parts.message.is_some_and(|message| is_one("", message))
}
