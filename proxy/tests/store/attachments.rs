//! Attachments: their bounds, and what deletes them.

use balefire_proxy::model::attachment::Attachment;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Store, ThinningPlan};

use super::{NOW, event, over_each, record};

const MOST: u64 = 200_000;

fn attachment(project_id: i64, event: u128, name: &str, size: usize) -> Attachment {
    Attachment {
        project_id,
        event_id: format!("{event:032x}"),
        name: name.into(),
        content_type: "text/plain".into(),
        kind: "event.attachment".into(),
        received: Timestamp(NOW),
        content: vec![b'x'; size],
    }
}

fn add(store: &dyn Store, attachment: &Attachment) -> bool {
    let mut batch = store.begin().unwrap();
    let is_stored = batch.record_attachment(attachment, MOST).unwrap();
    batch.commit().unwrap();
    is_stored
}

fn names(store: &dyn Store, project_id: i64, event: u128) -> Vec<String> {
    let found = store.attachments(project_id, &format!("{event:032x}"), 1_000).unwrap();
    found.into_iter().map(|info| info.name).collect()
}

#[test]
fn content_comes_back_for_its_event_alone() {
    over_each(|store| {
        assert!(add(store, &attachment(1, 7, "a.txt", 3)));
        let info = store.attachments(1, &format!("{:032x}", 7), 9).unwrap().remove(0);
        assert_eq!((info.size, info.content_type.as_str(), info.received.0), (3, "text/plain", NOW));
        let get = |project, event: u128, id| store.attachment(project, &format!("{event:032x}"), id).unwrap();
        assert_eq!(get(1, 7, info.id), Some((info.clone(), b"xxx".to_vec())));
        assert_eq!((get(2, 7, info.id), get(1, 8, info.id), get(1, 7, info.id + 1)), (None, None, None));
    });
}

#[test]
fn the_oldest_of_a_project_give_way() {
    over_each(|store| {
        add(store, &attachment(2, 1, "other project", 90_000));
        for (name, size) in [("a", 70_000), ("b", 70_000), ("c", 70_000)] {
            assert!(add(store, &attachment(1, 1, name, size)), "{name}");
        }
        assert_eq!(names(store, 1, 1), ["b", "c"]);
        assert!(!add(store, &attachment(1, 1, "larger than all may be", 199_000)));
        assert_eq!((names(store, 1, 1).len(), names(store, 2, 1).len()), (2, 1));
        // Freed room is room again.
        assert!(add(store, &attachment(1, 1, "d", 30_000)));
        assert_eq!(names(store, 1, 1), ["b", "c", "d"]);
    });
}

#[test]
fn empty_ones_take_room_too() {
    over_each(|store| {
        let add_to = |event: u128| add(store, &attachment(1, event, "empty", 0));
        assert!((0..300).all(add_to));
        let left: Vec<u128> = (0..300).filter(|n| !names(store, 1, *n).is_empty()).collect();
        assert_eq!(left, (300 - u128::from(MOST) / 1024..300).collect::<Vec<_>>());
    });
}

#[test]
fn an_event_has_a_bounded_number() {
    over_each(|store| {
        let stored = (0..150).filter(|n| add(store, &attachment(1, 1, &n.to_string(), 1))).count();
        assert_eq!((stored, names(store, 1, 1).len()), (100, 100));
    });
}

#[test]
fn they_go_with_their_event() {
    over_each(|store| {
        for id in 1..=20 {
            record(store, &event(id, "g", NOW + id as f64));
            add(store, &attachment(1, id, "a", 10));
        }
        add(store, &attachment(2, 1, "of another project", 10));
        store.thin(&mut ThinningPlan::default()).unwrap();
        let left: Vec<u128> = (1..=20).filter(|id| !names(store, 1, *id).is_empty()).collect();
        assert_eq!(left, (11..=20).collect::<Vec<_>>());
        assert_eq!(names(store, 2, 1).len(), 1);
    });
}

#[test]
fn they_go_by_age_and_in_the_order_of_arrival() {
    over_each(|store| {
        for (id, received) in [(1, NOW - 10.0), (2, NOW), (3, NOW - 20.0)] {
            add(store, &Attachment { received: Timestamp(received), ..attachment(1, id, "a", 1) });
        }
        assert!(!store.expire_attachments(Timestamp(NOW - 5.0)).unwrap());
        // The third is behind a young one: its time may be wrong.
        assert_eq!([1, 2, 3].map(|id| names(store, 1, id).len()), [0, 1, 1]);
        for id in 100..220 {
            add(store, &attachment(1, id, "a", 1));
        }
        let mut steps = 1;
        while store.expire_attachments(Timestamp(NOW + 1.0)).unwrap() {
            steps += 1;
        }
        assert_eq!((steps, names(store, 1, 219).len()), (3, 0));
    });
}
