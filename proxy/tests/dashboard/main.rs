//! The pages over HTTP: what they show, what they never do, and what they say about themselves.

mod action_links;
mod alert_rules;
mod alerts;
mod attachments;
mod event_text;
mod feedback;
mod issue;
mod issue_events;
mod issue_moves;
mod issue_work;
mod language;
mod performance;
mod performance_data;
mod project_rules;
mod saved_searches;
mod sentry_links;
#[path = "../serve/mod.rs"]
mod serve;
mod silences;

use balefire_proxy::data_dir::notices::Notice;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::store::{ClockState, Full, Ingest, Retention, RetentionState};
use serve::{Answer, Server, TOKEN};

/// Every event there is, so that each page of each is looked at.
const ALL: [&str; 10] = [
    "message",
    "message-stack",
    "python",
    "raw-stack",
    "raw-stack-firefox",
    "raw-stack-safari",
    "rust-panic",
    "group",
    "hostile",
    "browser",
];

#[track_caller]
fn page(server: &Server, path: &str) -> String {
    let answer = server.get(path, None);
    assert_eq!(answer.status, 200, "{path}");
    check_headers(&answer);
    check_markup(&answer.body);
    answer.body
}

#[track_caller]
fn check_headers(answer: &Answer) {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), policy);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("cache-control"), "no-store");
}

/// Walks all tags: only elements and attributes that the pages are made of, and no strange address.
#[track_caller]
fn check_markup(html: &str) {
    let own_script = "<script type=\"module\" src=\"";
    let (before, behind) = html.split_once(own_script).unwrap();
    let address = behind.split('"').next().unwrap();
    assert!(address == "/pages.js" || address == "/errors/pages.js", "{address}");
    let html = &format!("{before}{}", behind.split_once("</script>").unwrap().1);
    for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with(['/', '!'])) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!matches!(name.as_str(), "" | "script" | "i" | "b" | "iframe" | "style"), "<{tag}");
        let inside = &tag[name.len()..tag.find('>').unwrap_or(tag.len())];
        for attribute in inside.split('"').step_by(2) {
            let attribute = attribute.trim().trim_end_matches('=');
            assert!(!attribute.starts_with("on") && attribute != "style", "{attribute}");
        }
        if name == "img" {
            let source = inside.split("src=\"").nth(1).unwrap_or_default();
            assert!(source.starts_with("/issues/"), "{inside}");
        }
        if let Some(link) = inside.split("href=\"").nth(1) {
            let is_ours =
                link.starts_with('/') || link.starts_with('#') || link.starts_with("data:image/svg+xml,");
            assert!(is_ours || link.starts_with("http://") || link.starts_with("https://"), "{link}");
        }
    }
    assert!(!html.contains("<script>alert"));
    assert!(!html.contains(['\u{202e}', '\u{0}']));
}

#[test]
fn no_page_of_any_event_lets_markup_through() {
    let server = Server::with(&ALL);
    for id in 1..=ALL.len() {
        page(&server, &format!("/issues/{id}/"));
    }
    for path in [
        "/",
        "/alerts/",
        "/alerts/rules/",
        "/alerts/rules/default/",
        "/dead-letters/",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E%22",
        "/?project=demo&page=x",
        "/?page=9999999999",
    ] {
        page(&server, path);
    }
    let unknown = server.get_here("/?project=%22%3E%3Cb%3E");
    assert_eq!(unknown.status, 404, "a deleted project has no list");
    check_markup(&unknown.body);
    let found = page(&server, "/?q=alert");
    assert!(found.contains("&lt;script&gt;alert('x')&lt;/script&gt;&quot;"));
}

#[test]
fn list_of_issues() {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    let html = page(&server, "/");
    for text in [
        "<strong>TypeError</strong>: Cannot read properties of undefined",
        "confirmPayment(/assets/checkout-DiwrgTda.js)",
        "<span class=\"badge fatal\">fatal</span>",
        "aria-label=\"24 hours: 1 event\"",
        "<time datetime=\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let html = page(&server, "/?q=stock");
    assert!(html.contains("stock of tea") && !html.contains("TypeError"));
    assert!(page(&server, "/?q=nothing+like+it").contains("No issues match this search"));
    assert!(page(&server, "/?project=demo").contains("TypeError"));
}

#[test]
fn searches_have_a_bound() {
    let server = Server::with(&["message"]);
    for length in [501, 50_000] {
        let html = page(&server, &format!("/?q={}%00", "a".repeat(length)));
        assert!(html.contains("A search has at most 500 characters") && !html.contains("stock of tea"));
        assert!(html.contains(&format!("value=\"{}\"", "a".repeat(500))), "{length}");
    }
    for path in [format!("/?q={}", "a".repeat(500)), "/?q=%00".to_owned(), "/?q=100%25".to_owned()] {
        assert!(page(&server, &path).contains("No issues match this search"));
    }
    for (path, status) in [("/?q=a&q=b", 400), ("/issues/%FF/", 404), ("/issues/99999999999999999999/", 404)]
    {
        let answer = server.get(path, None);
        assert_eq!(answer.status, status, "{path}");
        check_headers(&answer);
    }
}

#[test]
fn the_list_is_filtered_sorted_and_explained() {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    for (path, found) in [
        ("/?q=is%3Aunresolved", 3),
        ("/?q=is%3Aresolved", 0),
        ("/?q=level%3Afatal", 1),
        ("/?q=%21level%3Afatal&sort=events&range=all", 2),
        ("/?environment=nowhere", 0),
        ("/?to=2001-01-31", 0),
        ("/?sort=trend", 3),
    ] {
        let html = page(&server, path);
        assert_eq!(html.matches("class=\"title\"").count(), found, "{path}");
        assert!(html.len() < 60_000, "{path}: {}", html.len());
        let results = html.contains(&format!("1–{found} of {found}"));
        assert!(results || found == 0 && html.contains("No issues match this search"), "{path}");
    }
    let html = page(&server, "/?q=is%3Aunresolved&sort=users");
    assert!(html.contains("aria-sort=\"descending\"><a href=\"/?q=is%3Aunresolved&amp;sort=users\">Users"));
    assert!(html.contains("<a href=\"/?q=is%3Aunresolved&amp;sort=users\" aria-current=\"page\">Unresolved"));
    let html = page(&server, "/?q=times_seen%3Amany%3Cb%3E");
    assert!(html.contains("times_seen needs a number such as times_seen:&gt;10, not “many&lt;b&gt;”."));
    assert!(!html.contains("<b>"));
}

#[test]
fn an_event_id_typed_into_the_search_leads_to_its_event() {
    const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";
    let server = Server::at("http://balefire.test/errors", &["message", "browser"]);
    let address = format!("/issues/2/events/{ID}/");
    for query in [
        ID.to_owned(),
        ID.to_uppercase(),
        "9ec79c33-ec99-42ab-8353-589fcb2e04dc".into(),
        format!("+{ID}+&project=demo"),
    ] {
        let answer = server.get_here(&format!("/?q={query}"));
        assert_eq!((answer.status, answer.header("location")), (303, format!("/errors{address}")), "{query}");
    }
    let html = page(&server, &address);
    assert!(html.contains("<h2>This event</h2>") && html.contains(ID) && html.contains("confirmPayment"));
    assert!(page(&server, "/issues/2/").contains("<h2>Newest event</h2>"));
    let other = "/?q=9ec79c33ec9942ab8353589fcb2e04dd";
    assert!(page(&server, other).contains("No issues match this search"));
    assert_eq!(server.get_here(&format!("/?q={ID}&project=none")).status, 404);
    // Neither another issue's event, nor one that is none.
    for path in
        [format!("/issues/1/events/{ID}/"), "/issues/2/events/x/".into(), "/issues/2/events/%FF/".into()]
    {
        assert_eq!(server.get(&path, None).status, 404, "{path}");
    }
}

#[test]
fn fresh_install_says_how_to_begin() {
    let server = Server::with(&[]);
    let html = page(&server, "/");
    assert!(html.contains("href=\"/projects/demo/\"") && html.contains("href=\"/demo/\""), "{html}");
    let html = page(&server, "/projects/demo/");
    for text in
        ["http://0123456789abcdef0123456789abcdef@balefire.test/1", "balefire.min.js", "href=\"/demo/\""]
    {
        assert!(html.contains(text), "{text}");
    }
    assert!(page(&server, "/alerts/").contains("No alerts yet"));
}

#[test]
fn each_page_says_that_deletion_is_paused_or_cannot_go_on() {
    let server = Server::with(&["message"]);
    let pages = ["/", "/issues/1/", "/alerts/"];
    assert!(pages.iter().all(|path| !page(&server, path).contains("role=\"status\"")));
    let clock =
        ClockState { jumped: Some(Timestamp(1.9e9)), seen: Some(Timestamp(1.9e9)), ..ClockState::default() };
    let full = Some(Full { size: 3_000_000, held: 2_000_000 });
    server.store.update_retention(&|_| RetentionState { clock, full }).unwrap();
    for path in pages {
        let html = page(&server, path);
        assert!(
            html.contains("the clock of the server jumped") && html.contains("retention confirm"),
            "{path}"
        );
        assert!(html.contains("It has 3.0 MB. Of these 2.0 MB wait"), "{path}");
    }
}

#[test]
fn many_issues_come_in_pages() {
    let server = Server::with(&[]);
    let mut batch = server.store.begin().unwrap();
    for n in 0..30 {
        let event = format!("{{\"message\":\"m {}\"}}", "x".repeat(n + 1));
        let arrival = balefire_proxy::process::Arrival {
            project_id: 1,
            received: Timestamp::now(),
            event_id: None,
            sent_at: None,
        };
        batch
            .record(
                &balefire_proxy::process::process(
                    event.as_bytes(),
                    &arrival,
                    &Scrubber::new(&Settings::default()).unwrap(),
                    &(),
                )
                .unwrap(),
            )
            .unwrap();
    }
    batch.commit().unwrap();
    let first = page(&server, "/");
    assert!(first.contains("rel=\"next\" href=\"/?page=2\"") && !first.contains("rel=\"prev\""));
    let second = page(&server, "/?page=2&project=demo&q=m");
    assert!(
        second.contains("rel=\"prev\" href=\"/?project=demo&amp;q=m\"") && !second.contains("rel=\"next\"")
    );
}

#[test]
fn style_and_missing_pages() {
    let server = Server::with(&[]);
    let style = server.get("/style.css", None);
    assert_eq!((style.status, style.header("content-type").as_str()), (200, "text/css; charset=utf-8"));
    for path in ["/issues/7/", "/issues/x/"] {
        let answer = server.get(path, None);
        assert_eq!(answer.status, 404);
        check_headers(&answer);
        check_markup(&answer.body);
    }
}

/// All addresses of links, forms and files in a page.
fn addresses(html: &str) -> Vec<&str> {
    ["href=\"", "action=\"", "src=\""]
        .iter()
        .flat_map(|name| html.split(name).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn below_a_path_all_links_begin_with_it() {
    let server = Server::at("http://127.0.0.1:8080/errors", &ALL);
    for path in [
        "/",
        "/?q=none",
        "/?project=demo&page=2",
        "/issues/1/",
        "/issues/9/",
        "/alerts/",
        "/issues/404/",
        "/performance/",
        "/performance/compare/",
        "/performance/transactions/",
        "/releases/",
    ] {
        let html = server.get(path, None).body;
        let found = addresses(&html);
        assert!(found.contains(&"/errors/style.css") && found.contains(&"/errors/alerts/"), "{path}");
        for address in found {
            let is_inside =
                ["/errors/", "#", "data:", "http://", "https://"].iter().any(|it| address.starts_with(it));
            assert!(is_inside, "{address} of {path}");
        }
    }
    let list = page(&server, "/");
    assert!(list.contains("action=\"/errors/\"") && list.contains("href=\"/errors/issues/1/\""));
    let fresh = page(&Server::at("http://127.0.0.1:8080/errors", &[]), "/projects/demo/");
    assert!(fresh.contains("href=\"/errors/demo/\"") && fresh.contains("@127.0.0.1:8080/errors/1"));
}

#[test]
fn notices_stand_on_every_page() {
    let server = Server::with(&["message"]);
    server.health.notices.set("test", Notice::LogDamaged { log: "Look <here>".into(), commits: 2 });
    for path in [
        "/",
        "/issues/1/",
        "/alerts/",
        "/issues/9/",
        "/projects/",
        "/projects/demo/",
        "/projects/demo/settings/",
    ] {
        assert!(
            server.get(path, None).body.contains("role=\"alert\">The log Look &lt;here&gt; was damaged"),
            "{path}"
        );
    }
    server.health.notices.clear("test");
    assert!(!page(&server, "/").contains("Look"));
}

#[test]
fn locked_pages_need_a_token() {
    use base64::Engine as _;
    let server = Server::locked();
    let basic = |password: &str| {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("me:{password}")))
    };
    for path in ["/", "/issues/1/", "/alerts/"] {
        let answer = server.get(path, None);
        assert_eq!(answer.status, 401);
        assert!(answer.header("www-authenticate").starts_with("Basic "));
        assert_eq!(server.get(path, Some(&basic("wrong"))).status, 401);
    }
    assert_eq!(server.get("/?q=", Some(&basic(TOKEN))).status, 200);
}
