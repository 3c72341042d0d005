//! The table of saved searches.

use rusqlite::params;

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::store::{MOST_SAVED, SaveSearches, SavedSearch, SavedSearches, StoreError};

impl SavedSearches for Sqlite {
    fn saved_searches(&self) -> Result<Vec<SavedSearch>, StoreError> {
        let connection = self.readers.one();
        let mut select =
            connection.prepare_cached("SELECT id, name, query FROM saved_searches ORDER BY name, id")?;
        let rows = select.query_map([], |row| {
            Ok(SavedSearch { id: row.get(0)?, name: row.get(1)?, query: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl SaveSearches for Sqlite {
    fn save_search(&self, name: &str, query: &str, now: Timestamp) -> Result<bool, StoreError> {
        let saved = self
            .writer()
            .prepare_cached(
                "INSERT INTO saved_searches (name, query, created) SELECT ?1, ?2, ?3
                 WHERE (SELECT count(*) FROM saved_searches WHERE name <> ?1) < ?4
                 ON CONFLICT (name) DO UPDATE SET query = excluded.query",
            )?
            .execute(params![name, query, now.0, MOST_SAVED])?;
        Ok(saved > 0)
    }

    fn delete_search(&self, id: i64) -> Result<bool, StoreError> {
        Ok(self.writer().prepare_cached("DELETE FROM saved_searches WHERE id = ?1")?.execute([id])? > 0)
    }
}
