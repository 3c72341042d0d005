//! Changing projects, deploys of releases, numbers by key, and what lists of issues say besides.

use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use serde_json::{Value, json};

use super::get;
use crate::serve::{Answer, Server, TOKEN};

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

fn server() -> Server {
    let server = Server::with(&[]);
    server.add_token("ci", "project:write project:releases event:read org:read");
    let made = server.send("POST", "/api/0/teams/acme/balefire/projects/", "ci", r#"{"name": "shop"}"#);
    assert_eq!(made.status, 201, "{}", made.body);
    server
}

#[test]
fn a_project_gets_another_name_and_platform() {
    let server = server();
    let put = |path: &str, body: &str| {
        let answer = server.send("PUT", path, "ci", body);
        (answer.status, json_of(&answer))
    };
    let (status, shown) = put("/api/0/projects/acme/shop/", r#"{"slug": "web-shop", "platform": "python"}"#);
    assert_eq!((status, &shown["slug"], &shown["platform"]), (200, &json!("web-shop"), &json!("python")));
    let (_, by_name) = put("/api/0/projects/acme/2/", r#"{"name": "Web Shop", "isBookmarked": true}"#);
    assert_eq!((&by_name["slug"], &by_name["platform"]), (&json!("web-shop"), &json!("python")));
    assert_eq!(get(&server, "/api/0/projects/acme/web-shop/").1["id"], "2");
    assert_eq!(get(&server, "/api/0/projects/acme/shop/").0, 404);
    for (path, body, status, reason) in [
        ("web-shop", r#"{"slug": "demo"}"#, 409, "of this name already"),
        ("web-shop", r#"{"slug": "日本"}"#, 400, "letters, digits and dashes"),
        ("web-shop", r#"{"slug": ""}"#, 400, "name is missing"),
        ("web-shop", r#"{"platform": "<b>"}"#, 400, "platform is a word"),
        ("web-shop", r#"{"platform": 7}"#, 400, "platform is no text"),
        ("web-shop", "[]", 400, "no JSON object"),
        ("demo", r#"{"slug": "other"}"#, 400, "demo project keeps its name"),
        ("none", "{}", 404, "does not exist"),
    ] {
        let (found, body) = put(&format!("/api/0/projects/acme/{path}/"), body);
        assert!(found == status && body["detail"].as_str().unwrap().contains(reason), "{path}: {body}");
    }
    server.add_token("reader", "project:read");
    assert_eq!(server.send("PUT", "/api/0/projects/acme/web-shop/", "reader", "{}").status, 403);
}

#[test]
fn a_project_is_deleted_with_the_scope_for_what_cannot_be_undone() {
    let server = server();
    server.add_token("admin", "event:admin");
    let shop = "/api/0/projects/acme/shop/";
    assert_eq!(server.send("DELETE", shop, "ci", "").status, 403);
    assert_eq!(get(&server, shop).0, 200);
    let gone = server.send("DELETE", shop, "admin", "");
    assert_eq!((gone.status, gone.body.as_str(), get(&server, shop).0), (204, "", 404));
    for (path, status) in [(shop, 404), ("/api/0/projects/acme/2/", 404), ("/api/0/projects/acme/demo/", 400)]
    {
        assert_eq!(server.send("DELETE", path, "admin", "").status, status, "{path}");
    }
    let (_, projects, _) = get(&server, "/api/0/organizations/acme/projects/");
    assert_eq!(projects.as_array().unwrap().len(), 1);
    let made = server.send("POST", "/api/0/teams/acme/balefire/projects/", "ci", r#"{"name": "shop"}"#);
    assert_eq!((made.status, &json_of(&made)["id"]), (201, &json!("3")));
}

#[test]
fn there_is_one_team() {
    let server = server();
    for path in ["teams/acme/any/", "organizations/acme/teams/", "projects/acme/shop/teams/"] {
        let (status, shown, _) = get(&server, &format!("/api/0/{path}"));
        let team = if shown.is_array() { &shown[0] } else { &shown };
        assert_eq!((status, &team["slug"]), (200, &json!("balefire")), "{path}");
    }
    let refused = server.send("POST", "/api/0/organizations/acme/teams/", "ci", r#"{"slug": "x"}"#);
    assert!(refused.status == 400 && refused.body.contains("there is one team"), "{}", refused.body);
}

/// As sentry-cli 3.8 and the plugin of Vite do it: `releases new`, `set-commits`, `finalize` and `deploys new`, before the
/// first event.
#[test]
fn a_release_without_events() {
    let server = server();
    let (all, one) = ("/api/0/organizations/acme/releases/", "/api/0/organizations/acme/releases/up@1/");
    let new = r#"{"version": "up@1", "projects": ["shop"], "dateStarted": "2026-11-30T07:49:30.449669118Z"}"#;
    let made = server.send("POST", all, "ci", new);
    let (shown, first) = (json_of(&made), "/api/0/projects/acme/shop/releases/");
    assert_eq!(
        (made.status, &shown["version"], &shown["projects"][0]["slug"]),
        (201, &json!("up@1"), &json!("shop"))
    );
    assert_eq!((&shown["firstEvent"], &shown["newGroups"]), (&Value::Null, &json!(0)));
    assert_eq!(server.send("POST", all, "ci", new).status, 208);
    assert_eq!(server.send("POST", first, "ci", r#"{"version": "up@1"}"#).status, 208);
    assert_eq!(server.send("POST", first, "ci", r#"{"version": "up@2"}"#).status, 201);
    let finished = r#"{"projects": ["shop"], "dateReleased": "2026-11-30T07:49:31.359794652Z"}"#;
    assert_eq!(server.send("PUT", one, "ci", finished).status, 200);
    assert_eq!(server.send("PUT", &format!("{first}up@1/"), "ci", "{}").status, 200);
    let deployed = server.send("POST", &format!("{one}deploys/"), "ci", r#"{"environment": "prod"}"#);
    assert_eq!(deployed.status, 201);
    assert_eq!(get(&server, one).1["deployCount"], json!(1));

    server.record(r#"{"message": "m", "release": "up@1"}"#);
    assert_eq!(get(&server, one).1["newGroups"], json!(1));

    for (method, path, token, body, status) in [
        ("POST", all, "ci", r#"{"version": "up@3"}"#, 400),
        ("POST", all, "ci", r#"{"version": "up@3", "projects": ["none"]}"#, 404),
        ("POST", all, "ci", r#"{"version": "up@3", "projects": "shop"}"#, 400),
        ("POST", all, "ci", r#"{"version": "a/b", "projects": ["shop"]}"#, 400),
        ("POST", all, "ci", r#"{"version": "latest", "projects": ["shop"]}"#, 400),
        ("POST", all, "wrong", new, 401),
        ("PUT", "/api/0/organizations/acme/releases/none/", "ci", "{}", 404),
    ] {
        assert_eq!(server.send(method, path, token, body).status, status, "{path} {body}");
    }
    assert_eq!(get(&server, "/api/0/organizations/acme/releases/up@3/").0, 404);
    let maps = server.send("POST", "/api/0/organizations/acme/artifactbundle/assemble/", "ci", "{}");
    assert!(maps.status == 400 && maps.body.contains("source maps are not supported"), "{}", maps.body);
}

#[test]
fn deploys_of_a_release() {
    let server = server();
    server.record(r#"{"message": "m", "release": "shop@1.0 rc"}"#);
    let release = "/api/0/organizations/acme/releases/shop%401.0%20rc/";
    assert_eq!(
        (get(&server, release).1["deployCount"].clone(), get(&server, release).1["lastDeploy"].clone()),
        (json!(0), Value::Null)
    );
    let deploys = format!("{release}deploys/");
    let first = server.send(
        "POST",
        &deploys,
        "ci",
        r#"{"environment": "staging", "dateFinished": "2026-01-01T00:00:00Z"}"#,
    );
    assert_eq!(
        (first.status, &json_of(&first)["dateFinished"]),
        (201, &json!("2026-01-01T00:00:00.000Z")),
        "{}",
        first.body
    );
    let last = json_of(&server.send(
        "POST",
        &deploys,
        "ci",
        r#"{"environment": "live", "name": "<b>", "url": "https://ci.test/7"}"#,
    ));
    let (_, list, link) = get(&server, &format!("{deploys}?per_page=1"));
    assert_eq!(list, json!([last]));
    assert!(link.contains("rel=\"next\"; results=\"true\""), "{link}");
    let (_, shown, _) = get(&server, release);
    assert_eq!((&shown["deployCount"], &shown["lastDeploy"]), (&json!(2), &last));
    assert_eq!(get(&server, "/api/0/organizations/acme/releases/").1[0]["lastDeploy"], last);
    let page = server.get("/releases/1/shop%401.0%20rc/", Some(&format!("Bearer {TOKEN}"))).body;
    for part in [
        "<h2>Deploys</h2>",
        "<a href=\"https://ci.test/7\" rel=\"noopener noreferrer nofollow\">&lt;b&gt;</a>",
        ">staging</th>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for (path, token, body, status) in [
        (&*deploys, "ci", "{}", 400),
        ("/api/0/organizations/acme/releases/none/deploys/", "ci", r#"{"environment": "e"}"#, 404),
        (&deploys, "wrong", r#"{"environment": "e"}"#, 401),
    ] {
        assert_eq!(server.send("POST", path, token, body).status, status, "{path} {body}");
    }
    assert_eq!(get(&server, "/api/0/organizations/acme/releases/none/deploys/").0, 404);
}

#[test]
fn outcomes_by_key() {
    let server = server();
    server.record(r#"{"message": "m"}"#);
    let stats = |more: &str| {
        let path = format!(
            "/api/0/organizations/acme/stats_v2/?field=sum(quantity)&statsPeriod=24h&category=error{more}"
        );
        let (status, shown, _) = get(&server, &path);
        assert_eq!(status, 200, "{shown}");
        shown["groups"].clone()
    };
    let groups = stats("&groupBy=key_id&groupBy=outcome");
    assert_eq!(groups[0]["by"], json!({"key_id": "k", "outcome": "accepted"}));
    assert_eq!(groups[0]["totals"]["sum(quantity)"], 1);
    assert_eq!((stats("&key_id=k").as_array().unwrap().len(), stats("&key_id=other")), (1, json!([])));
}

#[test]
fn lists_have_the_numbers_that_are_asked_for() {
    let server = server();
    let now = Timestamp::now().0;
    for (n, age) in [(1, 60.0), (2, 3.0 * 86_400.0), (3, 20.0 * 86_400.0)] {
        server.record(&format!(
            r#"{{"event_id":"{n:032}","fingerprint":["g"],"message":"m","timestamp":{},"logger":"csp"}}"#,
            now - age
        ));
    }
    for (path, name, points, sum) in [
        ("organizations/acme/issues/", "24h", 24, 1),
        ("organizations/acme/issues/?groupStatsPeriod=14d", "14d", 14, 2),
        ("organizations/acme/issues/?groupStatsPeriod=30d", "30d", 30, 3),
        ("organizations/acme/issues/?groupStatsPeriod=auto&statsPeriod=7d", "auto", 8, 2),
        ("projects/acme/demo/issues/?statsPeriod=14d", "14d", 14, 2),
        ("issues/1/", "24h", 24, 1),
        ("issues/1/", "30d", 30, 3),
    ] {
        let (_, shown, _) = get(&server, &format!("/api/0/{path}"));
        let issue = if shown.is_array() { &shown[0] } else { &shown };
        let found = issue["stats"][name].as_array().unwrap_or_else(|| panic!("{path}: {}", issue["stats"]));
        let total: u64 = found.iter().map(|point| point[1].as_u64().unwrap()).sum();
        assert_eq!((found.len(), total), (points, sum), "{path}");
        assert_eq!(
            (&issue["logger"], &issue["type"], &issue["isUnhandled"]),
            (&json!("csp"), &json!("csp"), &json!(false))
        );
    }
    let (_, none, _) = get(&server, "/api/0/organizations/acme/issues/?groupStatsPeriod=");
    assert_eq!(none[0]["stats"], json!({}));
    assert_eq!(get(&server, "/api/0/organizations/acme/issues/?groupStatsPeriod=1y").0, 400);
}

#[test]
fn values_of_tags_have_times() {
    let server = server();
    let ago = |days: f64| rfc3339::format(Timestamp(Timestamp::now().0.floor() - days * 86_400.0));
    let (first, last) = (ago(3.0), ago(1.0));
    for (n, at) in [(1, &first), (2, &last)] {
        server.record(&format!(
            r#"{{"event_id":"{n:032}","fingerprint":["g"],"message":"m","timestamp":"{at}","tags":{{"os":"Linux"}}}}"#
        ));
    }
    let expect = json!({
        "key": "os", "name": "Linux", "value": "Linux", "count": 2, "firstSeen": first, "lastSeen": last,
    });
    assert_eq!(get(&server, "/api/0/issues/1/tags/os/").1["topValues"], json!([expect]));
    assert_eq!(get(&server, "/api/0/issues/1/tags/os/values/").1, json!([expect]));
}

#[test]
fn the_id_of_an_event_is_looked_for_in_the_projects_that_are_asked_for() {
    let server = server();
    let id = format!("{:032}", 7);
    server.record(&format!(r#"{{"event_id":"{id}","message":"m"}}"#));
    let list = format!("/api/0/organizations/acme/issues/?query={id}");
    for (projects, found) in
        [("", 1), ("&project=1", 1), ("&project=2", 0), ("&project=2&project=1", 1), ("&project=-1", 1)]
    {
        let (_, issues, _) = get(&server, &format!("{list}{projects}"));
        assert_eq!(issues.as_array().unwrap().len(), found, "{projects}");
    }
}

/// Events beyond those of one search are found by the next page.
#[test]
fn a_search_among_events_goes_on_with_older_ones() {
    let server = server();
    let mut items = Vec::new();
    for n in 0..5_300_u32 {
        let release = if n == 3 { "old@1" } else { "new@1" };
        let event = format!(
            r#"{{"event_id":"{n:032}","fingerprint":["g"],"message":"m","release":"{release}","timestamp":{}}}"#,
            1_700_000_000 + n / 2
        );
        items.extend_from_slice(
            format!("{{\"type\":\"event\",\"length\":{}}}\n{event}\n", event.len()).as_bytes(),
        );
    }
    server.record_envelope(&[b"{}\n".as_slice(), &items].concat());
    let path = "/api/0/issues/1/events/?query=release:old@1";
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..9 {
        let (_, list, link) = get(&server, &format!("{path}{cursor}"));
        found.extend(list.as_array().unwrap().iter().map(|it| it["eventID"].as_str().unwrap().to_owned()));
        let next = link
            .rsplit_once("rel=\"next\"; results=\"true\"; cursor=\"")
            .map(|it| it.1.trim_end_matches('"').to_owned());
        let Some(next) = next else { break };
        assert!(cursor.is_empty() || found.is_empty(), "{link}");
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, [format!("{:032}", 3)]);
    let page = server.get("/issues/1/events/?q=release:old@1", None).body;
    assert!(page.contains("No events match this search"), "{page}");
    let link =
        page.split("href=\"").find(|part| part.contains("&amp;before=")).expect("a link to older events");
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let older = server.get(&link, None).body;
    assert!(older.contains(&format!("{:032}", 3)) && older.contains("Back to the newest events"), "{older}");
}
