//! What a client asks first: whether its token is known here, and whose it is.

use axum::response::Response;
use serde_json::json;

use super::account_json;
use crate::web::json_response;
use crate::web::viewer::{Identity, Permitted, ReadOwnToken};

/// `GET /api/0/`: the version, the scopes of the token and its holder.
pub(super) async fn index(viewer: Permitted<ReadOwnToken>) -> Response {
    let scopes: Vec<String> = match viewer.identity() {
        Identity::Token { scopes, .. } => scopes.to_string().split_whitespace().map(str::to_owned).collect(),
        Identity::Nobody | Identity::UnknownToken | Identity::ExpiredToken => Vec::new(),
    };
    let user = account_json::json(viewer.identity());
    json_response::private(&json!({ "version": "0", "auth": { "scopes": scopes }, "user": user }))
}

/// `GET /api/0/auth/` and `GET /api/0/users/me/`: the holder of the token.
pub(super) async fn holder(viewer: Permitted<ReadOwnToken>) -> Response {
    json_response::private(&account_json::json(viewer.identity()))
}
