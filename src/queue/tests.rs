use super::*;

const ALL_AT_ONCE: Request = Request { which: Which::All, bytes: 0, is_batch: true };
const ONE_BY_ONE: Request = Request { is_batch: false, ..ALL_AT_ONCE };

fn item(id: u64, category: Category, due_ms: u64) -> Item {
    Item { id, category, bytes: 100, times: 1, hash: 0, due_ms, is_in_flight: false, most: MOST_IN_REQUEST }
}

fn error(id: u64) -> Item {
    item(id, Category::Error, 1_250)
}

fn queue_of(items: impl IntoIterator<Item = Item>) -> Queue {
    let mut queue = Queue::default();
    for item in items {
        assert!(queue.push(item));
    }
    queue
}

fn take(queue: &mut Queue, now_ms: u64, request: Request) -> Vec<u64> {
    let mut taken = Vec::new();
    queue.take(now_ms, request, &mut |item| {
        taken.push(item.id);
        true
    });
    taken
}

#[test]
fn waits_for_others_but_not_for_long() {
    let mut queue = queue_of([error(1), item(2, Category::Error, 1_450), item(3, Category::Error, 1_600)]);
    assert_eq!(queue.due_ms(true), Some(1_250));
    let due = Request { which: Which::Due, ..ALL_AT_ONCE };
    assert_eq!(take(&mut queue, 900, due), []);
    assert_eq!(take(&mut queue, 1_250, due), [1, 2], "and takes along what is due within a moment");
    assert_eq!(queue.due_ms(true), Some(1_600));
}

#[test]
fn many_items_are_due() {
    let queue = queue_of((1..=FULL as u64).map(error));
    assert_eq!((queue.due_ms(false), queue.due_ms(true)), (Some(0), Some(1_250)));
    let mut queue = queue_of((1..=MOST_IN_REQUEST as u64 + 3).map(error));
    assert_eq!(queue.due_ms(true), Some(0));
    let due = Request { which: Which::Due, ..ALL_AT_ONCE };
    assert_eq!(take(&mut queue, 1, due).len(), MOST_IN_REQUEST);
    assert_eq!(take(&mut queue, 1, due), []);
}

#[test]
fn without_batches_an_event_goes_alone_and_sessions_together() {
    let sessions = [2, 4].map(|id| item(id, Category::Session, 0));
    let [second, fourth] = sessions;
    let mut queue = queue_of([error(1), second, item(3, Category::Transaction, 0), fourth]);
    let taken: Vec<_> = (0..3).map(|_| take(&mut queue, 0, ONE_BY_ONE)).collect();
    assert_eq!(taken, [vec![1], vec![2, 4], vec![3]]);
}

#[test]
fn a_request_is_bounded_and_takes_one_item_in_any_case() {
    let mut queue = queue_of((1..=5).map(error));
    let small = Request { bytes: 250, ..ALL_AT_ONCE };
    assert_eq!(take(&mut queue, 0, small), [1, 2]);
    assert_eq!(take(&mut queue, 0, Request { bytes: 1, ..small }), [3]);
    let large = Item { bytes: REQUEST_BYTES, ..error(6) };
    assert!(queue.push(large));
    assert_eq!(take(&mut queue, 0, ALL_AT_ONCE), [4, 5]);
    assert_eq!(take(&mut queue, 0, ALL_AT_ONCE), [6]);
}

#[test]
fn a_refused_item_is_removed() {
    let mut queue = queue_of([error(1), error(2)]);
    queue.take(0, ALL_AT_ONCE, &mut |item| item.id == 2);
    assert_eq!(queue.items.iter().map(|it| (it.id, it.most)).collect::<Vec<_>>(), [(2, 1)]);
}

#[test]
fn overflow_by_count() {
    let mut queue = queue_of((0..MOST_WAITING as u64).map(error));
    assert!(!queue.push(error(1_000)));
    for id in 0..KEPT_FREE as u64 {
        assert!(queue.push(item(2_000 + id, Category::Session, 0)));
    }
    assert!(!queue.push(item(3_000, Category::Session, 0)));
    assert_eq!(take(&mut queue, 0, ALL_AT_ONCE).len(), MOST_IN_REQUEST);
    assert!(queue.push(error(1_000)), "what is in flight makes room");
}

#[test]
fn overflow_by_bytes() {
    let mut queue = queue_of([Item { bytes: MOST_BYTES - 100, ..error(1) }]);
    take(&mut queue, 0, ALL_AT_ONCE);
    assert!(queue.push(error(2)) && !queue.push(error(3)), "what is in flight counts");
    assert!(!queue.push(Item { bytes: u64::MAX, ..error(4) }));
}

#[test]
fn repeats() {
    let mut queue = queue_of([Item { hash: 7, ..error(1) }, error(2)]);
    assert_eq!(queue.repeated(7).map(|it| it.id), Some(1));
    assert!(queue.repeated(8).is_none() && queue.repeated(0).is_none());
    queue.item(1).unwrap().times = MOST_TIMES;
    assert!(queue.repeated(7).is_none(), "the server counts no more in one item");
    queue.item(1).unwrap().times = 1;
    take(&mut queue, 0, ALL_AT_ONCE);
    assert!(queue.repeated(7).is_none(), "it is on its way");
}
