//! Envelopes that wait for an upstream.

use super::over_each;

#[test]
fn forwards_wait_in_order_and_within_bounds() {
    over_each(|store| {
        let put = |project, envelope: &[u8]| {
            let mut batch = store.begin().unwrap();
            let is_in = batch.forward(project, envelope, 8).unwrap();
            batch.commit().unwrap();
            is_in
        };
        assert!(put(1, b"one") && put(2, b"other") && put(1, b"two!!") && !put(1, b"three"));
        let waiting = || {
            let all = store.forwards(1, 10).unwrap();
            all.into_iter().map(|it| (it.id, String::from_utf8(it.envelope).unwrap())).collect::<Vec<_>>()
        };
        let [(first, one), (_, two)] = &waiting()[..] else { panic!("{:?}", waiting()) };
        assert_eq!((one.as_str(), two.as_str()), ("one", "two!!"));
        store.acknowledge_forwarded(1, *first).unwrap();
        assert!(put(1, b"three"));
        assert_eq!(waiting().iter().map(|(_, it)| it.as_str()).collect::<Vec<_>>(), ["two!!", "three"]);
        assert_eq!(store.forwards(2, 10).unwrap().len(), 1);
    });
}
