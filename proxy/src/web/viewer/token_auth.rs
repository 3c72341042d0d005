//! Tokens of requests: known, valid, with the scope that is needed.

use std::sync::Arc;

use axum::http::{HeaderMap, header};

use crate::model::hash::sha256_hex;
use crate::model::scope::Access;
use crate::model::timestamp::Timestamp;
use crate::web::reading::{ReadError, Reading};

impl Reading {
    /// Lets pass who holds a token that was given out, has not expired and has the scopes for this.
    pub async fn authenticate(&self, token: Option<&str>, access: Access) -> Result<(), ReadError> {
        let hash = sha256_hex(token.ok_or(ReadError::Unauthorized)?.as_bytes());
        let tokens = Arc::clone(&self.tokens);
        let known = self.ask(move |_| Ok(tokens.token(&hash)?)).await?;
        let token = known.ok_or(ReadError::Unauthorized)?;
        let now = Timestamp::now();
        if token.is_expired(now) {
            return Err(ReadError::Expired);
        }
        if let Some(scope) = access.missing(&token.scopes) {
            return Err(ReadError::Forbidden(scope));
        }
        if self.token_uses.is_due(&token, now) {
            self.note_use(token.id, now);
        }
        Ok(())
    }

    /// Beside the request, which does not wait for the disk.
    fn note_use(&self, id: i64, now: Timestamp) {
        let store = Arc::clone(&self.tokens);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = store.note_token_use(id, now) {
                tracing::warn!(token = id, error = &error as &dyn std::error::Error, "token use not noted");
            }
        });
    }
}

/// The token of `Authorization: Bearer TOKEN`.
pub(in crate::web) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
