//! Old shapes of `user`.

use serde_json::{Value, json};

use super::scalar::{scalar, scalar_to_text};

/// Text members that may come as numbers.
const TEXTS: [&str; 4] = ["id", "username", "email", "name"];

/// Turns a user's members into texts. A user that is a text or a number is the id.
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
