//! Deletes the performance data of a project whose rows and bytes are counted.

use rusqlite::{Connection, params};

use super::expire::{BATCH, SEGMENTS, SESSIONS, SPANS, VITALS, delete_before};
use super::measure_code;
use super::range::{DAY, HOUR};
use crate::store::StoreError;
use crate::store::sqlite::performance_sizes::Sizes;
use crate::store::sqlite::sessions;

/// The tables of these data. The other tables of performance data are bounded by the project's dimensions.
pub(in crate::store::sqlite) const TABLES: [&str; 6] =
    ["segments", "spans", "vitals", "sessions", "session_users", "distributions"];

/// Deletes some rows. Returns whether there were any.
pub(in crate::store::sqlite) fn delete_some(
    connection: &Connection,
    project_id: i64,
) -> Result<bool, StoreError> {
    let mut sizes = Sizes::default();
    let deleted = delete_first(connection, project_id, &mut sizes)?;
    sizes.write(connection)?;
    Ok(deleted > 0)
}

fn delete_first(connection: &Connection, project_id: i64, sizes: &mut Sizes) -> Result<u64, StoreError> {
    // Vitals that are not folded go too.
    for table in [SEGMENTS, SPANS, VITALS.with_all_rows(), SESSIONS] {
        let which = format!("id IN (SELECT id FROM {} WHERE project_id = ?1 LIMIT {BATCH})", table.name);
        let deleted = table.delete_which(connection, &which, params![project_id], sizes)?;
        if deleted > 0 {
            return Ok(deleted);
        }
    }
    for measure in measure_code::all() {
        for width in [HOUR, DAY] {
            let deleted = delete_before(connection, [project_id, measure, width, i64::MAX], sizes)?;
            if deleted > 0 {
                return Ok(deleted);
            }
        }
    }
    sessions::delete_users_of(connection, project_id, sizes)
}
