//! Tokens: who may read and upload, what for, and until when. The token itself is kept nowhere, only its SHA-256.

use super::StoreError;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Scopes;

/// A token that is to be remembered.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its SHA-256, in hex.
    pub hash: String,
    /// What people call it; none: `token-` and its number.
    pub name: Option<String>,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it is refused; none: never.
    pub expires: Option<Timestamp>,
}

impl NewToken {
    /// One that may read and upload, for ever, under a name of its own.
    ///
    /// ```
    /// # use balefire_proxy::{model::{hash::sha256_hex, timestamp::Timestamp}, store::NewToken};
    /// let token = NewToken::new(&sha256_hex(b"secret"), Timestamp(1.0));
    /// assert_eq!(token.scopes.to_string(), "event:read project:read project:write project:releases org:read");
    /// ```
    #[must_use]
    pub fn new(hash: &str, created: Timestamp) -> Self {
        Self { hash: hash.to_owned(), name: None, scopes: Scopes::default(), created, expires: None }
    }
}

/// A token that was given out.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// What people call it; no other token is called so.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made, if that is known.
    pub created: Option<Timestamp>,
    /// From when on it is refused.
    pub expires: Option<Timestamp>,
    /// When it was used last, to a minute or so.
    pub last_used: Option<Timestamp>,
}

impl Token {
    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// Finds tokens, and notes that they were used.
pub trait Tokens: Send + Sync {
    /// The token with this SHA-256.
    fn token(&self, hash: &str) -> Result<Option<Token>, StoreError>;
    /// Notes when a token was used.
    fn note_token_use(&self, id: i64, at: Timestamp) -> Result<(), StoreError>;
}

/// Gives tokens out, lists them, and takes them back.
pub trait TokenAdmin: Tokens {
    /// Remembers a token; `None` if its name is another's.
    fn add_token(&self, token: &NewToken) -> Result<Option<Token>, StoreError>;
    /// All tokens, oldest first.
    fn tokens(&self) -> Result<Vec<Token>, StoreError>;
    /// Forgets a token; `false` if there is none of this number.
    fn revoke_token(&self, id: i64) -> Result<bool, StoreError>;
}
