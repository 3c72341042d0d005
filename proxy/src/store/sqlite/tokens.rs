//! The table of tokens.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Scopes;
use crate::store::{NewToken, StoreError, Token, TokenAdmin, Tokens};

const COLUMNS: &str = "id, name, scopes, created, expires, last_used";

impl Tokens for Sqlite {
    fn token(&self, hash: &str) -> Result<Option<Token>, StoreError> {
        let readers = self.readers.one();
        let mut select = readers.prepare_cached(&format!("SELECT {COLUMNS} FROM tokens WHERE hash = ?1"))?;
        Ok(select.query_row([hash], token).optional()?)
    }

    fn note_token_use(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.writer()
            .prepare_cached("UPDATE tokens SET last_used = ?2 WHERE id = ?1")?
            .execute(params![id, at.0])?;
        Ok(())
    }
}

impl TokenAdmin for Sqlite {
    fn add_token(&self, token: &NewToken) -> Result<Option<Token>, StoreError> {
        add(&mut self.writer(), token)
    }

    fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let readers = self.readers.one();
        let mut select = readers.prepare_cached(&format!("SELECT {COLUMNS} FROM tokens ORDER BY id"))?;
        Ok(select.query_map([], token)?.collect::<Result<_, _>>()?)
    }

    fn revoke_token(&self, id: i64) -> Result<bool, StoreError> {
        Ok(self.writer().execute("DELETE FROM tokens WHERE id = ?1", [id])? > 0)
    }
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<f64>>(column)?.map(Timestamp));
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: Scopes::parse(&row.get::<_, String>(2)?),
        created: time(3)?,
        expires: time(4)?,
        last_used: time(5)?,
    })
}

fn add(connection: &mut Connection, new: &NewToken) -> Result<Option<Token>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let scopes = new.scopes.to_string();
    // The number of the token is known only after the insert, and a default name contains it.
    let name = new.name.as_ref().unwrap_or(&new.hash);
    let added = transaction.execute(
        "INSERT OR IGNORE INTO tokens (hash, name, scopes, created, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![new.hash, name, scopes, new.created.0, new.expires.map(|expires| expires.0)],
    )?;
    if added == 0 {
        return Ok(None);
    }
    let id = transaction.last_insert_rowid();
    if new.name.is_none() {
        transaction.execute("UPDATE tokens SET name = 'token-' || id WHERE id = ?1", [id])?;
    }
    let added = transaction.query_row(&format!("SELECT {COLUMNS} FROM tokens WHERE id = ?1"), [id], token)?;
    transaction.commit()?;
    Ok(Some(added))
}
