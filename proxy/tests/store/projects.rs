//! Projects, their keys, and how much they sent.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;

use super::{NOW, event, over_each, record};

#[test]
fn keys_are_added_and_revoked() {
    over_each(|store| {
        assert!(store.add_key(1, "k3").unwrap());
        // Neither twice, nor another project's, nor of a project that is none.
        for (project_id, key) in [(1, "k3"), (2, "k1"), (7, "k4")] {
            assert!(!store.add_key(project_id, key).unwrap(), "{key}");
        }
        assert_eq!(store.projects().unwrap()[0].keys, ["k1", "k3"]);
        assert!(store.revoke_key("k1").unwrap());
        assert!(!store.revoke_key("k1").unwrap());
        assert_eq!(store.projects().unwrap()[0].keys, ["k3"]);
        assert_eq!(store.projects().unwrap()[1].keys, ["k2"]);
    });
}

#[test]
fn projects() {
    over_each(|store| {
        let again = store.ensure_project("demo", "other").unwrap();
        assert_eq!((again.id, again.keys), (1, vec!["k1".to_owned()]));
        let slugs: Vec<String> = store.projects().unwrap().into_iter().map(|project| project.slug).collect();
        assert_eq!(slugs, ["demo", "shop"]);
    });
}

#[test]
fn usage_by_hour_day_and_week() {
    over_each(|store| {
        // Ten hours into a day.
        let now = NOW - NOW % 86_400.0 + 36_000.0;
        let at = |id, received| Event { received: Timestamp(received), ..event(id, "g", received) };
        // The last one came while the clock was ahead.
        for (id, ago) in [(1, 0.0), (2, 3_600.0), (3, 11.0 * 3_600.0), (4, 8.0 * 86_400.0), (5, -86_400.0)] {
            record(store, &at(id, now - ago));
            record(store, &at(id, now - ago));
        }
        let usages = store.usages(Timestamp(now)).unwrap();
        assert_eq!((usages[&1].hour, usages[&1].day, usages[&1].week), (1, 2, 2));
        assert!(!usages.contains_key(&2));
    });
}
