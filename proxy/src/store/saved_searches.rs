//! Searches that people have saved for all who use the server.

use super::StoreError;
use crate::model::timestamp::Timestamp;

/// Most saved searches.
pub const MOST_SAVED: u32 = 100;

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its number.
    pub id: i64,
    /// The name that people gave it.
    pub name: String,
    /// The search.
    pub query: String,
}

/// Reads saved searches.
pub trait SavedSearches: Send + Sync {
    /// All saved searches, by name.
    fn saved_searches(&self) -> Result<Vec<SavedSearch>, StoreError>;
}

/// Saves and deletes searches.
pub trait SaveSearches: Send + Sync {
    /// Saves a search; one of the same name is replaced. `false` if there are [`MOST_SAVED`] others.
    fn save_search(&self, name: &str, query: &str, now: Timestamp) -> Result<bool, StoreError>;
    /// Deletes a saved search; `false` if there is none.
    fn delete_search(&self, id: i64) -> Result<bool, StoreError>;
}
