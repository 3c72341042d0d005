//! Decides the cause of an error: the item or the database.

use rusqlite::ErrorCode;

use crate::database::is_damage;
use crate::store::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if is_of_item(&error) {
            Self::Refused(Box::new(error))
        } else if is_damage(&error) {
            Self::Damaged(Box::new(error))
        } else {
            Self::Database(Box::new(error))
        }
    }
}

/// Whether the same statement could succeed with other values. Unknown errors count as errors of the database: an item
/// is given up only for its own fault. Missing memory is the item's fault, because the system refuses memory only if a
/// single text or blob needs much. <https://sqlite.org/rescode.html>
fn is_of_item(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(code, _) => {
            matches!(
                code.code,
                ErrorCode::ConstraintViolation
                    | ErrorCode::TooBig
                    | ErrorCode::TypeMismatch
                    | ErrorCode::OutOfMemory
            )
        }
        rusqlite::Error::ToSqlConversionFailure(_) | rusqlite::Error::NulError(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, ffi};

    use super::*;

    #[test]
    fn constraints_and_sizes_are_the_items_fault() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE t (a INTEGER UNIQUE CHECK (a < 9), b TEXT NOT NULL) STRICT;
                 CREATE TRIGGER u BEFORE INSERT ON t WHEN NEW.b = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END;
                 INSERT INTO t VALUES (1, '')",
            )
            .unwrap();
        for values in ["1, ''", "9, ''", "2, NULL", "'x', ''", "2, 'bad'"] {
            let error = connection.execute(&format!("INSERT INTO t VALUES ({values})"), []).unwrap_err();
            assert!(matches!(StoreError::from(error), StoreError::Refused(_)), "{values}");
        }
        for code in [ffi::SQLITE_TOOBIG, ffi::SQLITE_NOMEM] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert!(matches!(StoreError::from(error), StoreError::Refused(_)), "{code}");
        }
    }

    #[test]
    fn everything_else_is_the_databases() {
        for code in [
            ffi::SQLITE_FULL,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_LOCKED,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_CORRUPT,
            ffi::SQLITE_NOTADB,
            ffi::SQLITE_ERROR,
            ffi::SQLITE_SCHEMA,
            ffi::SQLITE_INTERRUPT,
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let error = StoreError::from(error);
            assert!(matches!(error, StoreError::Database(_) | StoreError::Damaged(_)), "{code}");
        }
        let no_row = StoreError::from(rusqlite::Error::QueryReturnedNoRows);
        assert!(matches!(no_row, StoreError::Database(_)));
    }
}
