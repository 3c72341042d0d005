//! How many users an issue has.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::store::{ProjectAdmin, Sqlite, Store};

use super::{NOW, all, event, over_each, record};

/// Stores events of so many users, in batches.
fn come(store: &dyn Store, group: &str, users: std::ops::Range<u32>) {
    for begin in users.clone().step_by(2_000) {
        let mut batch = store.begin().unwrap();
        for user in begin..users.end.min(begin + 2_000) {
            let id = u128::from(user) << 64 | u128::from(group.len() as u32);
            batch.record(&Event { user: Some(format!("user {user}")), ..event(id, group, NOW) }).unwrap();
        }
        batch.commit().unwrap();
    }
}

fn users(store: &dyn Store, issue: usize) -> i64 {
    all(store)[issue].users
}

#[test]
fn exact_up_to_ten_thousand_and_an_estimate_beyond() {
    over_each(|store| {
        come(store, "g", 0..10_000);
        assert_eq!(users(store, 0), 10_000);
        come(store, "g", 10_000..40_000);
        let estimate = users(store, 0);
        assert!((39_000..=41_000).contains(&estimate), "{estimate}");
        // An issue beside it is counted by itself.
        come(store, "another", 0..3);
        let counted: Vec<i64> = all(store).iter().map(|issue| issue.users).collect();
        assert!(counted.contains(&3) && counted.contains(&estimate), "{counted:?}");
    });
}

#[test]
fn users_that_come_again_are_not_counted_again() {
    over_each(|store| {
        come(store, "g", 0..15_000);
        let first = users(store, 0);
        let mut batch = store.begin().unwrap();
        for user in 0..15_000_u32 {
            let id = u128::from(user) << 64 | 99;
            batch.record(&Event { user: Some(format!("user {user}")), ..event(id, "g", NOW) }).unwrap();
        }
        batch.commit().unwrap();
        assert_eq!(users(store, 0), first);
    });
}

#[test]
fn an_issue_that_an_older_version_counted_is_brought_within_the_bound() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "k1").unwrap();
    record(&store, &event(1, "g", NOW));
    let raw = rusqlite::Connection::open(directory.path().join("store.db")).unwrap();
    raw.execute_batch("BEGIN").unwrap();
    for user in 0..24_000 {
        let hash = sha256_hex(format!("user {user}").as_bytes());
        raw.execute("INSERT INTO issue_users VALUES (1, ?1)", [&hash.as_bytes()[..32]]).unwrap();
    }
    raw.execute_batch("UPDATE issues SET users = 24000; COMMIT").unwrap();
    // Users that are known, and one that is not.
    for (id, user) in [(2, "user 1"), (3, "user 2"), (4, "another")] {
        record(&store, &Event { user: Some(user.into()), ..event(id, "g", NOW) });
        let estimate = users(&store, 0);
        assert!((23_000..=25_000).contains(&estimate), "{estimate}");
        let rows = raw.query_row("SELECT count(*) FROM issue_users", [], |row| row.get::<_, i64>(0)).unwrap();
        assert!(rows <= 10_000 && estimate % rows == 0, "{rows} {estimate}");
    }
}
