//! The pages about all events of an issue: the list with its search, places, tags, users and the trend.

use balefire_proxy::model::timestamp::Timestamp;

use super::page;
use super::serve::{Server, TOKEN};

/// Three events of one issue, a minute apart; `a` is the oldest, and only `b` says where it happened.
fn three() -> Server {
    let server = Server::with(&[]);
    let now = Timestamp::now().0;
    let frame =
        r#","stacktrace":{"frames":[{"function":"pay","filename":"pay.js","lineno":3,"in_app":true}]}"#;
    for (id, age, release, os) in
        [("a", 180.0, "shop@1", "Linux"), ("b", 120.0, "shop@2", "Linux"), ("c", 60.0, "shop@2", "Windows")]
    {
        let stack = if id == "b" { frame } else { "" };
        server.record(&format!(
            r#"{{"event_id":"{}","fingerprint":["x"],"timestamp":{},"release":"{release}","tags":{{"os":"{os}"}},
                "user":{{"id":"{id}7","email":"{id}@b.test"}},"exception":[{{"type":"E","value":"no {id}"{stack}}}]}}"#,
            id.repeat(32),
            now - age,
        ));
    }
    server
}

#[test]
fn the_list_is_searched() {
    let server = three();
    let found = |query: &str| {
        let html = page(&server, &format!("/issues/1/events/{query}"));
        ["a", "b", "c"]
            .into_iter()
            .filter(|id| html.contains(&format!("/events/{}/", id.repeat(32))))
            .collect::<String>()
    };
    for (query, expect) in [
        ("", "abc"),
        ("?q=release:shop@2", "bc"),
        ("?q=os:Linux+release:shop@2", "b"),
        ("?q=!os:linux", "c"),
        ("?q=user:a@b.test", "a"),
        ("?q=%22no+c%22", "c"),
        ("?q=pay.js", "b"),
        ("?q=nothing", ""),
        ("?range=24h&q=os:*", "abc"),
        ("?page=2", ""),
    ] {
        assert_eq!(found(query), expect, "{query}");
    }
    assert!(page(&server, "/issues/1/events/?q=nothing").contains("No events match this search"));
    let long = "a".repeat(501);
    for (query, shown, detail) in [
        ("pay+OR+os:Linux", "OR is not supported", "OR is not supported"),
        ("%22pay", "A quotation mark is not closed: &quot;pay", "a quotation mark is not closed"),
        ("is:unresolved", "is cannot be searched for among events", "is cannot be searched for among events"),
        (&long, "A search has at most 500 characters", "the search is longer than 500 characters"),
    ] {
        let html = page(&server, &format!("/issues/1/events/?q={query}"));
        assert!(html.contains("This search cannot be made") && html.contains(shown), "{query}: {html}");
        let path = format!("/api/0/issues/1/events/?query={query}");
        let answer = server.get(&path, Some(&format!("Bearer {TOKEN}")));
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.body.contains(detail), "{query}: {}", answer.body);
    }
    // Links keep the search.
    let html = page(&server, "/issues/1/events/?q=os:Linux&range=14d");
    assert!(html.contains("href=\"/issues/1/events/?range=24h&amp;q=os%3ALinux\""), "{html}");
}

#[test]
fn events_by_their_place() {
    let server = three();
    for (place, id, title) in [
        ("latest", "c", "Newest event"),
        ("oldest", "a", "Oldest event"),
        ("recommended", "b", "Most telling event"),
    ] {
        let html = page(&server, &format!("/issues/1/events/{place}/"));
        assert!(html.contains(&format!(" translate=\"no\">{}</code>", id.repeat(32))), "{place}");
        assert!(html.contains(&format!("<h2>{title}</h2>")), "{place}");
    }
    assert_eq!(server.get("/issues/9/events/latest/", None).status, 404);
}

#[test]
fn tags_of_ranges() {
    let server = three();
    for path in
        ["/issues/1/tags/", "/issues/1/tags/?range=24h", "/issues/1/tags/os/?range=24h", "/issues/1/tags/os/"]
    {
        let html = page(&server, path);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing in {path}"));
        assert!(at("66 % · 2") < at("33 % · 1") && at(">Linux<") < at(">Windows<"), "{path}");
    }
    assert!(page(&server, "/issues/1/tags/os/?page=2").contains("No tags in this range"));
    assert!(page(&server, "/issues/1/tags/%3Cb%3E/").contains("&lt;b&gt;"));
    assert_eq!(server.get("/issues/9/tags/", None).status, 404);
}

/// A visitor may send any tags, and the page stays small.
#[test]
fn many_tags_and_values() {
    let server = Server::with(&[]);
    for n in 0..12 {
        let tags = (0..50).map(|tag| format!("\"t{n}-{tag}\":\"{}\"", "v".repeat(190))).collect::<Vec<_>>();
        let tags = format!("{},\"url\":\"/{n}\"", tags.join(","));
        server.record(&format!(r#"{{"fingerprint":["x"],"message":"m","tags":{{{tags}}}}}"#));
    }
    for range in ["all", "24h"] {
        let html = page(&server, &format!("/issues/1/tags/?range={range}"));
        assert!(html.len() < 60_000, "{range}: {}", html.len());
        assert!(html.contains("More tags") && html.matches("section class=\"panel spread\"").count() == 26);
        assert!(!page(&server, &format!("/issues/1/tags/url/?range={range}")).contains("At most"));
    }
    for n in 12..110 {
        server.record(&format!(r#"{{"fingerprint":["y"],"message":"m","tags":{{"os":"/{n}"}}}}"#));
    }
    let html = page(&server, "/issues/2/tags/os/");
    assert!(!html.contains("At most") && html.contains("1 % · 1"), "98 values");
    assert!(page(&server, "/issues/2/tags/").contains("and 93 more"));
    for n in 110..115 {
        server.record(&format!(r#"{{"fingerprint":["y"],"message":"m","tags":{{"os":"/{n}"}}}}"#));
    }
    assert!(page(&server, "/issues/2/tags/os/").contains("At most 100 values of a tag are counted"));
    assert!(page(&server, "/issues/2/tags/").contains("and at least 95 more"));
    assert!(page(&server, "/issues/2/tags/os/?range=24h").contains("&lt; 1 % · 1"), "one of 103");
}

#[test]
fn users_as_the_events_say() {
    let server = three();
    let html = page(&server, "/issues/1/users/");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(at(">c7<") < at(">b7<") && at(">b7<") < at(">a7<"));
    assert!(html.contains("3 users were counted in all."));
    server.record(r#"{"message":"nobody"}"#);
    assert!(page(&server, "/issues/2/users/").contains("The events name no users"));
}

#[test]
fn trend_in_each_range() {
    let server = three();
    for (query, text) in [
        ("", "Events: 3 in all, at most 3 in a bar"),
        ("?range=24h", "in an hour"),
        ("?range=30d", "Events: 3 in all"),
        ("?range=all", "Events: 3 in all"),
        ("?range=x", "Events: 3 in all"),
    ] {
        let html = page(&server, &format!("/issues/1/{query}"));
        assert!(html.contains(text), "{query}");
        assert!(html.contains("<title>shop@1</title>") && html.contains("<title>shop@2</title>"), "{query}");
    }
}
