//! How many there may be, and for how long.

use balefire_proxy::config::Retention;
use balefire_proxy::model::timestamp::Timestamp;

use balefire_proxy::outcome::DiscardReason;
use balefire_proxy::retention::enforce::Enforcer;
use balefire_proxy::store::{DeadLetterQuery, DeadLetters, NewDeadLetter, Store};

use super::{NOW, Stored};

fn letter(project_id: i64, bytes: usize, failed: f64) -> NewDeadLetter {
    NewDeadLetter {
        project_id,
        kind: "event".into(),
        size: bytes,
        reason: DiscardReason::StoreRefused,
        detail: "refused".into(),
        received: NOW,
        failed: Timestamp(failed),
        attempts: 3,
        envelope: vec![b'x'; bytes],
    }
}

fn bury(store: &dyn Store, letters: &[NewDeadLetter]) -> u64 {
    let mut batch = store.begin().unwrap();
    let dropped = letters.iter().map(|letter| batch.bury(letter).unwrap()).sum();
    batch.commit().unwrap();
    dropped
}

#[test]
fn dead_letters_are_bounded_and_the_oldest_go_first() {
    let stored = Stored::new();
    let store = &stored.store;
    let large: Vec<_> = (0..3).map(|_| letter(1, 20 << 20, NOW.0)).collect();
    assert_eq!(bury(store, &large), 0);
    assert_eq!(store.dead_letter_totals().unwrap().bytes, 60 << 20);
    assert_eq!(bury(store, &[letter(2, 5 << 20, NOW.0)]), 1);
    assert_eq!(store.dead_letter_ids().unwrap(), [2, 3, 4]);
    let small: Vec<_> = (0..10_001).map(|_| letter(1, 1, NOW.0)).collect();
    assert_eq!(bury(store, &small), 4);
    let totals = store.dead_letter_totals().unwrap();
    assert_eq!((totals.count, totals.bytes, totals.dropped_for_room), (10_000, 10_000, 5));
    // One that is larger than all the room there is does not stay.
    assert_eq!(bury(store, &[letter(1, 65 << 20, NOW.0)]), 10_001);
    assert_eq!(store.dead_letter_totals().unwrap().count, 0);
}

#[test]
fn old_dead_letters_go_with_the_events() {
    let stored = Stored::new();
    let day = 86_400.0;
    bury(&stored.store, &[letter(1, 10, NOW.0 - 91.0 * day), letter(2, 10, NOW.0 - 89.0 * day)]);
    assert_eq!(stored.store.dead_letter_counts().unwrap(), [(1, 1), (2, 1)].into());
    Enforcer::default().enforce(&stored.store, Retention::default(), NOW, &|| true).unwrap();
    let totals = stored.store.dead_letter_totals().unwrap();
    assert_eq!((totals.count, totals.bytes, totals.dropped_for_age), (1, 10, 1));
    assert_eq!(stored.letters()[0].project, "shop");
    let of_demo = DeadLetterQuery { project: Some("demo".into()), limit: 9 };
    assert!(stored.store.dead_letters(&of_demo).unwrap().is_empty());
}

#[test]
fn dead_letters_have_a_tenth_of_a_small_store() {
    let stored = Stored::new();
    bury(&stored.store, &(0..1_200).map(|_| letter(1, 1 << 10, NOW.0)).collect::<Vec<_>>());
    let retention = Retention { size: 5 << 20, ..Retention::default() };
    Enforcer::default().enforce(&stored.store, retention, NOW, &|| true).unwrap();
    let totals = stored.store.dead_letter_totals().unwrap();
    assert_eq!((totals.count, totals.bytes, totals.dropped_for_room), (512, 512 << 10, 688));
}
