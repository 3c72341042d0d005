//! The pages of performance and releases over HTTP.

use balefire_protocol::category::Category;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::outcome::{DiscardReason, Outcome, ProjectCounts};
use balefire_proxy::store::CountOutcomes;

use super::performance_data::{NAVIGATION, SPAN, TRACE, fill};
use super::serve::Server;
use super::{check_headers, page};

fn server() -> Server {
    let server = Server::with(&[]);
    fill(server.store.as_ref(), 400, Timestamp::now());
    server.record(&format!(
        r#"{{"event_id":"0123456789abcdef0123456789abcdef","message":"<i>paid twice","release":"shop@1.10.0",
            "contexts":{{"trace":{{"trace_id":"{TRACE}","span_id":"{SPAN}"}}}}}}"#
    ));
    server
}

#[test]
fn all_pages_with_data_let_no_markup_through() {
    let server = server();
    let segment = format!("/performance/segment/1/{SPAN}/");
    for path in [
        "/performance/?range=14d",
        "/performance/?range=24h&metric=cls&device=mobile",
        "/performance/?range=30d&name=%2F%3Cb%3E%26%E2%80%AE%2F%3Aid&release=(none)&browser=%22%3E%3Cb%3E",
        "/performance/pageloads/?range=14d&order=slowest",
        "/performance/pageloads/?kind=navigation&page=9999999",
        "/performance/compare/?range=14d",
        "/performance/compare/?base=%3Cb%3E&head=%00",
        "/performance/transactions/?range=14d&order=failing",
        "/performance/transactions/?range=14d&name=POST%20%2Fapi%2Forders",
        &segment,
        "/releases/?range=14d",
        "/releases/1/shop%401.10.0/?range=14d",
        "/releases/1/shop%401.9.2/?range=24h",
    ] {
        let html = page(&server, path);
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{path}");
    }
}

#[test]
fn vitals_of_a_project() {
    let server = server();
    let html = page(&server, "/performance/?range=14d");
    for text in [
        "401 samples, about 1,604 page views",
        "Largest Contentful Paint",
        "aria-label=\"p75 of LCP: ",
        "<h2>Slowest routes</h2>",
        "/images/hero.avif",
        "/performance/?project=demo&amp;range=14d&amp;name=%2Fcheckout&amp;metric=lcp",
        "<option value=\"shop@1.10.0\">",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let compared = page(&server, "/performance/compare/?range=14d");
    for text in ["page loads</div>", "page views</div>"] {
        assert!(compared.contains(text), "{text}");
    }
    let html = page(&server, "/performance/?range=14d&name=%2Fcheckout");
    assert!(html.contains("Route <strong>/checkout</strong>") && !html.contains("Slowest resources"));
}

/// The one soft navigation is fast: with it the page loads would look faster than they are.
#[test]
fn soft_navigations_are_apart() {
    let server = server();
    let html = page(&server, "/performance/?range=14d&metric=inp");
    let soft = "/performance/?project=demo&amp;range=14d&amp;navigations=soft&amp;metric=inp";
    assert!(html.contains(&format!("href=\"{soft}\"")), "{html}");
    assert!(html.contains("401 samples, about 1,604 page views"));
    let html = page(&server, &soft.replace("&amp;", "&"));
    for text in ["1 sample, about 4 soft navigations", "88 ms", "/help", "A click or a key"] {
        assert!(html.contains(text), "{text} in {html}");
    }
    for text in ["TTFB", "Slowest resources", "/checkout"] {
        assert!(!html.contains(text), "{text}");
    }
    // Without any there is nothing to choose.
    assert!(!page(&server, "/performance/?range=14d&device=tablet").contains("navigations=soft"));
    let none = page(&server, "/performance/?navigations=soft&range=24h&device=tablet");
    assert!(none.contains("No performance data in this range"));
}

/// Where all is over the quota, the page says so.
#[test]
fn what_was_left_out_is_said_without_data_too() {
    let server = Server::with(&[]);
    let mut counts = ProjectCounts::default();
    let over = Outcome::RateLimited(DiscardReason::Quota);
    counts.add((1, "", Timestamp::now().hour()), over, Category::Span, 70);
    server.store.add_outcomes(&counts).unwrap();
    let html = page(&server, "/performance/");
    for text in [
        "What was left out, and why",
        "The daily quota is used up",
        "href=\"/projects/demo/?range=14d&amp;category=span\"",
        "href=\"/projects/demo/settings/\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn a_navigation_has_its_own_vitals() {
    let server = server();
    let html = page(&server, &format!("/performance/segment/1/{NAVIGATION}/"));
    assert!(html.contains("a#help") && !html.contains("button#pay"));
    let of_page_load = page(&server, &format!("/performance/segment/1/{SPAN}/"));
    assert!(of_page_load.contains("a#help") && of_page_load.contains("button#pay"));
}

#[test]
fn a_page_load_and_its_error_lead_to_each_other() {
    let server = server();
    let html = page(&server, &format!("/performance/segment/1/{SPAN}/"));
    for text in [
        "Lines mark TTFB at 512 ms, FCP at 1.31 s, LCP at 2.41 s.",
        "href=\"/issues/1/events/0123456789abcdef0123456789abcdef/\">&lt;i&gt;paid twice</a>",
        "href=\"/performance/segment/1/00000000000000bb/\">POST /api/orders</a>",
        "<h2>Later</h2>",
        "<th class=\"deep-1\" scope=\"row\"><span class=\"op\">http.client</span>",
        "div.banner&lt;script&gt;",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let error = page(&server, "/issues/1/");
    assert!(error.contains(&format!("href=\"/performance/segment/1/{SPAN}/\">/checkout</a>")));
}

#[test]
fn releases_are_in_the_order_of_their_versions() {
    let server = server();
    let html = page(&server, "/releases/?range=14d");
    let at = |version: &str| html.find(&format!(">{version}</a>")).unwrap_or_else(|| panic!("{version}"));
    assert!(at("shop@1.10.1-rc.1") < at("shop@1.10.0") && at("shop@1.10.0") < at("shop@1.9.2"));
    let html = page(&server, "/releases/1/shop%401.10.0/?range=14d");
    for text in [
        "Release before",
        "shop@1.9.2</a>",
        "Crash-free sessions",
        "&lt;i&gt;paid twice",
        "<span class=\"chip\">new</span>",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn pages_without_data_say_what_to_do() {
    let server = Server::with(&[]);
    for (path, text) in [
        ("/performance/", "browserTracingIntegration"),
        ("/performance/pageloads/", "No page loads in this range"),
        ("/performance/compare/", "There are no two releases to compare"),
        ("/performance/transactions/", "sentry_sdk.init"),
        ("/releases/", "No releases yet"),
    ] {
        assert!(page(&server, path).contains(text), "{path}");
    }
    for (path, status) in [
        ("/performance/?project=none", 404),
        ("/performance/?range=24h&range=7d", 400),
        ("/performance/segment/1/00000000000000aa/", 404),
        ("/performance/segment/1/x/", 404),
        ("/performance/segment/9999999999999999999/00000000000000aa/", 404),
        ("/releases/?project=none", 404),
        ("/releases/1/none/", 404),
        ("/releases/x/none/", 404),
    ] {
        let answer = server.get(path, None);
        assert_eq!(answer.status, status, "{path}");
        check_headers(&answer);
    }
}
