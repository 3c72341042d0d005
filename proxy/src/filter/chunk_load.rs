//! Errors because a part of a page could not be loaded: mostly a new release has replaced it while the page was open.
//!
//! Sentry's filter `chunk-load-error`, with the words of browsers for `import()`.

use super::event_parts::EventParts;
use crate::scan::{contains, split_once};

/// Parts of `Type: message`, in lower case.
const MESSAGES: &[&str] = &[
    "chunkloaderror",
    "loading css chunk",
    // Turbopack.
    "failed to load chunk ",
    // Chrome: <https://html.spec.whatwg.org/#hostloadimportedmodule>
    "failed to fetch dynamically imported module",
    // Firefox.
    "error loading dynamically imported module",
    // Safari.
    "importing a module script failed",
    // Safari, where the server answers with a page in the place of a file that is gone.
    "is not a valid javascript mime type",
    // Vite: <https://vite.dev/guide/build#load-error-handling>
    "unable to preload css for",
];

/// The words of webpack before 4.29, whose errors have no type of their own: `Loading chunk 3 failed.`
const WEBPACK: (&str, &str) = ("loading chunk ", " failed");

/// Whether an error of the event is one.
pub(super) fn is_chunk_load(parts: &EventParts<'_>) -> bool {
    let is_one = |kind: &str, value: &str| {
        let text = format!("{kind}: {value}").to_ascii_lowercase();
        MESSAGES.iter().any(|part| contains(&text, *part)) || is_of_webpack(&text)
    };
    parts.exceptions.iter().any(|exception| is_one(exception.kind, exception.value))
        || parts.message.is_some_and(|message| is_one("", message))
}

fn is_of_webpack(text: &str) -> bool {
    split_once(text, WEBPACK.0).is_some_and(|(_, rest)| contains(rest, WEBPACK.1))
}
