//! The forms of projects: what they change, what they refuse, and that a change holds at once.

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{ProjectChanges, ProjectSettings};

use super::server::{Answer, KEY, TestServer};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";
const FORM: [(&str, &str); 2] =
    [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];

fn post(server: &TestServer, path: &str, form: &str) -> Answer {
    server.send("POST", path, &FORM, form.as_bytes())
}

fn send(server: &TestServer, project: i64, key: &str) -> u16 {
    server.send("POST", &format!("/api/{project}/envelope/?sentry_key={key}"), &[], ENVELOPE).status
}

#[test]
fn a_new_project_takes_events_at_once_and_waits_for_the_first() {
    let server = TestServer::start();
    let made = post(&server, "/projects/", "slug=shop&platform=python");
    assert_eq!((made.status, made.header("location")), (303, Some("/projects/shop/")), "{made:?}");
    let page = server.get("/projects/shop/");
    assert_eq!(page.header("refresh"), Some("3"), "it waits");
    let text = page.text();
    assert!(text.contains("Waiting for the first event") && text.contains("import sentry_sdk"), "{text}");
    let key = server.app.keys.project("shop").unwrap().keys[0].clone();
    assert!(text.contains(&server.app.config().dsn(&key, 2)), "{text}");
    assert_eq!(send(&server, 2, &key), 200);
    let list = server.get("/projects/");
    assert!(
        list.text().contains("href=\"/projects/shop/\"") && list.text().contains("Python"),
        "{}",
        list.text()
    );
    for (form, status) in [("slug=shop", 409), ("slug=Web+Shop", 422), ("slug=", 422), ("", 422)] {
        assert_eq!(post(&server, "/projects/", form).status, status, "{form}");
    }
    assert_eq!(server.get("/projects/none/").status, 404);
    let foreign = server.send("POST", "/projects/", &[FORM[1], ("sec-fetch-site", "cross-site")], b"slug=x");
    assert_eq!(foreign.status, 403);
}

#[test]
fn settings_hold_at_once_and_say_where_they_come_from() {
    let server = TestServer::configured(|config| {
        config.origins.insert("limits.quota".to_owned(), "/etc/balefire.toml".to_owned());
    });
    let settings = "/projects/demo/settings/";
    let changed = post(
        &server,
        settings,
        "setting=filters.localhost&filters.localhost=true&setting=filters.web_crawlers&setting=rate&rate=7\
         &setting=filters.error_messages&filters.error_messages=*%3Cb%3E*%0D%0AAbortError&setting=quota&quota=3",
    );
    assert_eq!((changed.status, changed.header("location")), (303, Some("/projects/demo/settings/?saved=1")));
    let config = server.app.config();
    let rules = config.project("demo");
    assert!(rules.filters.localhost && !rules.filters.web_crawlers);
    assert_eq!((rules.rate, rules.quota), (7, 0), "the file sets the quota");
    assert_eq!(rules.filters.error_messages.as_written(), ["*<b>*", "AbortError"]);
    let page = server.get(settings);
    let text = page.text();
    assert!(text.contains("Set on this page, ") && text.contains("/etc/balefire.toml"), "{text}");
    assert!(text.contains("*&lt;b&gt;*\nAbortError") && !text.contains("*<b>*"), "{text}");
    assert!(text.len() < 60_000, "{}", text.len());
    // A value that is the default again is forgotten.
    post(&server, settings, "setting=rate&rate=1000&setting=filters.localhost");
    let names: Vec<_> = server.store.project_settings().unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["filters.error_messages", "filters.web_crawlers"]);
    // A value that cannot be used changes nothing, and is shown again.
    let refused = post(&server, settings, "setting=rate&rate=8&setting=origins&origins=no+%22origin");
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("is no origin") && refused.text().contains("no &quot;origin"),
        "{}",
        refused.text()
    );
    assert_eq!(server.app.config().project("demo").rate, 1_000);
}

#[test]
fn settings_survive_a_reload_of_the_file() {
    let server = TestServer::start();
    server.store.change_settings(1, &[("quota", Some("9"))], "ada", Timestamp::now()).unwrap();
    server.app.reload_projects(Timestamp::now()).unwrap();
    assert_eq!(server.app.config().project("demo").quota, 9);
    let loaded = server.app.live.loaded();
    assert_eq!(loaded.project("demo").quota, 0);
    server.app.live.replace(loaded.as_ref().clone());
    assert_eq!(server.app.config().project("demo").quota, 9);
    assert!(server.get("/projects/demo/settings/").text().contains("ada"));
}

#[test]
fn keys_are_added_named_disabled_and_deleted() {
    let server = TestServer::start();
    let added = post(&server, "/projects/demo/keys/", "name=%3Cscript%3Ex");
    assert_eq!((added.status, added.header("location")), (303, Some("/projects/demo/settings/#keys")));
    let details = server.store.project_details().unwrap();
    let key = details[0].keys.iter().find(|key| key.key != KEY).unwrap();
    assert_eq!(key.name, "<script>x");
    assert!(!server.get("/projects/demo/settings/").text().contains("<script>x"));
    let (key, address) = (key.key.clone(), format!("/projects/demo/keys/{}/", key.key));
    let change = |form: &str| post(&server, &address, form).status;
    assert_eq!(send(&server, 1, &key), 200);
    assert_eq!((change("change=disable"), send(&server, 1, &key)), (303, 403));
    assert_eq!((change("change=enable"), send(&server, 1, &key)), (303, 200));
    assert_eq!((change("change=name&name=web"), change("change=of_the_future")), (303, 400));
    assert_eq!(
        server.store.project_details().unwrap()[0].keys.iter().filter(|it| it.name == "web").count(),
        1
    );
    post(&server, "/projects/", "slug=shop");
    assert_eq!(post(&server, &format!("/projects/shop/keys/{key}/"), "change=revoke").status, 404);
    assert_eq!((change("change=revoke"), send(&server, 1, &key)), (303, 403));
    assert_eq!(change("change=revoke"), 404);
    assert_eq!(send(&server, 1, KEY), 200);
}

/// A crawler and an address are told before the inbox: accepted, counted, not kept, and no quota is charged.
#[test]
fn filters_before_the_inbox() {
    let server = TestServer::configured(|config| {
        let mut rules = balefire_proxy::config::ProjectRules::default();
        rules.quota = 1;
        config.projects.insert("demo".to_owned(), rules);
    });
    let crawler = [("user-agent", "Mozilla/5.0 (compatible; bingbot/2.0)")];
    for _ in 0..3 {
        assert_eq!(server.post(&crawler, ENVELOPE).status, 200);
    }
    assert!(server.kept().is_empty());
    let metrics = server.get("/metrics");
    let line = "outcome=\"filtered\",reason=\"web-crawlers\",category=\"error\"} 3";
    assert!(metrics.text().contains(line), "{}", metrics.text());
    assert_eq!((server.post(&[], ENVELOPE).status, server.kept().len()), (200, 1));
    assert_eq!(server.post(&[], ENVELOPE).status, 429);
    post(
        &server,
        "/projects/demo/settings/",
        "setting=filters.client_addresses&filters.client_addresses=127.0.0.1",
    );
    assert_eq!((server.post(&[], ENVELOPE).status, server.kept().len()), (200, 1));
}
