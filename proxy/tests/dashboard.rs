//! The pages over HTTP: what they show, what they never do, and what they say about themselves.

mod serve;

use balefire_proxy::alert::{Alert, Delivery};
use balefire_proxy::clock::Timestamp;
use balefire_proxy::scrub::{Scrubber, Settings};
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
    let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), policy);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
}

/// Walks all tags: only elements and attributes that the pages are made of, and no strange address.
#[track_caller]
fn check_markup(html: &str) {
    for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with(['/', '!'])) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!matches!(name.as_str(), "" | "script" | "img" | "i" | "b" | "iframe" | "style"), "<{tag}");
        let inside = &tag[name.len()..tag.find('>').unwrap_or(tag.len())];
        for attribute in inside.split('"').step_by(2) {
            let attribute = attribute.trim().trim_end_matches('=');
            assert!(!attribute.starts_with("on") && attribute != "style", "{attribute}");
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
        "/dead-letters/",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E%22",
        "/?project=%22%3E%3Cb%3E&page=x",
        "/?page=9999999999",
    ] {
        page(&server, path);
    }
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
        "aria-label=\"1 event in the last 24 hours\"",
        "<time datetime=\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let html = page(&server, "/?q=stock");
    assert!(html.contains("stock of tea") && !html.contains("TypeError"));
    assert!(page(&server, "/?q=nothing+like+it").contains("No issue fits"));
    assert!(page(&server, "/?project=demo").contains("TypeError"));
}

#[test]
fn page_of_an_issue() {
    let server = Server::with(&["browser"]);
    let html = page(&server, "/issues/1/");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    // The thrown one before its cause, the newest frame before the older, breadcrumbs as they happened.
    assert!(at("<h2>TypeError</h2>") < at("Caused by </span>NetworkError"));
    assert!(at(">confirmPayment</code>") < at(">HTMLFormElement.onSubmit</code>"));
    assert!(at("ui.click") < at("trying the fallback"));
    for text in [
        "1 frame outside the app",
        "store.commit(payment.receipt.token)",
        ":231:24",
        "shop@2.4.1",
        "production",
        "Chrome 140.0.0.0",
        "Mac OS X 10.15.7",
        "mei@example.test",
        "9ec79c33ec9942ab8353589fcb2e04dc",
        "href=\"https://shop.example.test/checkout?step=payment\"",
        "The event as JSON",
    ] {
        at(text);
    }
}

#[test]
fn exception_group() {
    let server = Server::with(&["group"]);
    let html = page(&server, "/issues/1/");
    // What was thrown, then each below the one that holds it, as deep as it is.
    let places = [
        "<section class=\"panel exception\"><h2>AggregateError</h2>",
        "linked deep-1\"><h2><span class=\"cause\"><code>errors[0]</code> of AggregateError: </span>PaymentError</h2>",
        "linked deep-2\"><h2><span class=\"cause\">Caused by </span>NetworkError</h2>",
        "linked deep-3\"><h2><span class=\"cause\">Caused by </span>TypeError</h2>",
        "linked deep-1\"><h2><span class=\"cause\"><code>errors[1]</code> of AggregateError: </span>SuppressedError</h2>",
        "linked deep-2\"><h2><span class=\"cause\"><code>suppressed</code> of SuppressedError: </span>RangeError</h2>",
    ];
    let found: Vec<_> =
        places.iter().map(|text| html.find(text).unwrap_or_else(|| panic!("{text}"))).collect();
    assert!(found.is_sorted(), "{found:?}");
    // The stack of each once: those of the errors folded, with their newest frame to see.
    for (text, times) in [
        ("2 frames<span class=\"newest\">, newest <code class=\"function\">pay</code>", 1),
        ("1 frame<span class=\"newest\">, newest <code class=\"function\">reserve</code>", 1),
        (">:140:13</span>", 2),
        (">:40:11</span>", 1),
        ("No stack came with it.", 1),
    ] {
        assert_eq!(html.matches(text).count(), times, "{text}");
    }
}

#[test]
fn message_and_its_stack_once_each() {
    let server = Server::with(&["message-stack"]);
    let html = page(&server, "/issues/1/");
    let shown = html.split("The event as JSON").next().unwrap_or_default();
    let main = shown.split("<main").nth(1).unwrap_or_default();
    assert_eq!(main.matches("stock of tea is below 5").count(), 1);
    assert_eq!(main.matches("<code class=\"function\">tell</code>").count(), 1);
    assert!(main.contains("<h2>Stack</h2>") && !main.contains("<h2>Error</h2>"));
    assert!(html.contains("Firefox 145.0"));
}

#[test]
fn contexts_of_an_event() {
    let server = Server::with(&["group"]);
    let html = page(&server, "/issues/1/");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    let titles = ["Browser", "System", "Device", "Page", "Culture", "Trace", "cart"];
    let found: Vec<_> = titles.iter().map(|title| at(&format!("<h3>{title}</h3>"))).collect();
    assert!(found.is_sorted(), "{found:?}");
    for (key, value) in [
        ("name", "Google Chrome"),
        ("memory size", "8 GiB"),
        ("viewport", "1280x720"),
        ("timezone", "Europe/Berlin"),
        ("coupon", "TEA10"),
        (
            "addresses",
            "{&quot;billing&quot;:&quot;same&quot;,&quot;shipping&quot;:[&quot;home&quot;,&quot;work&quot;]}",
        ),
    ] {
        at(&format!("<dt>{key}</dt><dd>{value}</dd>"));
    }
}

#[test]
fn rust_frames_by_their_plain_names() {
    let server = Server::with(&["rust-panic"]);
    let html = page(&server, "/issues/1/");
    assert!(html.contains(">demo_app::basket::total</code>"));
    assert!(html.contains(" at 0x1a2f"));
}

#[test]
fn fresh_install_says_how_to_begin() {
    let server = Server::with(&[]);
    let html = page(&server, "/");
    for text in
        ["http://0123456789abcdef0123456789abcdef@balefire.test/1", "balefire.min.js", "href=\"/demo/\""]
    {
        assert!(html.contains(text), "{text}");
    }
    assert!(page(&server, "/alerts/").contains("Nothing to tell"));
}

#[test]
fn alerts_in_each_state() {
    let server = Server::with(&["message"]);
    let now = Timestamp::now();
    let alert = |title: &str| Alert {
        issue_id: 1,
        robot: Some("team".into()),
        title: title.into(),
        text: "#### new <issue>\n\n[open](javascript:alert(1))".into(),
    };
    let mut batch = server.store.begin().unwrap();
    let busy =
        Delivery::Waiting { due: Timestamp(now.0 + 60.0), last_error: Some("system busy <-1>".into()) };
    batch.enqueue(&alert("one"), now, &busy).unwrap();
    batch.enqueue(&alert("two"), now, &Delivery::Delivered { at: now }).unwrap();
    batch.enqueue(&alert("three"), now, &Delivery::Failed { error: "token is not exist".into() }).unwrap();
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    for text in [
        "system busy &lt;-1&gt;",
        "Given up: <span class=\"wrong\">token is not exist",
        "Delivered <time",
        "this is what would have been sent",
        "new &lt;issue&gt;\n\n[open](javascript:alert(1))</pre>",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn many_issues_come_in_pages() {
    let server = Server::with(&[]);
    let mut batch = server.store.begin().unwrap();
    for n in 0..30 {
        let event = format!("{{\"message\":\"m {}\"}}", "x".repeat(n + 1));
        let arrival =
            balefire_proxy::process::Arrival { project_id: 1, received: Timestamp::now(), event_id: None };
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
    assert_eq!(server.get("/", Some(&basic(TOKEN))).status, 200);
}
