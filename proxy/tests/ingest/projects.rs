//! The forms of projects: what they change, what they refuse, and that a change holds at once.

use balefire_protocol::category::Category;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::Scopes;
use balefire_proxy::outcome::{DiscardReason, Outcome, ProjectCounts};
use balefire_proxy::store::{CountOutcomes, NewToken, ProjectChanges, ProjectSettings, TokenAdmin};
use base64::Engine;

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
    assert!(page.text().contains("<meta http-equiv=\"refresh\" content=\"3\">"), "it waits");
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
    for (form, status) in [
        ("slug=shop", 409),
        ("slug=Web+Shop", 422),
        ("slug=%E7%BD%91%E5%BA%97", 422),
        ("slug=2", 422),
        ("slug=", 422),
        ("", 422),
    ] {
        assert_eq!(post(&server, "/projects/", form).status, status, "{form}");
    }
    assert_eq!(server.get("/projects/none/").status, 404);
    let foreign = server.send("POST", "/projects/", &[FORM[1], ("sec-fetch-site", "cross-site")], b"slug=x");
    assert_eq!(foreign.status, 403);
}

/// Nobody waits in vain for events that are all dropped.
#[test]
fn a_page_that_waits_says_what_was_dropped() {
    let server = TestServer::start();
    post(&server, "/projects/", "slug=shop&platform=npm");
    let waiting = server.get("/projects/shop/");
    assert!(!waiting.text().contains("none of it was stored"), "{}", waiting.text());
    let mut counts = ProjectCounts::default();
    let dropped = Outcome::Filtered(DiscardReason::ErrorMessage);
    counts.add((2, "", Timestamp::now().hour()), dropped, Category::Error, 3);
    server.store.add_outcomes(&counts).unwrap();
    let said = server.get("/projects/shop/");
    let said = said.text();
    for text in ["Waiting for the first event", "import * as Balefire", "error-message"] {
        assert!(said.contains(text), "{text} in {said}");
    }
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
    assert_eq!((added.status, added.header("location")), (303, Some("/projects/demo/keys/")));
    let details = server.store.project_details().unwrap();
    let key = details[0].keys.iter().find(|key| key.key != KEY).unwrap();
    assert_eq!(key.name, "<script>x");
    let page = server.get("/projects/demo/keys/").text().to_owned();
    assert!(page.contains("&lt;script&gt;x") && !page.contains("<script>x"), "{page}");
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

#[test]
fn a_viewer_without_the_scope_sees_no_forms() {
    let server = TestServer::configured(|config| config.pages.token_required = true);
    let get = |path: &str, token: &str, scopes: &str| {
        let scopes = Scopes::parse(scopes);
        let new = NewToken { scopes, ..NewToken::new(&sha256_hex(token.as_bytes()), Timestamp::now()) };
        server.store.add_token(&new).unwrap();
        let login = base64::engine::general_purpose::STANDARD.encode(format!("me:{token}"));
        server.send("GET", path, &[("authorization", &format!("Basic {login}"))], b"").text().to_owned()
    };
    for path in ["/projects/", "/projects/demo/settings/"] {
        let text = get(path, "reader", "event:read project:read org:read");
        let says = "the token needs the scope <span translate=\"no\">project:write</span>";
        assert!(text.contains(says) && !text.contains("method=\"post\""), "{text}");
        let text = get(path, "writer", "event:read project:read org:read project:write");
        assert!(!text.contains(says) && text.contains("method=\"post\""), "{text}");
    }
    let text = get("/projects/demo/settings/", "reader", "");
    let fields = text.matches("name=\"filters.").count();
    assert_eq!((fields, text.matches(" disabled").count() >= fields), (10, true), "{text}");
}

#[test]
fn a_refused_value_is_explained_in_the_language_of_the_page() {
    let server = TestServer::start();
    let headers = [FORM[0], FORM[1], ("accept-language", "zh-CN")];
    let many = "a%0A".repeat(101);
    let long = "a".repeat(201);
    for (form, english, chinese) in [
        ("rate&rate=x".to_owned(), "not a whole number", "不是整数"),
        ("origins&origins=a+b".to_owned(), "is no origin", "不是有效的来源"),
        ("filters.releases&filters.releases=**".to_owned(), "matches everything", "会匹配所有内容"),
        (format!("filters.releases&filters.releases={many}"), "more than 100 patterns", "超过 100 个模式"),
        (format!("filters.releases&filters.releases={long}"), "more than 200 char", "超过 200 个字符"),
        ("filters.client_addresses&filters.client_addresses=x".to_owned(), "nor a range", "不是地址或网段"),
    ] {
        let form = format!("setting={form}");
        let answer = post(&server, "/projects/demo/settings/", &form);
        assert_eq!((answer.status, answer.text().contains(english)), (422, true), "{form}");
        let answer = server.send("POST", "/projects/demo/settings/", &headers, form.as_bytes());
        assert_eq!((answer.status, answer.text().contains(chinese)), (422, true), "{form}");
        assert!(!answer.text().contains(english), "{form}");
    }
}

#[test]
fn a_project_that_once_sent_waits_for_nothing() {
    let server = TestServer::start();
    let waits = || {
        ["/projects/", "/projects/demo/"]
            .map(|path| server.get(path).text().contains("Waiting for the first"))
    };
    assert_eq!(waits(), [true, true]);
    // It sends transactions, which make no issue, and was quiet for three days.
    let mut counts = ProjectCounts::default();
    counts.add((1, "", Timestamp::now().hour() - 72), Outcome::Accepted, Category::Transaction, 1);
    server.store.add_outcomes(&counts).unwrap();
    assert_eq!(waits(), [false, false]);
}

/// What is read from the store before another change must not replace what was read after it.
#[test]
fn changes_at_the_same_time_all_hold() {
    let server = TestServer::start();
    for n in 1..=200_u32 {
        std::thread::scope(|scope| {
            for setting in ["rate", "key_rate", "quota"] {
                let (server, value) = (&server, n.to_string());
                scope.spawn(move || {
                    let settings = [(setting, Some(value.as_str()))];
                    server.store.change_settings(1, &settings, "", Timestamp::now()).unwrap();
                    server.app.reload_projects(Timestamp::now()).unwrap();
                });
            }
        });
        let config = server.app.config();
        let rules = config.project("demo");
        assert_eq!((rules.rate, rules.key_rate, rules.quota), (n, n, u64::from(n)));
    }
}

#[test]
fn no_form_adds_a_key_beyond_the_most() {
    let server = TestServer::start();
    for _ in 0..60 {
        assert_eq!(post(&server, "/projects/demo/keys/", "name=x").status, 303);
    }
    let text = server.get("/projects/demo/keys/").text().to_owned();
    assert_eq!(server.store.project_details().unwrap()[0].keys.len(), 50);
    assert!(text.contains("as many keys as a project may have") && !text.contains("key-name"), "{text}");
    assert!(text.len() < 60_000, "{}", text.len());
}
