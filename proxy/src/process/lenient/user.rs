//! The user of an event.

use serde_json::{Value, json};

use super::scalar::{scalar, scalar_to_text};

/// Members that are texts, and may come as numbers.
const TEXTS: [&str; 4] = ["id", "username", "email", "name"];

/// Makes texts of a user's members. A text or number alone is the id.
pub(super) fn normalize(user: &mut Value) {
    match user {
        Value::Object(members) => {
            for (_, value) in members.iter_mut().filter(|(key, _)| TEXTS.contains(&key.as_str())) {
                scalar_to_text(value);
            }
        }
        Value::String(_) | Value::Number(_) => {
            if let Some(id) = scalar(user).filter(|id| !id.is_empty()) {
                *user = json!({"id": id});
            }
        }
        _ => {}
    }
}
