//! Who a token is, the organization, its projects, and the addresses of issues and events.

use balefire_proxy::model::timestamp::Timestamp;
use serde_json::{Value, json};

use super::get;
use crate::serve::Server;

const SDK_EVENT: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

#[test]
fn whose_token_it_is() {
    let server = Server::with(&[]);
    let (status, index, _) = get(&server, "/api/0/");
    assert_eq!((status, &index["version"], &index["user"]["name"]), (200, &json!("0"), &json!("token-1")));
    assert!(index["auth"]["scopes"].as_array().unwrap().contains(&json!("event:read")));
    for path in ["/api/0/auth/", "/api/0/users/me/"] {
        let (_, user, _) = get(&server, path);
        assert!(["id", "name", "email"].iter().all(|key| user[key].is_string()), "{path}: {user}");
    }
}

#[test]
fn one_organization_under_every_slug() {
    let server = Server::with(&[]);
    let (_, list, link) = get(&server, "/api/0/organizations/?per_page=25");
    let organization = &list[0];
    for (key, expect) in [
        ("slug", json!("balefire")),
        ("status", json!({"id": "active", "name": "active"})),
        ("features", json!([])),
        ("isEarlyAdopter", json!(false)),
        ("require2FA", json!(false)),
        ("requireEmailVerification", json!(false)),
        ("links", json!({"organizationUrl": "http://balefire.test", "regionUrl": ""})),
    ] {
        assert_eq!(organization.get(key), Some(&expect), "{key}");
    }
    assert!(organization["dateCreated"].as_str().unwrap().ends_with('Z'));
    assert!(link.starts_with(
        "<http://balefire.test/api/0/organizations/?per_page=25&cursor=0:0:1>; rel=\"previous\";"
    ));
    assert_eq!(get(&server, "/api/0/organizations/?query=acme").1, json!([]));
    for slug in ["balefire", "acme", "1"] {
        let (status, one, _) = get(&server, &format!("/api/0/organizations/{slug}/"));
        assert_eq!(
            (status, &one["slug"], &one["projects"][0]["slug"]),
            (200, &json!("balefire"), &json!("demo"))
        );
        assert_eq!(get(&server, &format!("/api/0/organizations/{slug}/teams/")).1[0]["slug"], "balefire");
    }
}

#[test]
fn projects_by_name_and_number() {
    let server = Server::with(&[]);
    for path in
        ["/api/0/projects/", "/api/0/organizations/acme/projects/", "/api/0/teams/acme/balefire/projects/"]
    {
        let (status, list, _) = get(&server, path);
        assert_eq!((status, list.as_array().unwrap().len()), (200, 1), "{path}");
        for (key, expect) in [
            ("id", json!("1")),
            ("slug", json!("demo")),
            ("status", json!("active")),
            ("hasAccess", json!(true)),
            ("environments", json!([])),
        ] {
            assert_eq!(list[0].get(key), Some(&expect), "{path} {key}");
        }
        assert_eq!(list[0]["organization"]["slug"], "balefire");
    }
    for (project, status) in [("demo", 200), ("1", 200), ("2", 404), ("none", 404)] {
        assert_eq!(get(&server, &format!("/api/0/projects/acme/{project}/")).0, status, "{project}");
    }
    assert_eq!(get(&server, "/api/0/projects/?query=shop").1, json!([]));
}

#[test]
fn an_issue_under_each_of_its_addresses() {
    let server = Server::with(&["browser"]);
    for path in [
        "/api/0/issues/1/",
        "/api/0/organizations/acme/issues/1/",
        "/api/0/organizations/acme/issues/DEMO-1/",
        "/api/0/organizations/acme/issues/demo-1/",
    ] {
        let (status, issue, _) = get(&server, path);
        assert_eq!((status, &issue["id"], &issue["shortId"]), (200, &json!("1"), &json!("DEMO-1")), "{path}");
        assert_eq!(issue["firstRelease"]["version"], "shop@2.4.1");
        assert_eq!(issue["lastRelease"]["shortVersion"], "2.4.1");
        for key in ["participants", "seenBy", "pluginIssues", "annotations"] {
            assert_eq!(issue[key], json!([]), "{key}");
        }
    }
    for path in ["SHOP-1", "DEMO-2", "2", "x", "DEMO-"] {
        assert_eq!(get(&server, &format!("/api/0/organizations/acme/issues/{path}/")).0, 404, "{path}");
    }
    let (_, found, _) = get(&server, "/api/0/organizations/acme/shortids/DEMO-1/");
    assert_eq!((&found["groupId"], &found["group"]["id"]), (&json!("1"), &json!("1")));
    let (_, found, _) = get(&server, &format!("/api/0/organizations/acme/eventids/{SDK_EVENT}/"));
    assert_eq!((&found["projectSlug"], &found["event"]["eventID"]), (&json!("demo"), &json!(SDK_EVENT)));
}

#[test]
fn events_by_place_and_id() {
    let server = Server::with(&["browser"]);
    let issue = "/api/0/organizations/acme/issues/DEMO-1/events/";
    for path in [
        format!("{issue}latest/"),
        format!("{issue}oldest/"),
        format!("{issue}recommended/"),
        format!("{issue}{SDK_EVENT}/"),
        format!("/api/0/issues/1/events/{SDK_EVENT}/"),
        format!("/api/0/projects/acme/demo/events/{SDK_EVENT}/"),
    ] {
        let (status, event, _) = get(&server, &path);
        assert_eq!((status, &event["eventID"]), (200, &json!(SDK_EVENT)), "{path}");
        for key in ["nextEventID", "previousEventID", "occurrence", "crashFile"] {
            assert_eq!(event.get(key), Some(&Value::Null), "{path} {key}");
        }
    }
    let other = "0".repeat(32);
    for path in [
        format!("{issue}{other}/"),
        format!("{issue}newest/"),
        format!("/api/0/issues/2/events/{SDK_EVENT}/"),
    ] {
        assert_eq!(get(&server, &path).0, 404, "{path}");
    }
}

#[test]
fn the_events_of_an_issue_have_neighbours_and_pages() {
    let server = Server::with(&[]);
    for (n, environment) in ["live", "live", "test"].iter().enumerate() {
        let (n, at) = (n + 1, Timestamp::now().0 - 86_400.0 + n as f64);
        server.record(&format!(
            r#"{{"event_id":"{n:032}","timestamp":{at},"message":"tea is out","environment":"{environment}"}}"#
        ));
    }
    let list = "/api/0/organizations/acme/issues/1/events/";
    let ids = |path: &str| -> Vec<String> {
        let (_, events, _) = get(&server, path);
        let ids = events
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["eventID"].as_str().unwrap().trim_start_matches('0').to_owned());
        ids.collect()
    };
    assert_eq!(ids(list), ["3", "2", "1"]);
    assert_eq!(ids(&format!("{list}?per_page=1&cursor=0:1:0")), ["2"]);
    assert_eq!(ids(&format!("{list}?environment=test")), ["3"]);
    assert_eq!(ids(&format!("{list}?query=environment:live")), ["2", "1"]);
    assert_eq!(ids(&format!("{list}?statsPeriod=1h")), [""; 0]);
    let (_, events, link) = get(&server, &format!("{list}?per_page=2&full=true"));
    assert!(link.contains("rel=\"next\"; results=\"true\"; cursor=\"0:2:0\""), "{link}");
    assert_eq!(events[1]["entries"][0]["type"], "message");
    assert_eq!(
        (&events[1]["nextEventID"], &events[1]["previousEventID"]),
        (&json!(format!("{:032}", 3)), &json!(format!("{:032}", 1)))
    );
    assert!(get(&server, list).1[0].get("entries").is_none());
}

#[test]
fn tags_of_an_issue() {
    let server = Server::with(&["browser"]);
    let tags = "/api/0/organizations/acme/issues/DEMO-1/tags/";
    let (_, tag, _) = get(&server, &format!("{tags}browser.name/"));
    assert_eq!(
        (&tag["key"], &tag["totalValues"], &tag["topValues"][0]["count"]),
        (&json!("browser.name"), &json!(1), &json!(1))
    );
    let (_, values, _) = get(&server, &format!("{tags}browser.name/values/"));
    assert_eq!(values[0]["value"], tag["topValues"][0]["value"]);
    assert!(get(&server, tags).1.as_array().unwrap().len() > 3);
    assert_eq!(get(&server, &format!("{tags}none/")).0, 404);
}

#[test]
fn lists_that_are_asked_in_passing_are_empty() {
    let server = Server::with(&["browser"]);
    for path in ["repos/", "monitors/", "members/", "issues/1/external-issues/"] {
        let (status, list, _) = get(&server, &format!("/api/0/organizations/acme/{path}"));
        assert_eq!((status, list), (200, json!([])), "{path}");
    }
}

#[test]
fn keys_tags_and_environments() {
    let server = Server::with(&["browser"]);
    let (_, keys, _) = get(&server, "/api/0/projects/acme/demo/keys/");
    let key = "0123456789abcdef0123456789abcdef";
    assert_eq!((&keys[0]["public"], &keys[0]["isActive"]), (&json!(key), &json!(true)));
    assert_eq!(keys[0]["dsn"]["public"], format!("http://{key}@balefire.test/1"));
    assert_eq!(get(&server, "/api/0/projects/acme/none/keys/").0, 404);
    let (_, tags, _) = get(&server, "/api/0/organizations/acme/tags/?project=1");
    let browser = tags.as_array().unwrap().iter().find(|tag| tag["key"] == "browser.name").unwrap();
    assert_eq!((&browser["name"], &browser["totalValues"]), (&json!("browser.name"), &json!(1)));
    server.record(r#"{"message":"m","environment":"live"}"#);
    for path in ["organizations/acme/environments/", "projects/acme/demo/environments/"] {
        let (_, list, _) = get(&server, &format!("/api/0/{path}"));
        assert!(list.as_array().unwrap().iter().any(|it| it["name"] == "live"), "{path}: {list}");
    }
    let (_, projects, _) = get(&server, "/api/0/organizations/acme/projects/");
    assert!(projects[0]["environments"].as_array().unwrap().contains(&json!("live")));
}

#[test]
fn a_project_and_a_key_are_made() {
    let server = Server::with(&[]);
    server.add_token("ci", "project:write");
    let post = |path: &str, body: &str| {
        let answer = server.send("POST", path, "ci", body);
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap())
    };
    let projects = "/api/0/teams/acme/balefire/projects/";
    let (status, made) = post(projects, r#"{"name": "Web Shop", "platform": "javascript-react"}"#);
    assert_eq!(
        (status, &made["slug"], &made["platform"]),
        (201, &json!("web-shop"), &json!("javascript-react"))
    );
    let keys = "/api/0/projects/acme/web-shop/keys/";
    assert_eq!(get(&server, keys).1.as_array().unwrap().len(), 1);
    let (status, key) = post(keys, r#"{"name": "staging"}"#);
    assert_eq!((status, &key["name"], &key["isActive"]), (201, &json!("staging"), &json!(true)));
    let (_, list, _) = get(&server, keys);
    assert!(list.as_array().unwrap().iter().any(|it| it["public"] == key["public"]), "{list}");
    for (path, body) in [
        (projects, "{}"),
        (projects, r#"{"name": 7}"#),
        (projects, r#"{"name": "日本"}"#),
        (projects, r#"{"name": "2"}"#),
        (projects, r#"{"name": "a", "platform": "<b>"}"#),
        (keys, r#"{"name": "a\nb"}"#),
    ] {
        let (status, body) = post(path, body);
        assert!(status == 400 && body["detail"].is_string(), "{body}");
    }
    server.add_token("reader", "project:read");
    assert_eq!(server.send("POST", keys, "reader", "{}").status, 403);
}

#[test]
fn links_as_sentrys_clients_make_them_lead_to_the_pages() {
    let server = Server::with(&["browser"]);
    for path in ["/organizations/acme/issues/DEMO-1", "/organizations/acme/issues/1/"] {
        let answer = server.get_here(path);
        assert_eq!((answer.status, answer.header("location").as_str()), (303, "/issues/1/"), "{path}");
    }
    assert_eq!(server.get_here("/organizations/acme/issues/DEMO-2/").status, 404);
}

#[test]
fn the_events_of_a_project_are_those_of_its_issues_in_order() {
    let server = Server::with(&[]);
    for n in 1..=5 {
        let at = Timestamp::now().0 - 1_000.0 + f64::from(n);
        let message = if n % 2 == 0 { "tea is out" } else { "the shop is closed" };
        server.record(&format!(r#"{{"event_id":"{n:032}","timestamp":{at},"message":"{message}"}}"#));
    }
    let list = "/api/0/projects/acme/demo/events/";
    let ids = |path: &str| -> Vec<String> {
        let (_, events, _) = get(&server, path);
        let id = |it: &Value| it["eventID"].as_str().unwrap().trim_start_matches('0').to_owned();
        events.as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(ids(list), ["5", "4", "3", "2", "1"]);
    assert_eq!(ids(&format!("{list}?per_page=2&cursor=0:2:0")), ["3", "2"]);
    assert_eq!(ids(&format!("{list}?per_page=2&cursor=0:4:0")), ["1"]);
    assert_eq!(ids(&format!("{list}?cursor=0:99999999:0")), [""; 0]);
    let (_, events, link) = get(&server, &format!("{list}?per_page=1&full=1"));
    assert_eq!(events[0]["entries"][0]["type"], "message");
    assert!(link.contains("rel=\"next\"; results=\"true\""), "{link}");
    assert_eq!(get(&server, "/api/0/projects/acme/none/events/").0, 404);
}

#[test]
fn outcomes_as_grafana_asks() {
    let server = Server::with(&["browser", "message"]);
    let stats = "/api/0/organizations/acme/stats_v2/";
    let query = "field=sum(quantity)&groupBy=outcome&groupBy=category&statsPeriod=24h&interval=1h&project=1";
    let (status, found, _) = get(&server, &format!("{stats}?{query}"));
    assert_eq!(status, 200, "{found}");
    let group = &found["groups"][0];
    assert_eq!(group["by"], json!({"outcome": "accepted", "category": "error"}));
    assert_eq!(group["totals"]["sum(quantity)"], 2);
    let series = group["series"]["sum(quantity)"].as_array().unwrap();
    assert_eq!(
        (series.len(), series.last()),
        (found["intervals"].as_array().unwrap().len(), Some(&json!(2)))
    );
    let (_, none, _) = get(&server, &format!("{stats}?{query}&category=transaction"));
    assert_eq!(none["groups"], json!([]));
    for query in [
        "",
        "?field=sum(session)",
        "?field=sum(quantity)&groupBy=key",
        "?field=sum(quantity)&interval=1h&statsPeriod=300d",
    ] {
        let (status, body, _) = get(&server, &format!("{stats}{query}"));
        assert!(status == 400 && body["detail"].is_string(), "{query}: {body}");
    }
}
