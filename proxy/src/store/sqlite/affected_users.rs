//! Counts the users of an issue: exactly up to a limit, and above it with a sample.
//!
//! A hash of each user is stored. If an issue has too many hashes, only those stay that begin with one more zero bit,
//! and each of them then stands for twice as many users: Wegman's adaptive sampling,
//! <https://doi.org/10.1007/BF02241657>.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::hash;
use crate::store::StoreError;

/// Most hashes stored for an issue; up to this number its users are counted exactly. A sample of this size, or of half
/// of it, usually has an error of 1 to 2 %.
const EXACT: i64 = 10_000;
/// Number of hashes that stay for an issue when the store is too large.
pub(super) const KEPT: i64 = 1_000;

/// The sample of an issue's users: the selection rule and the number of hashes.
pub(super) struct Sample {
    /// The number of zero bits with which the selected hashes begin.
    pub bits: u32,
    rows: i64,
}

impl Sample {
    fn of(connection: &Connection, issue_id: i64) -> Result<Option<Self>, StoreError> {
        let mut select =
            connection.prepare_cached("SELECT user_sampling, users FROM issues WHERE id = ?1")?;
        let read = select.query_row([issue_id], |row| {
            let (bits, users): (u32, i64) = (row.get(0)?, row.get(1)?);
            Ok(Self { bits, rows: users.checked_shr(bits).unwrap_or(0) })
        });
        Ok(read.optional()?)
    }

    /// Adds hashes. Returns whether anything changed.
    fn add(
        &mut self,
        connection: &Connection,
        issue_id: i64,
        hashes: impl Iterator<Item = Vec<u8>>,
    ) -> Result<bool, StoreError> {
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO issue_users (issue_id, user_hash) VALUES (?1, ?2)")?;
        let mut below = (self.bits > 0).then(|| bound(self.bits));
        let mut is_changed = false;
        for hash in hashes {
            if below.as_ref().is_some_and(|below| hash.as_slice() >= below.as_bytes()) {
                continue;
            }
            let added = insert.execute(params![issue_id, hash])?;
            is_changed |= added > 0;
            self.rows += added as i64;
            while self.rows > EXACT {
                self.halve(connection, issue_id)?;
                below = Some(bound(self.bits));
                is_changed = true;
            }
        }
        Ok(is_changed)
    }

    /// Removes half of the hashes.
    fn halve(&mut self, connection: &Connection, issue_id: i64) -> Result<(), StoreError> {
        self.bits += 1;
        let deleted = connection
            .prepare_cached("DELETE FROM issue_users WHERE issue_id = ?1 AND user_hash >= ?2")?
            .execute(params![issue_id, bound(self.bits).as_bytes()])?;
        self.rows -= deleted as i64;
        Ok(())
    }

    /// Writes the estimated number of users.
    fn write(&self, connection: &Connection, issue_id: i64) -> Result<(), StoreError> {
        connection
            .prepare_cached("UPDATE issues SET users = ?2, user_sampling = ?3 WHERE id = ?1")?
            .execute(params![issue_id, self.users(), self.bits])?;
        Ok(())
    }

    /// The estimated number of users.
    pub fn users(&self) -> i64 {
        self.rows.checked_shl(self.bits).unwrap_or(i64::MAX)
    }
}

/// The upper bound, in hex, of hashes that begin with `bits` zero bits. The table stores hashes as hex digits, which
/// sort like the numbers.
fn bound(bits: u32) -> String {
    format!("{:032x}", 1_u128 << (128 - bits.clamp(1, 127)))
}

/// Adds users of an issue, within the open transaction. Returns the sample if it changed.
pub(super) fn count<'a>(
    connection: &Connection,
    issue_id: i64,
    users: impl Iterator<Item = &'a String>,
) -> Result<Option<Sample>, StoreError> {
    let Some(mut sample) = Sample::of(connection, issue_id)? else { return Ok(None) };
    let is_changed = sample.add(connection, issue_id, users.map(|user| hash_of(user)))?;
    Ok(is_changed.then_some(sample))
}

/// The hash by which a user is stored.
pub(super) fn hash_of(user: &str) -> Vec<u8> {
    let mut hash = hash::sha256_hex(user.as_bytes()).into_bytes();
    hash.truncate(32);
    hash
}

/// Adds users of an issue, and writes their number.
pub(super) fn add<'a>(
    connection: &Connection,
    issue_id: i64,
    users: impl Iterator<Item = &'a String>,
) -> Result<(), StoreError> {
    match count(connection, issue_id, users)? {
        Some(sample) => sample.write(connection, issue_id),
        None => Ok(()),
    }
}

/// Moves the first users of an issue to another one, and writes their number. Returns whether there were any.
pub(super) fn move_some(connection: &Connection, from: i64, to: i64, most: i64) -> Result<bool, StoreError> {
    let Some((one, mut sample)) = Sample::of(connection, from)?.zip(Sample::of(connection, to)?) else {
        return Ok(false);
    };
    let hashes: Vec<Vec<u8>> = connection
        .prepare_cached("SELECT user_hash FROM issue_users WHERE issue_id = ?1 ORDER BY user_hash LIMIT ?2")?
        .query_map([from, most], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let Some(last) = hashes.last().cloned() else { return Ok(false) };
    while sample.bits < one.bits {
        sample.halve(connection, to)?;
    }
    sample.add(connection, to, hashes.into_iter())?;
    connection
        .prepare_cached("DELETE FROM issue_users WHERE issue_id = ?1 AND user_hash <= ?2")?
        .execute(params![from, last])?;
    sample.write(connection, to)?;
    Ok(true)
}

/// Whether a user's hash is stored.
pub(super) fn is_stored(connection: &Connection, issue_id: i64, user: &str) -> Result<bool, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT 1 FROM issue_users WHERE issue_id = ?1 AND user_hash = ?2")?;
    Ok(select.exists(params![issue_id, hash_of(user)])?)
}

/// Reduces the sample of an issue's users.
pub(super) fn thin(connection: &Connection, issue_id: i64) -> Result<(), StoreError> {
    let Some(mut sample) = Sample::of(connection, issue_id)? else { return Ok(()) };
    while sample.rows > KEPT {
        sample.halve(connection, issue_id)?;
    }
    sample.write(connection, issue_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_leaves_hashes_with_so_many_zero_bits() {
        assert_eq!(bound(1), format!("8{}", "0".repeat(31)));
        assert_eq!(bound(4), format!("1{}", "0".repeat(31)));
        assert_eq!(bound(127), format!("{}2", "0".repeat(31)));
        assert!("7f" < bound(1).as_str() && "80" <= bound(1).as_str() && "81" > bound(1).as_str());
    }
}
