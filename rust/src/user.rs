//! The user of the app.

use crate::Map;

/// The user of the app. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    /// The id in the app.
    pub id: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name in the app.
    pub username: Option<String>,
    /// The network address; `{{auto}}` is the one that the server sees.
    pub ip_address: Option<String>,
    /// Other data of the user.
    pub other: Map,
}

impl User {
    pub(crate) fn write(&self, out: &mut String) {
        let mut members = self.other.clone();
        for (key, text) in [
            ("id", &self.id),
            ("email", &self.email),
            ("username", &self.username),
            ("ip_address", &self.ip_address),
        ] {
            if let Some(text) = text {
                members.insert_text(key, text);
            }
        }
        members.write(out);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_user_as_the_wire_spells_it() {
        let mut out = String::new();
        User { id: Some("42".into()), other: Map::from([("plan", "gold".into())]), ..User::default() }
            .write(&mut out);
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), json!({"id": "42", "plan": "gold"}));
    }
}
