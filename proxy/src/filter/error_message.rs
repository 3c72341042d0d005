//! Errors that a project does not want, by patterns.

use super::event_parts::EventParts;
use crate::model::patterns::Patterns;

/// Whether an exception matches, by its type, its message, or `Type: message`; or the text of a message.
pub(super) fn is_unwanted(parts: &EventParts<'_>, patterns: &Patterns) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let is_match = |text: &str| !text.is_empty() && patterns.matches(text);
    parts.message.is_some_and(is_match)
        || parts.exceptions.iter().any(|exception| {
            let (kind, value) = (exception.kind, exception.value);
            is_match(kind) || is_match(value) || is_match(&format!("{kind}: {value}"))
        })
}
