//! Silences: made, lengthened, ended by people, by time and by a newer release, and bounded.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::issue_state::{ActivityKind, Actor};
use balefire_proxy::model::silence::{
    InvalidSilence, Matcher, NewSilence, Operator, Silence, SilenceState, write_matchers,
};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{MOST_SILENCES, SilenceError, Store};

use super::{NOW, event, over_each, record};

const HOUR: f64 = 3_600.0;

fn at(seconds: f64) -> Timestamp {
    Timestamp(NOW + seconds)
}

fn of(name: &str, value: &str) -> NewSilence {
    NewSilence {
        matchers: vec![Matcher::equal(name, value).unwrap()],
        starts: at(0.0),
        ends: at(HOUR),
        until_next_release: false,
        created_by: "anna".into(),
        comment: "why".into(),
        replaces: None,
    }
}

fn add(store: &dyn Store, silence: &NewSilence, now: f64) -> Result<i64, SilenceError> {
    store.add_silence(silence, &Actor::Link, at(now))
}

/// Those that the worker gets.
fn in_force(store: &dyn Store, now: f64) -> Vec<Silence> {
    let mut batch = store.begin().unwrap();
    let found = batch.silences(at(now)).unwrap();
    batch.commit().unwrap();
    found
}

fn ids(silences: &[Silence]) -> Vec<i64> {
    silences.iter().map(|silence| silence.id).collect()
}

fn release(store: &dyn Store, id: u128, version: &str, seconds: f64) {
    record(store, &Event { release: Some(version.into()), ..event(id, "g1", NOW + seconds) });
}

#[test]
fn each_comes_back_as_it_was_and_ends_with_its_time() {
    over_each(|store| {
        let matchers = vec![
            Matcher::new("project", Operator::NotEqual, "a \"b\" \\ '").unwrap(),
            Matcher::new("level", Operator::Matches, "error|fatal").unwrap(),
            Matcher::new("漢字.tag", Operator::NotMatches, "^x$").unwrap(),
        ];
        let silence = NewSilence { matchers, starts: at(100.0), ..of("a", "b") };
        assert_eq!(add(store, &silence, 0.0).unwrap(), 1);
        let found = store.silence(1).unwrap().unwrap();
        assert_eq!(write_matchers(&found.matchers), write_matchers(&silence.matchers));
        assert_eq!((found.starts, found.ends, found.updated), (at(100.0), at(HOUR), at(0.0)));
        assert_eq!((found.created_by.as_str(), found.comment.as_str()), ("anna", "why"));
        assert_eq!(found.state(at(0.0)), SilenceState::Pending);
        for (now, expect) in [(0.0, vec![]), (100.0, vec![1]), (HOUR - 1.0, vec![1]), (HOUR, vec![])] {
            assert_eq!(ids(&in_force(store, now)), expect, "{now}");
        }
        assert_eq!(ids(&store.silences(at(0.0), 0).unwrap()), [1]);
        assert_eq!(ids(&store.silences(at(HOUR), 0).unwrap()), Vec::<i64>::new());
        assert_eq!(ids(&store.silences(at(HOUR), 9).unwrap()), [1]);
        assert_eq!(store.silence(77).unwrap(), None);
    });
}

#[test]
fn a_mute_is_recorded_with_its_issue() {
    over_each(|store| {
        release(store, 1, "shop@1.0.0", 0.0);
        assert_eq!(add(store, &of("issue", "1"), 0.0).unwrap(), 1);
        let until = NewSilence { until_next_release: true, ends: at(300.0 * 86_400.0), ..of("issue", "1") };
        assert_eq!(add(store, &until, 1.0).unwrap(), 2);
        assert!(store.expire_silence(1, &Actor::Token("ci".into()), at(2.0)).unwrap());
        assert!(!store.expire_silence(1, &Actor::Pages, at(3.0)).unwrap());
        assert!(!store.expire_silence(77, &Actor::Pages, at(3.0)).unwrap());
        let happened: Vec<_> =
            store.activity(1, 0, 9).unwrap().into_iter().map(|it| (it.actor, it.kind)).collect();
        assert_eq!(
            happened,
            [
                (Actor::Token("ci".into()), ActivityKind::Unmuted),
                (Actor::Link, ActivityKind::Muted { until: None, release: Some("shop@1.0.0".into()) }),
                (Actor::Link, ActivityKind::Muted { until: Some(at(HOUR)), release: None }),
            ]
        );
        // What is silenced beside the issue is no matter of its record.
        add(store, &of("project", "demo"), 4.0).unwrap();
        assert_eq!(store.activity(1, 0, 9).unwrap().len(), 3);
        let missing = add(store, &of("issue", "77"), 0.0).unwrap_err();
        assert_eq!(missing.to_string(), "there is no issue 77");
    });
}

#[test]
fn the_same_again_lasts_longer_and_never_shorter() {
    over_each(|store| {
        let until = |ends: f64| NewSilence { ends: at(ends), ..of("project", "demo") };
        for (ends, expect) in [(HOUR, HOUR), (3.0 * HOUR, 3.0 * HOUR), (2.0 * HOUR, 3.0 * HOUR)] {
            assert_eq!(add(store, &until(ends), 0.0).unwrap(), 1);
            assert_eq!(store.silence(1).unwrap().unwrap().ends, at(expect));
        }
        // One that is over is not taken up again, one that begins later is another one.
        assert_eq!(add(store, &NewSilence { starts: at(HOUR), ..until(2.0 * HOUR) }, 0.0).unwrap(), 2);
        assert!(store.expire_silence(1, &Actor::Pages, at(5.0)).unwrap());
        assert_eq!(add(store, &until(HOUR), 6.0).unwrap(), 3);
        assert_eq!(ids(&in_force(store, 7.0)), [3]);
    });
}

#[test]
fn one_takes_the_place_of_another_or_nothing_happens() {
    over_each(|store| {
        add(store, &of("project", "demo"), 0.0).unwrap();
        let shorter = NewSilence { ends: at(60.0), replaces: Some(1), ..of("project", "demo") };
        assert_eq!(add(store, &shorter, 1.0).unwrap(), 2);
        assert_eq!((ids(&in_force(store, 2.0)), ids(&in_force(store, 60.0))), (vec![2], vec![]));
        let unknown = NewSilence { replaces: Some(77), ..of("project", "demo") };
        assert!(matches!(add(store, &unknown, 1.0), Err(SilenceError::Unknown(_))));
        // The project has no release: the silence that would be replaced stays.
        let refused = NewSilence { replaces: Some(2), until_next_release: true, ..of("project", "demo") };
        assert!(
            matches!(add(store, &refused, 2.0), Err(SilenceError::NoRelease(project)) if project == "demo")
        );
        assert_eq!(ids(&in_force(store, 3.0)), [2]);
    });
}

#[test]
fn a_newer_release_ends_it() {
    over_each(|store| {
        release(store, 1, "shop@1.4.2", 0.0);
        let until = |name, value| NewSilence { until_next_release: true, ends: at(9e6), ..of(name, value) };
        let by_issue = add(store, &until("issue", "1"), 1.0).unwrap();
        let by_project = add(store, &until("project", "demo"), 1.0).unwrap();
        let other = add(store, &of("project", "shop"), 1.0).unwrap();
        assert_eq!(store.silence(by_issue).unwrap().unwrap().until.unwrap().after.version, "shop@1.4.2");
        release(store, 2, "shop@1.4.1", 10.0);
        assert_eq!(in_force(store, 11.0).len(), 3);
        release(store, 3, "shop@1.5.0", 20.0);
        assert_eq!(ids(&in_force(store, 21.0)), [other]);
        let ended = store.silence(by_project).unwrap().unwrap();
        assert_eq!((ended.ends, ended.state(at(21.0))), (at(21.0), SilenceState::Expired));
        // Another project's release is none.
        let elsewhere = add(store, &until("project", "shop"), 22.0).unwrap_err();
        assert!(matches!(elsewhere, SilenceError::NoRelease(_)));
        for (matcher, expect) in [
            (Matcher::equal("level", "error"), "needs a matcher"),
            (Matcher::new("project", Operator::Matches, "demo"), "needs a matcher"),
            (Matcher::equal("project", "nowhere"), "there is no project nowhere"),
            (Matcher::equal("issue", "x"), "there is no issue x"),
        ] {
            let silence = NewSilence { matchers: vec![matcher.unwrap()], ..until("a", "b") };
            let error = add(store, &silence, 22.0).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        }
    });
}

#[test]
fn there_are_so_many_and_no_more() {
    over_each(|store| {
        for n in 0..MOST_SILENCES {
            add(store, &of("project", &format!("p{n}")), 0.0).unwrap();
        }
        assert!(matches!(add(store, &of("project", "one"), 0.0), Err(SilenceError::TooMany)));
        // The same as one of them needs no place.
        assert!(add(store, &of("project", "p7"), 0.0).is_ok());
        assert!(matches!(
            add(store, &NewSilence { matchers: Vec::new(), ..of("a", "b") }, 0.0),
            Err(SilenceError::Invalid(InvalidSilence::Matchers))
        ));
        // Once they are over there is room, and those that are over are forgotten after a month.
        assert!(add(store, &NewSilence { ends: at(3.0 * HOUR), ..of("project", "one") }, 2.0 * HOUR).is_ok());
        assert_eq!(store.silences(at(2.0 * HOUR), 9_999).unwrap().len(), MOST_SILENCES as usize + 1);
        let month = 31.0 * 86_400.0;
        let later = NewSilence { starts: at(month), ends: at(month + HOUR), ..of("project", "two") };
        assert!(add(store, &later, month).is_ok());
        assert_eq!(store.silences(at(month), 9_999).unwrap().len(), 1);
    });
}
