//! The holder of a token as Sentry's web API spells a user. There are no accounts: the token's name stands for one.

use serde_json::{Value, json};

use crate::web::viewer::Identity;

/// The holder of a token.
pub(super) fn json(identity: &Identity) -> Value {
    identity.name().map_or(Value::Null, user)
}

/// A user of this name. Clients show the e-mail address, so the name stands there too.
pub(super) fn user(name: &str) -> Value {
    json!({
        "id": name,
        "name": name,
        "username": name,
        "email": name,
        "isActive": true,
        "isSuperuser": false,
        "isStaff": false,
        "avatarUrl": null,
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": null},
        "emails": [],
        "identities": [],
    })
}
