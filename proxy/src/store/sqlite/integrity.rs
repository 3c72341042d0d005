//! Checks the integrity of the file.

use super::{Sqlite, disk_use, schema};
use crate::store::{DiskUse, Integrity, StoreError};

impl DiskUse for Sqlite {
    fn size(&self) -> Result<u64, StoreError> {
        disk_use::used(&self.readers.one())
    }
}

impl Integrity for Sqlite {
    fn quick_check(&self) -> Result<Option<String>, StoreError> {
        // Uses its own connection, because the check may take minutes.
        let connection = schema::open_reader(&self.path)?;
        let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }
}
