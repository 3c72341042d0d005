//! The user of the app.

use balefire_protocol::json::Object;

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
}

impl User {
    pub(crate) fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        for (key, text) in [
            ("id", &self.id),
            ("email", &self.email),
            ("username", &self.username),
            ("ip_address", &self.ip_address),
        ] {
            object.given(key, text.as_deref().unwrap_or_default());
        }
        object.end();
    }
}
