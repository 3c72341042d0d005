//! Old shapes of a breadcrumb.

use super::super::event_fields::Fields;
use super::level::level;
use super::reshape::reshape;
use super::scalar::{json_to_text, scalar_to_text};
use super::time;

/// The old Python SDK's name for the type.
const OLD_TYPE: &str = "ty";

/// Gives the members of a breadcrumb their documented names and types.
pub(super) fn normalize(crumb: &mut Fields) {
    let mut has_old = false;
    for (key, value) in crumb.iter_mut() {
        match key.as_str() {
            "message" => json_to_text(value),
            "type" | "category" => scalar_to_text(value),
            "level" => {
                if let Some(level) = level(value).filter(|level| value.as_str() != Some(*level)) {
                    *value = level.into();
                }
            }
            key => has_old |= key == OLD_TYPE,
        }
    }
    reshape(crumb, "timestamp", time::normalize);
    if has_old && let Some(old) = crumb.remove(OLD_TYPE) {
        crumb.entry("type").or_insert(old);
    }
}
