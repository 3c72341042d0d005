//! Reading issues, events and tags.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::IssueQuery;

use super::{NOW, all, event, over_each, record};

#[test]
fn users_are_counted_once_each() {
    over_each(|store| {
        for (id, user) in [(1, Some("a")), (2, Some("b")), (3, Some("a")), (4, None)] {
            record(store, &Event { user: user.map(Into::into), ..event(id, "g", NOW) });
        }
        assert_eq!(all(store)[0].users, 2);
    });
}

#[test]
fn tags_are_counted_and_their_values_bounded() {
    over_each(|store| {
        for id in 0..120 {
            let tags = vec![("os".into(), "Linux".into()), ("url".into(), format!("/{}", id / 2))];
            record(store, &Event { tags, ..event(id, "g", NOW) });
        }
        for id in 200..400 {
            record(
                store,
                &Event { tags: vec![("url".into(), format!("/more/{id}"))], ..event(id, "g", NOW) },
            );
        }
        let tags = store.tags(all(store)[0].id).unwrap();
        assert_eq!((tags[0].key.as_str(), tags[0].value.as_str(), tags[0].count), ("os", "Linux", 120));
        let urls: Vec<i64> = tags.iter().filter(|tag| tag.key == "url").map(|tag| tag.count).collect();
        assert_eq!(urls.len(), 100);
        assert!(urls.is_sorted_by(|a, b| a >= b));
    });
}

#[test]
fn hours() {
    over_each(|store| {
        for (id, ago) in [(1, 0.0), (2, 0.0), (3, 3600.0), (4, 23.0 * 3600.0), (5, 24.0 * 3600.0)] {
            record(store, &event(id, "g", NOW - ago));
        }
        let hours = store.hourly(&[all(store)[0].id, 999], Timestamp(NOW)).unwrap();
        assert_eq!((hours[0][23], hours[0][22], hours[0][0]), (2, 1, 1));
        assert_eq!(hours[0].iter().sum::<u32>(), 4);
        assert_eq!(hours[1], [0; 24]);
    });
}

#[test]
fn issues_by_project_and_page() {
    over_each(|store| {
        for id in 1..=5 {
            let project_id = if id == 5 { 2 } else { 1 };
            record(store, &Event { project_id, ..event(id, &format!("g{id}"), NOW + id as f64) });
        }
        let titles = |query: IssueQuery| -> Vec<String> {
            store.issues(&query).unwrap().into_iter().map(|issue| issue.description.title).collect()
        };
        let page = IssueQuery { limit: 2, offset: 1, ..IssueQuery::default() };
        assert_eq!(titles(page), ["title 4", "title 3"]);
        let projects =
            |ids: &[i64]| IssueQuery { projects: Some(ids.to_vec()), limit: 9, ..IssueQuery::default() };
        assert_eq!(titles(projects(&[2])), ["title 5"]);
        assert_eq!(titles(projects(&[2, 1])).len(), 5);
        assert!(titles(projects(&[3])).is_empty());
        assert!(titles(projects(&[])).is_empty());
        assert_eq!(store.count_issues(&projects(&[1]), 9).unwrap(), 4);
        assert_eq!(store.count_issues(&projects(&[1]), 3).unwrap(), 3);
    });
}
