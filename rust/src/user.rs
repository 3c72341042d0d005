//! Who was there.

use balefire_protocol::json::Object;

/// Who was there when it happened; all of it is the app's to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    /// The app's own name for them.
    pub id: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their name in the app.
    pub username: Option<String>,
    /// Their network address; `{{auto}}` is that which the server sees.
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
