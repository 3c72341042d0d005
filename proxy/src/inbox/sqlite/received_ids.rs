//! The ids of received envelopes, written in the transaction of their envelopes, so that an envelope that is sent again is
//! appended once.

use rusqlite::{Connection, params};

use crate::model::envelope_id::EnvelopeId;
use crate::model::timestamp::Timestamp;

/// A new row gets the next number, so their number is known without counting them. The file of an older server gets
/// the table when it is opened, and an older server ignores it.
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS received_ids (
        number INTEGER PRIMARY KEY,
        project_id INTEGER NOT NULL,
        id BLOB NOT NULL,
        received REAL NOT NULL,
        UNIQUE (project_id, id)
    ) STRICT;
";
/// How long an id is known, in seconds: a page keeps what it could not send for 24 hours, and clocks differ.
const KNOWN: f64 = 25.0 * 3_600.0;
/// Most ids. Each takes about 80 bytes of the file. Beyond that the oldest go before their time.
const MOST: i64 = 1_000_000;
/// Ids that are looked at for their age in each transaction, besides twice as many as the transaction has added.
const STEP: i64 = 64;

/// Adds an id. Returns whether it is new.
pub(super) fn add(
    connection: &Connection,
    project_id: i64,
    id: EnvelopeId,
    received: Timestamp,
) -> rusqlite::Result<bool> {
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO received_ids (project_id, id, received) VALUES (?1, ?2, ?3)")?
        .execute(params![project_id, id.bytes(), received.0])?;
    Ok(added > 0)
}

/// Whether the ids are there.
pub(super) fn are_known(
    connection: &Connection,
    project_id: i64,
    ids: &[EnvelopeId],
) -> rusqlite::Result<Vec<bool>> {
    let mut select =
        connection.prepare_cached("SELECT 1 FROM received_ids WHERE project_id = ?1 AND id = ?2")?;
    ids.iter().map(|id| select.exists(params![project_id, id.bytes()])).collect()
}

/// Deletes the oldest ids: those that are too old, and those beyond the bound. `added` were added in this transaction.
///
/// Ids are in the order in which they were added. After the clock was set back an id looks too young for a while, and those
/// behind it wait for it; the bound of their number holds all the same.
pub(super) fn prune(connection: &Connection, added: i64, now: Timestamp) -> rusqlite::Result<()> {
    prune_to(connection, added, now, MOST)
}

fn prune_to(connection: &Connection, added: i64, now: Timestamp, most: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM received_ids WHERE number <= (SELECT max(number) FROM received_ids) - ?1",
        )?
        .execute([most])?;
    connection
        .prepare_cached(
            "DELETE FROM received_ids
             WHERE number < (SELECT min(number) FROM received_ids) + ?1 AND received < ?2",
        )?
        .execute(params![STEP + 2 * added, now.0 - KNOWN])?;
    Ok(())
}

/// Copies the ids of a damaged file, up to the first unreadable one.
pub(super) fn copy(from: &Connection, to: &Connection) -> rusqlite::Result<()> {
    let mut select = from.prepare("SELECT project_id, id, received FROM received_ids ORDER BY number")?;
    let mut insert =
        to.prepare("INSERT OR IGNORE INTO received_ids (project_id, id, received) VALUES (?1, ?2, ?3)")?;
    // One transaction, since each row alone would flush the disk.
    let transaction = to.unchecked_transaction()?;
    let mut rows = select.query([])?;
    while let Ok(Some(row)) = rows.next() {
        let read = (|| {
            Ok::<_, rusqlite::Error>((
                row.get::<_, i64>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, f64>(2)?,
            ))
        })();
        let Ok((project_id, id, received)) = read else { break };
        insert.execute(params![project_id, id, received])?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1.8e9);

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        connection
    }

    fn id(number: u64) -> EnvelopeId {
        EnvelopeId::parse(&format!("{:032x}", number + 1)).unwrap()
    }

    fn count(connection: &Connection) -> i64 {
        connection.query_one("SELECT count(*) FROM received_ids", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_id_is_new_once_in_each_project() {
        let table = table();
        assert!(add(&table, 1, id(1), NOW).unwrap());
        assert!(!add(&table, 1, id(1), NOW).unwrap());
        assert!(add(&table, 2, id(1), NOW).unwrap());
        assert_eq!(are_known(&table, 1, &[id(1), id(2)]).unwrap(), [true, false]);
    }

    #[test]
    fn ids_are_known_for_25_hours() {
        let table = table();
        add(&table, 1, id(1), NOW).unwrap();
        let after = |hours: f64| {
            prune(&table, 0, Timestamp(NOW.0 + hours * 3_600.0)).unwrap();
            count(&table)
        };
        assert_eq!((after(24.9), after(25.1)), (1, 0));
    }

    #[test]
    fn the_oldest_go_beyond_the_bound() {
        let table = table();
        for number in 0..50 {
            add(&table, 1, id(number), NOW).unwrap();
            add(&table, 1, id(number), NOW).unwrap();
            prune_to(&table, 1, NOW, 10).unwrap();
        }
        assert_eq!(count(&table), 10);
        assert_eq!(are_known(&table, 1, &[id(39), id(40), id(49)]).unwrap(), [false, true, true]);
    }

    #[test]
    fn old_ids_go_faster_than_new_ones_come() {
        let table = table();
        for number in 0..1_000 {
            add(&table, 1, id(number), NOW).unwrap();
        }
        let later = Timestamp(NOW.0 + 2.0 * KNOWN);
        for number in 1_000..1_300 {
            add(&table, 1, id(number), later).unwrap();
            prune(&table, 1, later).unwrap();
        }
        assert_eq!(count(&table), 300);
    }

    #[test]
    fn the_ids_of_another_file_are_copied() {
        let (from, to) = (table(), table());
        add(&from, 1, id(1), NOW).unwrap();
        add(&from, 2, id(2), NOW).unwrap();
        copy(&from, &to).unwrap();
        assert!(!add(&to, 1, id(1), NOW).unwrap() && !add(&to, 2, id(2), NOW).unwrap());
    }
}
