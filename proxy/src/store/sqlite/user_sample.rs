//! Counts the users of sessions in a sample, where there are so many that sorting all of them takes seconds.

use rusqlite::{Connection, params};

use crate::store::{HealthCounts, StoreError};

/// Most users of a range that are all counted. Of more, a part is counted, chosen by their hashes.
const ALL: i64 = 200_000;
/// Smallest part: one in this many. The hashes are told apart by their first byte.
const PARTS: u64 = 128;
/// Which users are in a sample, in SQL.
pub(super) const SAMPLED: &str = "(?6 IS NULL OR user_hash < ?6)";

/// One in so many users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample(u64);

/// The sample for the days of a project from a first to a last one.
pub(super) fn of_days(
    connection: &Connection,
    project_id: i64,
    first: i64,
    last: i64,
) -> Result<Sample, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(sum(users), 0) FROM session_user_totals WHERE project_id = ?1 AND day >= ?2 AND day <= ?3",
    )?;
    Ok(Sample::of(select.query_row(params![project_id, first, last], |row| row.get(0))?))
}

impl Sample {
    fn of(users: i64) -> Self {
        let mut parts = 1;
        while parts < PARTS && users / parts.cast_signed() > ALL {
            parts *= 2;
        }
        Self(parts)
    }

    /// Whether some users are not counted.
    pub(super) fn is_part(self) -> bool {
        self.0 > 1
    }

    /// The hash before which all others of the sample come; none if it has all users.
    pub(super) fn hashes_below(self) -> Option<[u8; 1]> {
        u8::try_from(256 / self.0).ok().map(|first| [first])
    }

    /// The numbers of all users, from those of the sample.
    pub(super) fn extrapolate(self, of: HealthCounts) -> HealthCounts {
        let all = |count: u64| count.saturating_mul(self.0);
        HealthCounts {
            total: all(of.total),
            errored: all(of.errored),
            unhandled: all(of.unhandled),
            crashed: all(of.crashed),
            abnormal: all(of.abnormal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;
    use crate::store::sqlite::{schema, session_health};
    use crate::store::{Health, HealthFilter};

    #[test]
    fn the_more_users_the_smaller_the_part() {
        for (users, parts, below) in [
            (0, 1, None),
            (ALL, 1, None),
            (ALL + 1, 2, Some([128])),
            (2 * ALL, 2, Some([128])),
            (3_000_000, 16, Some([16])),
            (i64::MAX, PARTS, Some([2])),
        ] {
            let sample = Sample::of(users);
            assert_eq!((sample.0, sample.hashes_below()), (parts, below), "{users}");
        }
    }

    #[test]
    fn a_sample_is_near_the_number_of_all() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = schema::open_writer(&directory.path().join("store.db")).unwrap();
        schema::migrate(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO projects (slug) VALUES ('demo');
                 INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day)
                     VALUES (1, 2, '', 'a@1', '', '', '', 7);
                 BEGIN",
            )
            .unwrap();
        // 10,000 users whose hashes are spread evenly, as those of SHA-256 are; each fifth had a crash.
        let sql = "INSERT INTO session_users VALUES (1, 7, 1, ?1, ?2)";
        for n in 0..10_000_u32 {
            let mut hash = [0_u8; 16];
            hash[..4].copy_from_slice(&n.wrapping_mul(0x9e37_79b9).to_be_bytes());
            let state = if n % 5 == 0 { 3 } else { 0 };
            connection.prepare_cached(sql).unwrap().execute(params![hash, state]).unwrap();
        }
        let day = |hours: f64| Timestamp((7.0 * 24.0 + hours) * 3_600.0);
        let filter =
            HealthFilter { project_id: 1, release: None, environment: None, from: day(0.0), to: day(24.0) };
        let exact: Health = session_health::health(&connection, &filter).unwrap();
        assert_eq!((exact.users.total, exact.users.crashed, exact.is_users_estimate), (10_000, 2_000, false));
        connection.execute_batch("UPDATE session_user_totals SET users = 3000000").unwrap();
        let about = session_health::health(&connection, &filter).unwrap();
        assert!(about.is_users_estimate);
        assert!((9_000..11_000).contains(&about.users.total), "{about:?}");
        assert!((1_600..2_400).contains(&about.users.crashed), "{about:?}");
        let by = session_health::by_release(&connection, &filter, 10).unwrap();
        assert_eq!((by[0].0.as_str(), by[0].1.users), ("a@1", about.users));
        let days = session_health::users_by_day(&connection, &filter).unwrap();
        assert_eq!(days, [(day(0.0), about.users)]);
    }
}
