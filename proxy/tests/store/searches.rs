//! Searches of a small store: which issues each word finds.

use balefire_proxy::model::event::{Description, Event};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::search::parse;
use balefire_proxy::store::{IssueQuery, IssueSort, Store};

use super::{NOW, event, over_each, record};

pub(super) const HOUR: f64 = 3600.0;

pub(super) fn described(title: &str, value: &str, culprit: &str) -> Description {
    let exception_type = title.split_once(": ").map_or("", |(exception_type, _)| exception_type);
    Description {
        title: title.into(),
        culprit: culprit.into(),
        exception_type: exception_type.into(),
        value: value.into(),
        filename: String::new(),
        function: String::new(),
    }
}

pub(super) fn tagged(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Five issues: 1 with three events and two users, 2 in Chinese, 3 of another project, 4 odd, 5 old.
pub(super) fn fill(store: &dyn Store) {
    let pay = |id, ago: f64, user: &str| {
        Event {
        description: described("TypeError: x is null", "x is null", "pay(app.js)"),
        user: Some(user.into()),
        release: Some("web@1".into()),
        tags: tagged(&[("release", "web@1"), ("environment", "production"), ("handled", "no"), ("level", "error")]),
        body: r#"{"exception":{"values":[{"stacktrace":{"frames":[
            {"function":"submitOrder","filename":"src/form.js"},{"function":"pay","filename":"src/app.js"}]}}]},
            "request":{"url":"https://shop.test/checkout?step=2"}}"#
            .into(),
        ..event(id, "pay", NOW - ago)
    }
    };
    for (id, ago, user) in [(1, 3.0 * HOUR, "7"), (2, 2.0 * HOUR, "a@b.test"), (3, HOUR, "7")] {
        record(store, &pay(id, ago, user));
    }
    record(
        store,
        &Event {
            description: described("Error: 订单支付失败", "订单支付失败", "提交(订单.js)"),
            level: "fatal".into(),
            release: Some("web@2".into()),
            tags: tagged(&[
                ("release", "web@2"),
                ("environment", "staging"),
                ("handled", "yes"),
                ("city", "杭州"),
            ]),
            ..event(4, "zh", NOW - 30.0 * HOUR)
        },
    );
    record(
        store,
        &Event {
            project_id: 2,
            level: "warning".into(),
            platform: "python".into(),
            description: described("slow query", "slow query", "run(db.py)"),
            ..event(5, "slow", NOW - 2.0 * HOUR)
        },
    );
    record(
        store,
        &Event {
            level: "info".into(),
            description: described("CPU \0 over 90% \"now\" _a\\b", "Straße", ""),
            tags: tagged(&[("url", "https://a.test/50%_off\\x")]),
            body: "no json".into(),
            ..event(6, "odd", NOW - 0.5 * HOUR)
        },
    );
    record(
        store,
        &Event {
            description: described("RangeError: too deep", "too deep", "walk(tree.js)"),
            times_seen: 40,
            ..event(7, "old", NOW - 9.0 * 24.0 * HOUR)
        },
    );
}

pub(super) fn ids(store: &dyn Store, query: &IssueQuery) -> Vec<i64> {
    store.issues(query).unwrap().into_iter().map(|issue| issue.id).collect()
}

pub(super) fn query(text: &str) -> IssueQuery {
    let now = Timestamp(NOW);
    let search = parse(text, now).unwrap_or_else(|error| panic!("{text}: {error}"));
    IssueQuery { search, now, limit: 100, ..IssueQuery::default() }
}

#[test]
fn each_word_finds_its_issues() {
    over_each(|store| {
        fill(store);
        for (text, expect) in [
            ("", &[1, 2, 3, 4, 5][..]),
            ("typeerror", &[1]),
            ("ERROR", &[1, 2, 5]),
            ("\"x is null\"", &[1]),
            ("x null", &[1]),
            ("\"x null\"", &[]),
            ("x*null", &[1]),
            ("pay", &[1]),
            ("submitorder", &[1]),
            ("src/form", &[1]),
            ("shop.test/checkout", &[1]),
            ("step=2", &[1]),
            ("支付", &[2]),
            ("支付失败", &[2]),
            ("订", &[2]),
            ("支付 失败", &[2]),
            ("支失", &[]),
            ("db", &[3]),
            ("DB.PY", &[3]),
            ("zz", &[]),
            ("a@b.test", &[1]),
            ("a@b*", &[]),
            ("A@B.TEST", &[]),
            ("STRASSE", &[]),
            ("STRAßE", &[4]),
            ("\"over 90% \\\"now\\\" _a\\\\b\"", &[4]),
            ("0%", &[4]),
            ("r%all", &[]),
            ("cpu", &[4]),
            ("\u{fffd}", &[4]),
            ("\"CPU \0 over\"", &[4]),
            ("level:error", &[1, 5]),
            ("!level:error", &[2, 3, 4]),
            ("level:[fatal,info]", &[2, 4]),
            ("level:*r*", &[1, 3, 5]),
            ("platform:python", &[3]),
            ("project:shop", &[3]),
            ("!project:shop", &[1, 2, 4, 5]),
            ("project:[demo,shop]", &[1, 2, 3, 4, 5]),
            ("project:none", &[]),
            ("title:\"slow query\"", &[3]),
            ("title:SLOW*", &[3]),
            ("culprit:*.js)", &[1, 2, 5]),
            ("error.type:TypeError", &[1]),
            ("error.type:*Error", &[1, 2, 5]),
            ("error.value:\"x is null\"", &[1]),
            ("message:*支付*", &[2]),
            ("release:web@1", &[1]),
            ("release:web@*", &[1, 2]),
            ("release:latest", &[2]),
            ("!release:latest", &[1, 3, 4, 5]),
            ("firstRelease:latest", &[2]),
            ("!firstRelease:latest", &[1, 3, 4, 5]),
            ("project:shop release:latest", &[]),
            ("!null !支付", &[3, 4, 5]),
            ("!\"x is null\" !db", &[2, 4, 5]),
            ("message:null", &[1]),
            ("message:NULL", &[1]),
            ("message:is*", &[]),
            ("!message:null", &[2, 3, 4, 5]),
            ("has:message", &[1, 2, 3, 4, 5]),
            ("has:error.type", &[1, 2, 5]),
            ("!has:error.type", &[3, 4]),
            ("has:project has:level has:title", &[1, 2, 3, 4, 5]),
            ("has:culprit", &[1, 2, 3, 5]),
            ("!has:firstRelease", &[3, 4, 5]),
            ("issue.id:[1,3]", &[1, 3]),
            ("issue:shop-3", &[3]),
            ("issue:[DEMO-1,DEMO-3]", &[1]),
            ("!issue:DEMO-1", &[2, 3, 4, 5]),
            ("project.id:2", &[3]),
            ("tags[city]:杭州", &[2]),
            ("firstRelease:web@1", &[1]),
            ("firstRelease:[web@1,web@2]", &[1, 2]),
            ("environment:production", &[1]),
            ("environment:[production,staging]", &[1, 2]),
            ("!environment:production", &[2, 3, 4, 5]),
            ("city:杭州", &[2]),
            ("city:杭*", &[2]),
            ("url:\"https://a.test/50%_off\\\\x\"", &[4]),
            ("url:*50%_*", &[4]),
            ("url:*50__*", &[]),
            ("url:*\\\\x", &[4]),
            ("has:city", &[2]),
            ("!has:city", &[1, 3, 4, 5]),
            ("city:\"\"", &[1, 3, 4, 5]),
            ("error.handled:false", &[1]),
            ("error.handled:true", &[2]),
            ("error.unhandled:true", &[1]),
            ("stack.function:pay", &[1]),
            ("stack.function:PAY", &[1]),
            ("stack.function:pa", &[]),
            ("stack.function:pa*", &[1]),
            ("stack.function:*Order", &[1]),
            ("stack.function:s*r", &[1]),
            ("stack.function:*", &[1]),
            ("stack.function:src/app.js", &[]),
            ("!stack.function:pay", &[2, 3, 4, 5]),
            ("stack.filename:src/app.js", &[1]),
            ("stack.filename:*app.js", &[1]),
            ("stack.filename:[a,src/form.js]", &[1]),
            ("user.id:7", &[1]),
            ("user.email:a@b.test", &[1]),
            ("user:[8,7]", &[1]),
            ("user.id:8", &[]),
            ("!user.id:7", &[2, 3, 4, 5]),
            ("has:user", &[1]),
            ("users:2", &[1]),
            ("users:>=1", &[1]),
            ("times_seen:3", &[1]),
            ("times_seen:>1", &[1, 5]),
            ("times_seen:<=1", &[2, 3, 4]),
            ("times_seen:>999b", &[]),
            ("firstSeen:-24h", &[1, 3, 4]),
            ("age:<24h", &[1, 3, 4]),
            ("firstSeen:+24h", &[2, 5]),
            ("lastSeen:-90m", &[1, 4]),
            ("lastSeen:<2020-01-01", &[]),
            ("lastSeen:>2020-01-01", &[1, 2, 3, 4, 5]),
            ("lastSeen:2027-01-15", &[1, 3, 4]),
            ("is:unresolved", &[1, 2, 3, 4, 5]),
            ("!is:unresolved", &[]),
            ("is:resolved", &[]),
            ("is:linked", &[]),
            ("is:unlinked", &[1, 2, 3, 4, 5]),
            ("is:unassigned", &[1, 2, 3, 4, 5]),
            ("assigned:none", &[1, 2, 3, 4, 5]),
            ("assigned:me", &[]),
            ("bookmarks:me", &[]),
            ("priority:high", &[1, 2, 5]),
            ("priority:[medium,low]", &[3, 4]),
            ("issue.category:error", &[1, 2, 3, 4, 5]),
            ("level:error environment:production pay", &[1]),
            ("level:error environment:staging", &[]),
        ] {
            let query = query(text);
            let mut found = ids(store, &query);
            found.sort_unstable();
            assert_eq!(found, expect, "{text}");
            assert_eq!(store.count_issues(&query, 99).unwrap() as usize, expect.len(), "{text}");
        }
    });
}

#[test]
fn hostile_texts_are_only_texts() {
    over_each(|store| {
        fill(store);
        for text in [
            "' OR 1=1 --".replace(" OR ", " or "),
            "\"\\\"\\\"\\\"\"".into(),
            "description:x NEAR(a b) ^x + - * {a} (".into(),
            "title:\"%' ; DROP TABLE issues\"".into(),
            "stack.function:\"\\\" OR \\\"\"".into(),
            "stack.function:*\"*".into(),
            "tags[a]:\u{feff}\u{202e}".into(),
            "x\0y".into(),
            "%_%_%".into(),
            format!("title:{}", "*a".repeat(200)),
            format!("stack.filename:{}", "*%_".repeat(150)),
            format!("user:[{}]", vec!["x"; 50].join(",")),
            format!("city:[{}]", vec!["x*"; 50].join(",")),
            "times_seen:>999999999999b".into(),
        ] {
            let found = ids(store, &query(&text));
            assert!(found.len() < 5, "{text}: {found:?}");
        }
        assert_eq!(ids(store, &query("")).len(), 5);
    });
}

#[test]
fn sorted_by_each_order() {
    over_each(|store| {
        fill(store);
        for (sort, expect) in [
            (IssueSort::LastSeen, [4, 1, 3, 2, 5]),
            (IssueSort::FirstSeen, [4, 3, 1, 2, 5]),
            (IssueSort::Events, [5, 1, 4, 3, 2]),
            (IssueSort::Users, [1, 5, 4, 3, 2]),
            (IssueSort::Trend, [1, 4, 3, 5, 2]),
        ] {
            let all = IssueQuery { sort, ..query("") };
            assert_eq!(ids(store, &all), expect, "{sort:?}");
            let page = IssueQuery { sort, offset: 1, limit: 2, ..query("") };
            assert_eq!(ids(store, &page), expect[1..3], "{sort:?}");
        }
    });
}

#[test]
fn within_a_range_of_time() {
    over_each(|store| {
        fill(store);
        // Seen before and after the range, but not in it.
        record(store, &event(8, "old", NOW - 5.0 * HOUR));
        for (from, to, expect) in [
            (None, None, &[1, 2, 3, 4, 5][..]),
            (Some(24.0), None, &[1, 3, 4, 5]),
            (Some(1.2), None, &[1, 4]),
            (Some(48.0), Some(24.0), &[2]),
            (None, Some(24.0), &[2, 5]),
            (Some(100.0), Some(50.0), &[]),
        ] {
            let at = |ago: f64| Timestamp(NOW - ago * HOUR);
            let mut found = ids(store, &IssueQuery { from: from.map(at), to: to.map(at), ..query("") });
            found.sort_unstable();
            assert_eq!(found, expect, "{from:?} {to:?}");
        }
    });
}

#[test]
fn words_follow_the_newest_event_and_go_with_the_issue() {
    over_each(|store| {
        let titled = |id: u128, title: &str, at: f64| Event {
            description: described(title, title, ""),
            body: r#"{"exception":{"values":[{"stacktrace":{"frames":[{"function":"pay"}]}}]}}"#.into(),
            ..event(id, "g", at)
        };
        record(store, &titled(1, "order one", NOW));
        record(store, &titled(2, "order two", NOW + 1.0));
        record(store, &titled(3, "order late", NOW - 50.0));
        for (text, expect) in [("one", 0), ("two", 1), ("late", 0), ("stack.function:pay", 1)] {
            assert_eq!(ids(store, &query(text)).len(), expect, "{text}");
        }
        // A title that changes with each event is followed often at first, and once in ten minutes later.
        for id in 4..100 {
            record(store, &titled(id, &format!("order-{id:03}"), NOW + id as f64 / 10.0));
        }
        assert_eq!(ids(store, &query("order-099")).len(), 0);
        record(store, &titled(100, "order-100", NOW + 601.0));
        assert_eq!(ids(store, &query("order-100")).len(), 1);
        while store.expire(Timestamp(NOW + 1.0), Timestamp(NOW + 1.0)).unwrap().is_more {}
        assert!(ids(store, &query("pay")).is_empty() && ids(store, &query("")).is_empty());
    });
}
