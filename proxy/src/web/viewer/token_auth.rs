//! Tokens of requests: known, valid, with the scope that is needed; and when each was used last.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};

use crate::model::hash::sha256_hex;
use crate::model::scope::Access;
use crate::model::timestamp::Timestamp;
use crate::store::Token;
use crate::web::reading::{ReadError, Reading};

/// Shortest time between two notes of a token's use, in seconds.
const PAUSE: f64 = 60.0;

/// When the use of each token was noted last.
#[derive(Debug, Default)]
pub struct TokenUses(Mutex<HashMap<i64, Timestamp>>);

impl TokenUses {
    /// Whether this use is to be noted: at most one a minute is.
    fn is_due(&self, token: &Token, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = noted.get(&token.id).copied().or(token.last_used);
        // A clock that was set back notes at once.
        let is_due = last.is_none_or(|last| (now.0 - last.0).abs() >= PAUSE);
        if is_due {
            noted.insert(token.id, now);
        }
        is_due
    }
}

impl Reading {
    /// Lets pass who holds a token that was given out, has not expired and has the scopes for this.
    pub async fn authenticate(&self, token: Option<&str>, access: Access) -> Result<(), ReadError> {
        let hash = sha256_hex(token.ok_or(ReadError::Unauthorized)?.as_bytes());
        let known = self.ask(move |store| Ok(store.token(&hash)?)).await?;
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
        let store = Arc::clone(&self.store);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scope::Scopes;

    #[test]
    fn one_use_a_minute_is_noted() {
        let uses = TokenUses::default();
        let token = |id, last_used: Option<f64>| Token {
            id,
            name: String::new(),
            scopes: Scopes::default(),
            created: None,
            expires: None,
            last_used: last_used.map(Timestamp),
        };
        for (id, last_used, now, is_due) in [
            (1, None, 100.0, true),
            (1, None, 159.0, false),
            (2, Some(90.0), 149.0, false),
            (2, Some(90.0), 150.0, true),
            (1, Some(100.0), 160.0, true),
            (1, Some(100.0), 5.0, true),
            (1, Some(5.0), 6.0, false),
        ] {
            assert_eq!(uses.is_due(&token(id, last_used), Timestamp(now)), is_due, "{id} at {now}");
        }
    }
}
