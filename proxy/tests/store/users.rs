//! How many users an issue has.

use balefire_proxy::process::Event;
use balefire_proxy::store::Store;

use super::{NOW, all, event, over_each};

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
