//! Tables of real messages and headers.

use serde_json::json;

use super::*;

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

/// An error with one frame, in an address.
fn error(kind: &str, value: &str, source: &str) -> Map<String, Value> {
    let frames = json!([{"abs_path": source, "function": "f"}, {"abs_path": "<anonymous>"}]);
    object(
        json!({"exception": {"values": [{"type": kind, "value": value, "stacktrace": {"frames": frames}}]}}),
    )
}

fn of_agent(agent: &str) -> Map<String, Value> {
    object(json!({
        "exception": {"values": [{"type": "Error", "value": "x"}]},
        "request": {"url": "https://shop.example/a", "headers": [["Accept", "*/*"], ["user-agent", agent]]},
    }))
}

fn all_on() -> Filters {
    Filters {
        localhost: true,
        legacy_browsers: true,
        health_checks: true,
        chunk_load_errors: true,
        ..Filters::default()
    }
}

const APP: &str = "https://shop.example/app.js";

#[test]
fn browser_extensions() {
    let filters = Filters::default();
    for (value, source, is_dropped) in [
        ("Extension context invalidated.", APP, true),
        ("can't access dead object", APP, true),
        ("Can't find variable: _gCrWeb", APP, true),
        ("Cannot redefine property: ethereum", APP, true),
        ("x is null", "chrome-extension://abcdef/content.js", true),
        ("x is null", "moz-extension://0123/content.js", true),
        ("x is null", "safari-web-extension://0123/content.js", true),
        ("x is null", "https://connect.facebook.net/en_US/sdk.js", true),
        ("x is null", "webkit-masked-url://hidden/", true),
        ("x is null", "user-script:12", true),
        ("x is null", "resource://gre/modules/ExtensionContent.sys.mjs", true),
        (
            "A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received",
            APP,
            true,
        ),
        ("Could not establish connection. Receiving end does not exist.", APP, true),
        ("Invalid call to runtime.sendMessage(). Tab not found.", APP, true),
        ("Could not establish connection to the shop", APP, false),
        ("x is null", "https://shop.example/resource:a.js", false),
        ("x is null", APP, false),
        ("Cannot redefine property: name", APP, false),
        ("see https://docs.example/chrome-extension:", APP, false),
    ] {
        let expect = is_dropped.then_some(DiscardReason::BrowserExtension);
        assert_eq!(filters.event(&error("TypeError", value, source)), expect, "{value} {source}");
    }
    let off = Filters { browser_extensions: false, ..Filters::default() };
    assert_eq!(off.event(&error("TypeError", "x", "chrome-extension://abcdef/content.js")), None);
}

#[test]
fn known_errors() {
    let filters = Filters::default();
    for (value, has_stack, is_dropped) in [
        ("ResizeObserver loop limit exceeded", true, true),
        ("ResizeObserver loop completed with undelivered notifications.", false, true),
        (
            "Non-Error promise rejection captured with value: Object Not Found Matching Id:3, MethodName:update, ParamCount:4",
            false,
            true,
        ),
        ("Script error.", false, true),
        ("Script error.", true, false),
        ("Script error: the total is 7", false, false),
        ("Object not found", false, false),
    ] {
        let mut event = error("Error", value, APP);
        if !has_stack {
            event = object(json!({"exception": {"values": [{"type": "Error", "value": value}]}}));
        }
        let expect = is_dropped.then_some(DiscardReason::ErrorMessage);
        assert_eq!(filters.event(&event), expect, "{value}");
    }
    let message = object(json!({"logentry": {"formatted": "Script error."}}));
    assert_eq!(filters.event(&message), Some(DiscardReason::ErrorMessage));
}

#[test]
fn web_crawlers() {
    let filters = Filters::default();
    for (agent, is_dropped) in [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
        ("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)", true),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", true),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", true),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            true,
        ),
        ("Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)", true),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
            true,
        ),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Claude-User/1.0; +Claude-User@anthropic.com)",
            true,
        ),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Claude-SearchBot/1.0)", true),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Perplexity-User/1.0)", true),
        ("meta-externalfetcher/1.1", true),
        ("Mozilla/5.0 (compatible; GoogleOther)", true),
        (
            "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
            true,
        ),
        (
            "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0); 360Spider(compatible; HaosouSpider)",
            true,
        ),
        ("Sogou Pic Spider/3.0( http://www.sogou.com/docs/help/webmasters.htm#07)", true),
        ("DingTalkBot-LinkService/1.0 (+https://open.dingtalk.com/document)", true),
        ("Mozilla/5.0 (compatible; ChatGLM-Spider/1.0)", true),
        ("Mozilla/5.0 (compatible; Storebot-Google/1.0)", true),
        ("SomeCrawler/2.0", true),
        ("my-own-bot", true),
        ("SomeBot/1.0 (x)", true),
        (
            "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36",
            false,
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; CUBOT-X70) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36",
            false,
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47 DingTalk/7.5.0",
            false,
        ),
        ("Mozilla/5.0 (Linux; Android 12; robotics) AppleWebKit/537.36", false),
        (CHROME, false),
        ("sentry.python/2.40.0", false),
        ("", false),
    ] {
        let expect = is_dropped.then_some(DiscardReason::WebCrawler);
        assert_eq!(filters.event(&of_agent(agent)), expect, "{agent}");
        assert_eq!(filters.request(None, Some(agent)), expect, "{agent}");
    }
}

#[test]
fn legacy_browsers() {
    let filters = all_on();
    for (agent, is_dropped) in [
        ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", true),
        ("Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)", true),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
            true,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            false,
        ),
        (
            "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.112 Safari/537.36",
            true,
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0", true),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", false),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_6) AppleWebKit/601.7.7 (KHTML, like Gecko) Version/9.1.2 Safari/601.7.7",
            true,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            false,
        ),
        (
            "Mozilla/5.0 (Linux; U; Android 2.3.5; en-us) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1",
            true,
        ),
        (CHROME, false),
        ("curl/8.0", false),
    ] {
        let expect = is_dropped.then_some(DiscardReason::LegacyBrowser);
        assert_eq!(filters.event(&of_agent(agent)), expect, "{agent}");
    }
    assert_eq!(Filters::default().event(&of_agent("Mozilla/5.0 (compatible; MSIE 9.0)")), None);
}

#[test]
fn localhost() {
    let filters = all_on();
    for (url, is_dropped) in [
        ("http://localhost:3000/a", true),
        ("http://app.localhost/", true),
        ("https://127.0.0.1/", true),
        ("http://127.8.9.1:80", true),
        ("http://[::1]:8080/x", true),
        ("file:///home/ada/index.html", true),
        ("https://localhost.example/", false),
        ("https://shop.example/?next=http://localhost/", false),
        ("localhost", false),
    ] {
        let event = object(json!({"request": {"url": url}}));
        assert_eq!(filters.event(&event), is_dropped.then_some(DiscardReason::Localhost), "{url}");
        assert_eq!(filters.transaction(&event), is_dropped.then_some(DiscardReason::Localhost), "{url}");
        assert_eq!(Filters::default().event(&event), None);
    }
    let user = object(json!({"user": {"ip_address": "::1"}}));
    assert_eq!(filters.event(&user), Some(DiscardReason::Localhost));
}

#[test]
fn health_checks() {
    for (name, is_dropped) in [
        ("GET /healthz", true),
        ("/api/health/", true),
        ("GET /LIVEZ", true),
        ("my-healthcheck-task", true),
        ("/_health", true),
        ("/users/up", true),
        ("/cleanup", false),
        ("/health/advice", false),
        ("/shipping", false),
    ] {
        let transaction = object(json!({"transaction": name}));
        let expect = is_dropped.then_some(DiscardReason::FilteredTransaction);
        assert_eq!(all_on().transaction(&transaction), expect, "{name}");
        assert_eq!(all_on().event(&transaction), None, "an error is none");
        assert_eq!(Filters::default().transaction(&transaction), None);
    }
}

#[test]
fn chunk_load_errors() {
    for (kind, value, is_dropped) in [
        ("ChunkLoadError", "Loading chunk 12 failed.\n(error: https://shop.example/12.js)", true),
        ("Error", "Loading CSS chunk 3 failed", true),
        ("TypeError", "Failed to fetch dynamically imported module: https://shop.example/a.js", true),
        ("TypeError", "error loading dynamically imported module: https://shop.example/a.js", true),
        ("TypeError", "Importing a module script failed.", true),
        ("TypeError", "'text/html' is not a valid JavaScript MIME type.", true),
        ("Error", "Loading chunk 7 failed. (missing: https://shop.example/7.js)", true),
        ("Error", "Failed to load chunk /_next/static/chunks/1.js from module 2", true),
        ("Error", "Unable to preload CSS for /assets/a-1234.css", true),
        ("Error", "Loading chunk sizes", false),
        ("TypeError", "Failed to fetch", false),
    ] {
        let expect = is_dropped.then_some(DiscardReason::ChunkLoadError);
        assert_eq!(all_on().event(&error(kind, value, APP)), expect, "{value}");
        assert_eq!(Filters::default().event(&error(kind, value, APP)), None, "{value}");
    }
}

#[test]
fn patterns_of_the_project() {
    let filters = Filters {
        releases: Patterns::parse(["web@0.*"]).unwrap(),
        error_messages: Patterns::parse(["*quota*", "AbortError", "TypeError: cancel?ed"]).unwrap(),
        ..Filters::default()
    };
    let message = Some(DiscardReason::ErrorMessage);
    for (kind, value, expect) in [
        ("Error", "the Quota is used up", message),
        ("AbortError", "The user aborted a request.", message),
        ("TypeError", "cancelled", message),
        ("TypeError", "canceled", None),
        ("RangeError", "cancelled", None),
    ] {
        assert_eq!(filters.event(&error(kind, value, APP)), expect, "{kind} {value}");
    }
    let release = |version: &str| object(json!({"release": version}));
    assert_eq!(filters.event(&release("web@0.9.1")), Some(DiscardReason::ReleaseVersion));
    assert_eq!(filters.transaction(&release("web@0.9.1")), Some(DiscardReason::ReleaseVersion));
    assert_eq!(filters.event(&release("web@1.0.0")), None);
}

#[test]
fn addresses_of_clients() {
    let nets = ["10.0.0.0/8", "2001:db8::/32"].map(|net| net.parse().unwrap());
    let filters = Filters { client_addresses: nets.to_vec(), ..Filters::default() };
    for (address, is_dropped) in [("10.1.2.3", true), ("2001:db8::1", true), ("11.1.2.3", false)] {
        let expect = is_dropped.then_some(DiscardReason::IpAddress);
        assert_eq!(filters.request(Some(address.parse().unwrap()), Some(CHROME)), expect);
    }
    assert_eq!(filters.request(None, None), None);
}

/// Members of any shape are passed over.
#[test]
fn hostile_events() {
    let filters = Filters {
        releases: Patterns::parse(["a*"]).unwrap(),
        error_messages: Patterns::parse(["*a?b"]).unwrap(),
        ..all_on()
    };
    for event in [
        json!({"exception": {"values": [1, null, {"type": 1, "value": [], "stacktrace": {"frames": [7]}}]}}),
        json!({"exception": [], "logentry": 1, "request": [], "user": "x", "release": {}}),
        json!({"request": {"headers": [[], [1], ["user-agent"], ["user-agent", 7], {}], "url": {}}}),
        json!({"logentry": {"message": "漢".repeat(100_000)}, "release": "漢".repeat(100_000)}),
        json!({"exception": {"values": vec![json!({"value": "a".repeat(5_000)}); 2_000]}}),
    ] {
        let event = object(event);
        assert_eq!((filters.event(&event), filters.transaction(&event)), (None, None));
    }
}
