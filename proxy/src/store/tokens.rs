//! Tokens: their names, scopes and expiry. Only the SHA-256 of a token is stored, not the token itself.

use super::StoreError;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Scopes;

/// A new token.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its SHA-256, in hex.
    pub hash: String,
    /// The name for people; none: `token-` and its number.
    pub name: Option<String>,
    /// The rights of the token.
    pub scopes: Scopes,
    /// When it was created.
    pub created: Timestamp,
    /// When it expires; none: never.
    pub expires: Option<Timestamp>,
}

impl NewToken {
    /// A token that may read, work on issues and upload, never expires, and has a default name.
    ///
    /// ```
    /// # use balefire_proxy::{model::{hash::sha256_hex, timestamp::Timestamp}, store::NewToken};
    /// let token = NewToken::new(&sha256_hex(b"secret"), Timestamp(1.0));
    /// let scopes = "event:read event:write project:read project:write project:releases org:read";
    /// assert_eq!(token.scopes.to_string(), scopes);
    /// ```
    #[must_use]
    pub fn new(hash: &str, created: Timestamp) -> Self {
        Self { hash: hash.to_owned(), name: None, scopes: Scopes::default(), created, expires: None }
    }
}

/// A stored token.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// The name for people. It is unique.
    pub name: String,
    /// The rights of the token.
    pub scopes: Scopes,
    /// When it was created, if that is known.
    pub created: Option<Timestamp>,
    /// When it expires.
    pub expires: Option<Timestamp>,
    /// When it was last used, to about a minute.
    pub last_used: Option<Timestamp>,
}

impl Token {
    /// Whether the token has expired.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// Finds tokens, and records their use.
pub trait Tokens: Send + Sync {
    /// The token with this SHA-256.
    fn token(&self, hash: &str) -> Result<Option<Token>, StoreError>;
    /// Stores the time at which a token was used.
    fn note_token_use(&self, id: i64, at: Timestamp) -> Result<(), StoreError>;
}

/// Creates, lists and revokes tokens.
pub trait TokenAdmin: Tokens {
    /// Stores a token; `None` if another token has its name.
    fn add_token(&self, token: &NewToken) -> Result<Option<Token>, StoreError>;
    /// All tokens, oldest first.
    fn tokens(&self) -> Result<Vec<Token>, StoreError>;
    /// Deletes a token; `false` if the number does not exist.
    fn revoke_token(&self, id: i64) -> Result<bool, StoreError>;
}
