//! The reading API over HTTP: Sentry's field names, tokens, pages.

#[path = "api/changes.rs"]
mod changes;
#[path = "api/events.rs"]
mod events;
#[path = "api/grafana.rs"]
mod grafana;
#[path = "api/moves.rs"]
mod moves;
#[path = "api/organization.rs"]
mod organization;
#[path = "dashboard/performance_data.rs"]
mod performance_data;
#[path = "api/projects.rs"]
mod projects;
#[path = "api/recorded_clients.rs"]
mod recorded_clients;
#[path = "api/rules.rs"]
mod rules;
mod serve;
#[path = "api/silences.rs"]
mod silences;

use balefire_proxy::search::LONGEST;
use serde_json::{Value, json};
use serve::{Server, TOKEN};

#[track_caller]
fn get(server: &Server, path: &str) -> (u16, Value, String) {
    let answer = server.get(path, Some(&format!("Bearer {TOKEN}")));
    (answer.status, serde_json::from_str(&answer.body).unwrap(), answer.header("link"))
}

#[test]
fn issues_of_a_project() {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    let (status, issues, _) = get(&server, "/api/0/projects/balefire/demo/issues/");
    assert_eq!((status, issues.as_array().unwrap().len()), (200, 3));
    let newest = &issues[0];
    assert_eq!(newest["title"], "TypeError: Cannot read properties of undefined (reading 'token')");
    assert_eq!(newest["shortId"], "DEMO-3");
    assert_eq!(newest["count"], "1");
    assert_eq!(newest["userCount"], 1);
    assert_eq!(newest["isUnhandled"], true);
    assert_eq!(newest["permalink"], "http://balefire.test/issues/3/");
    assert_eq!(newest["metadata"]["function"], "confirmPayment");
    assert_eq!(newest["project"]["slug"], "demo");
    let stats = newest["stats"]["24h"].as_array().unwrap();
    assert_eq!((stats.len(), &stats[23][1]), (24, &json!(1)));
    assert_eq!(issues[2]["type"], "default");
    assert_eq!(get(&server, "/api/0/projects/balefire/1/issues/").1.as_array().unwrap().len(), 3);
}

#[test]
fn identical_events_are_counted() {
    let server = Server::with(&["message"]);
    server.record_times(37, r#"{"message":"tea is out","contexts":{"trace":{"client_sample_rate":0.25}}}"#);
    let (_, issues, _) = get(&server, "/api/0/projects/balefire/demo/issues/");
    assert_eq!((&issues[0]["count"], &issues[1]["count"]), (&json!("37"), &json!("1")));
    assert_eq!(issues[0]["stats"]["24h"][23][1], 37);
}

#[test]
fn search_and_pages() {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    let list = "/api/0/projects/balefire/demo/issues/";
    let (_, found, _) = get(&server, &format!("{list}?query=is:unresolved+stock"));
    assert_eq!(found[0]["title"], "stock of tea is below 5");
    assert_eq!(get(&server, &format!("{list}?query=is:resolved")).1, json!([]));
    let (_, first, link) = get(&server, &format!("{list}?limit=2"));
    assert_eq!(first.as_array().unwrap().len(), 2);
    assert!(link.contains("rel=\"next\"; results=\"true\"; cursor=\"0:2:0\""), "{link}");
    let (_, rest, link) = get(&server, &format!("{list}?limit=2&cursor=0:2:0"));
    assert_eq!(rest.as_array().unwrap().len(), 1);
    assert!(link.contains("rel=\"next\"; results=\"false\""), "{link}");
    assert_eq!(get(&server, &format!("{list}?limit=nonsense&cursor=%F0%9F")).0, 400);
}

#[test]
fn an_event_id_finds_its_issue() {
    let server = Server::with(&["message", "browser"]);
    let list = "/api/0/projects/balefire/demo/issues/";
    for (query, id) in [
        ("9ec79c33ec9942ab8353589fcb2e04dc", Some("2")),
        ("9EC79C33-EC99-42AB-8353-589FCB2E04DC", Some("2")),
        ("9ec79c33ec9942ab8353589fcb2e04dd", None),
    ] {
        let (_, found, _) = get(&server, &format!("{list}?query={query}"));
        assert_eq!(found.as_array().unwrap().first().and_then(|it| it["id"].as_str()), id, "{query}");
    }
}

#[test]
fn parameters_have_bounds() {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    let list = "/api/0/projects/balefire/demo/issues/";
    let (at_most, too_long) = ("a".repeat(LONGEST), "a".repeat(LONGEST + 1));
    let nul = format!("{list}?query=%00");
    for (path, status, count) in [
        (format!("{list}?query={at_most}"), 200, Some(0)),
        (format!("{list}?query={too_long}"), 400, None),
        (format!("{list}?query={}", "a".repeat(50_000)), 400, None),
        (format!("{list}?query=is:unresolved+{}", "%25_%5C".repeat(60)), 200, Some(0)),
        (nul, 200, Some(0)),
        (format!("{list}?query=is:resolved&query=b"), 200, Some(0)),
        (format!("{list}?limit=99999999999999999999"), 200, Some(3)),
        (format!("{list}?query=demo-2"), 200, Some(1)),
        (format!("{list}?query=DEMO-9"), 200, Some(0)),
        (format!("{list}?query=is:+unresolved"), 400, None),
        (format!("{list}?limit=0"), 400, None),
        (format!("{list}?limit=-1"), 400, None),
        (format!("{list}?limit=2"), 200, Some(2)),
        (format!("{list}?limit="), 200, Some(3)),
        (format!("{list}?cursor=0:99999999999999999999:0"), 200, Some(0)),
        (format!("{list}?cursor=0:-1:0"), 400, None),
        (format!("{list}?cursor="), 200, Some(3)),
        (format!("{list}?cursor={}", "9".repeat(4_000)), 400, None),
        (format!("{list}?cursor={}", "9".repeat(4_096)), 400, None),
        ("/api/0/projects/balefire/%FF/issues/".to_owned(), 404, None),
        (format!("/api/0/projects/balefire/{}/issues/", "a".repeat(50_000)), 404, None),
        ("/api/0/issues/9223372036854775807/".to_owned(), 404, None),
        ("/api/0/issues/9223372036854775808/".to_owned(), 404, None),
        ("/api/0/issues/-9223372036854775809/events/latest/".to_owned(), 404, None),
    ] {
        let shown = path.chars().take(100).collect::<String>();
        let (found, body, _) = get(&server, &path);
        assert_eq!((found, body.as_array().map(Vec::len)), (status, count), "{shown}");
        assert!(status == 200 || body["detail"].is_string(), "{shown}: {body}");
    }
}

#[test]
fn issue_and_its_latest_event() {
    let server = Server::with(&["browser"]);
    let (_, issue, _) = get(&server, "/api/0/issues/1/");
    assert_eq!((&issue["id"], &issue["status"]), (&json!("1"), &json!("unresolved")));
    assert!(issue["tags"].as_array().unwrap().iter().any(|tag| tag["key"] == "browser.name"));
    let (_, event, _) = get(&server, "/api/0/issues/1/events/latest/");
    assert_eq!(event["eventID"], "9ec79c33ec9942ab8353589fcb2e04dc");
    assert_eq!((&event["groupID"], &event["projectID"]), (&json!("1"), &json!("1")));
    assert_eq!(event["release"]["version"], "shop@2.4.1");
    let kinds: Vec<_> = event["entries"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect();
    assert_eq!(kinds, ["exception", "breadcrumbs", "request"]);
    let frames = &event["entries"][0]["data"]["values"][1]["stacktrace"]["frames"];
    assert_eq!((&frames[3]["lineNo"], &frames[3]["inApp"]), (&json!(231), &json!(true)));
    assert_eq!(frames[3]["context"][2], json!([231, "  return store.commit(payment.receipt.token)"]));
    assert!(event["tags"].as_array().unwrap().contains(&json!({"key": "cart.items", "value": "3"})));
}

#[test]
fn hostile_event_is_only_json() {
    let server = Server::with(&["hostile"]);
    for path in
        ["/api/0/projects/balefire/demo/issues/", "/api/0/issues/1/", "/api/0/issues/1/events/latest/"]
    {
        let answer = server.get(path, Some(&format!("Bearer {TOKEN}")));
        assert_eq!((answer.status, answer.header("content-type").as_str()), (200, "application/json"));
        serde_json::from_str::<Value>(&answer.body).unwrap();
    }
}

#[test]
fn refused() {
    let server = Server::with(&["browser"]);
    for token in [None, Some("Bearer wrong"), Some("Basic x"), Some(TOKEN), Some("Bearer")] {
        let answer = server.get("/api/0/issues/1/", token);
        assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"detail":"a valid token is needed"}"#));
    }
    for path in [
        "/api/0/issues/99/",
        "/api/0/issues/x/",
        "/api/0/issues/99/events/latest/",
        "/api/0/projects/balefire/none/issues/",
    ] {
        let (status, body, _) = get(&server, path);
        assert_eq!(
            (status, &body["detail"]),
            (404, &json!("the requested resource does not exist")),
            "{path}"
        );
    }
}
