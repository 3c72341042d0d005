//! Releases, as events, segments and sessions name them.

use std::sync::Arc;

use balefire_proxy::model::event::Event;
use balefire_proxy::model::span::{Dimensions, Segment, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Release, Store};

use super::performance::{item, segment, store};
use super::{NOW, event, over_each, record};

fn of(version: &str, event: Event) -> Event {
    Event { release: Some(version.into()), ..event }
}

fn versions(it: &dyn Store) -> Vec<String> {
    it.releases(1, 0, 100).unwrap().into_iter().map(|it| it.version).collect()
}

#[test]
fn events_count_for_their_release() {
    over_each(|it| {
        let all = [
            of("a@1", event(1, "g", NOW - 50.0)),
            of("a@1", Event { times_seen: 5, ..event(2, "h", NOW - 90.0) }),
            of("a@1", event(3, "g", NOW - 10.0)),
            of("a@2", Event { received: Timestamp(NOW + 5.0), ..event(4, "g", NOW) }),
            event(5, "i", NOW),
        ];
        let mut batch = it.begin().unwrap();
        for event in &all[..2] {
            batch.record(event).unwrap();
        }
        batch.commit().unwrap();
        for event in &all[1..] {
            record(it, event);
        }
        let first = Release {
            project_id: 1,
            version: "a@1".into(),
            created: Timestamp(NOW),
            first_event: Some(Timestamp(NOW - 90.0)),
            last_event: Some(Timestamp(NOW - 10.0)),
            events: 7,
            new_issues: 2,
        };
        assert_eq!(it.release(1, "a@1").unwrap(), Some(first));
        let second = it.release(1, "a@2").unwrap().unwrap();
        assert_eq!((second.events, second.new_issues), (1, 0));
        assert_eq!(versions(it), ["a@2", "a@1"]);
        assert_eq!(it.releases(1, 1, 1).unwrap()[0].version, "a@1");
        assert_eq!((it.release(1, "a@3").unwrap(), it.release(2, "a@1").unwrap()), (None, None));
    });
}

#[test]
fn a_release_without_events_is_known_by_its_page_loads() {
    over_each(|it| {
        let of = |release: &str| Segment {
            dimensions: Arc::new(Dimensions { release: release.into(), ..Dimensions::default() }),
            ..segment(1, "/", NOW, 100.0)
        };
        store(it, &TraceData { segments: vec![of("a@1"), of("")], ..item(NOW) });
        let [release] = &it.releases(1, 0, 10).unwrap()[..] else { panic!("one release") };
        assert_eq!((release.version.as_str(), release.events, release.first_event), ("a@1", 0, None));
        record(it, &self::of("a@1", event(1, "g", NOW - 7.0)));
        let release = it.release(1, "a@1").unwrap().unwrap();
        assert_eq!((release.events, release.first_event), (1, Some(Timestamp(NOW - 7.0))));
    });
}

/// A segment of its own release for each of these numbers, in one batch.
fn store_releases(it: &dyn Store, numbers: std::ops::Range<u32>) {
    let mut batch = it.begin().unwrap();
    for n in numbers {
        let received = Timestamp(NOW + f64::from(n));
        let data = TraceData {
            segments: vec![Segment {
                dimensions: Arc::new(Dimensions { release: format!("a@{n}"), ..Dimensions::default() }),
                ..segment(u64::from(n), "/", received.0, 1.0)
            }],
            ..item(received.0)
        };
        batch.record_trace(&data).unwrap();
    }
    batch.commit().unwrap();
}

#[test]
fn releases_without_end_displace_those_without_news() {
    over_each(|it| {
        for n in 0..100_u32 {
            store_releases(it, n * 100..(n + 1) * 100);
        }
        // The first release is still in use.
        record(it, &Event { received: Timestamp(NOW + 9_999.5), ..of("a@0", event(1, "g", NOW)) });
        store_releases(it, 10_000..10_050);
        assert_eq!(it.releases(1, 0, 1).unwrap()[0].version, "a@10049");
        let last = it.releases(1, 9_998, 10).unwrap();
        assert_eq!(last.iter().map(|it| it.version.as_str()).collect::<Vec<_>>(), ["a@51", "a@0"]);
    });
}

#[test]
fn a_batch_adds_a_hundred_releases_those_with_events_first() {
    over_each(|it| {
        let mut batch = it.begin().unwrap();
        for n in 0..150_u32 {
            let release = Arc::new(Dimensions { release: format!("a@{n:03}"), ..Dimensions::default() });
            let segment = Segment { dimensions: release, ..segment(u64::from(n), "/", NOW, 1.0) };
            batch.record_trace(&TraceData { segments: vec![segment], ..item(NOW) }).unwrap();
        }
        batch.record(&of("b@1", event(1, "g", NOW))).unwrap();
        batch.commit().unwrap();
        assert_eq!(it.releases(1, 0, 1_000).unwrap().len(), 100);
        assert_eq!(it.release(1, "b@1").unwrap().unwrap().events, 1);
        // The next batch adds what was left.
        store_releases(it, 200..203);
        assert_eq!(it.releases(1, 0, 1_000).unwrap().len(), 103);
    });
}
