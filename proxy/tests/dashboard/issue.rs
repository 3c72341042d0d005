//! The pages of an issue.

use balefire_proxy::model::timestamp::Timestamp;

use super::page;
use super::serve::Server;

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
fn identical_and_sampled_events() {
    let server = Server::with(&[]);
    let sampled = r#"{"message":"tea is out","contexts":{"trace":{"client_sample_rate":0.25}}}"#;
    server.record_times(37, sampled);
    for path in ["/", "/issues/1/"] {
        let html = page(&server, path);
        assert!(html.contains(">about 148 (sampled at 25 %)<"), "{html}");
    }
    for path in ["/issues/1/", "/issues/1/events/"] {
        assert!(page(&server, path).contains("37 identical events"));
    }
    assert!(page(&server, "/issues/1/").contains("All 37 events"));
    // A count in the event itself was not charged.
    server.record(r#"{"message":"coffee is out","times_seen":9000}"#);
    let html = page(&server, "/issues/2/");
    assert!(html.contains("The only event") && !html.contains("9000") && !html.contains("(sampled at "));
}

#[test]
fn events_of_an_issue() {
    let server = Server::with(&[]);
    let now = Timestamp::now();
    for (n, id) in ["a", "b", "c"].iter().enumerate() {
        let event = format!(
            r#"{{"event_id":"{}","message":"tea is out","user":{{"id":"visitor {id}"}},"timestamp":{}}}"#,
            id.repeat(32),
            now.0 - 300.0 + n as f64,
        );
        server.record(&event);
    }
    let link = |id: &str| format!("/issues/1/events/{}/", id.repeat(32));
    let list = page(&server, "/issues/1/events/");
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(at(&link("c")) < at(&link("b")) && at(&link("b")) < at(&link("a")));
    at("visitor a");
    let middle = page(&server, &link("b"));
    for text in [
        format!("rel=\"prev\" href=\"{}\"", link("a")),
        format!("rel=\"next\" href=\"{}\"", link("c")),
        "This event".into(),
        "visitor b".into(),
    ] {
        assert!(middle.contains(&text), "{text}");
    }
    assert!(!page(&server, &link("a")).contains("rel=\"prev\""));
    let newest = page(&server, "/issues/1/");
    assert!(newest.contains("Newest event") && !newest.contains("rel=\"next\""));
    assert!(page(&server, "/issues/1/events/?page=7").contains("No events here"));
}

#[test]
fn events_of_servers_say_runtime_and_server() {
    let server = Server::with(&["python"]);
    server.record(r#"{"message":"the till is closed","server_name":"till-1"}"#);
    let list = page(&server, "/issues/1/events/");
    for text in [">CPython 3.13.5</td>", "<div class=\"where\">orders.tasks.send_invoice</div>"] {
        assert!(list.contains(text), "{text} is missing: {list}");
    }
    assert!(page(&server, "/issues/2/events/").contains("<div class=\"where\">till-1</div>"));
}

#[test]
fn event_of_another_issue_is_not_found() {
    let server = Server::with(&[]);
    server.record(r#"{"event_id":"11111111111111111111111111111111","message":"one"}"#);
    server.record(r#"{"event_id":"22222222222222222222222222222222","message":"another thing"}"#);
    page(&server, "/issues/1/events/11111111111111111111111111111111/");
    for path in
        ["/issues/1/events/22222222222222222222222222222222/", "/issues/9/events/", "/issues/1/events/x/"]
    {
        assert_eq!(server.get(path, None).status, 404, "{path}");
    }
}

#[test]
fn local_variables_and_request_of_python() {
    let server = Server::with(&[]);
    server.record(
        r#"{"platform":"python","exception":[{"type":"KeyError","value":"'tea'","stacktrace":{"frames":[
            {"function":"serve","filename":"web.py","lineno":3,"in_app":false,"vars":{"port":"80"}},
            {"function":"brew","filename":"shop.py","lineno":9,"in_app":true,"vars":{"leaf":"'<green>'","cups":"2"}}]}}],
            "request":{"url":"https://shop.test/brew","method":"POST","data":{"cups":2},"query_string":"now=1",
            "cookies":{"theme":"dark","sessionid":"abc"}}}"#,
    );
    let html = page(&server, "/issues/1/");
    for text in [
        "<details class=\"variables\" open><summary>2 local variables</summary>",
        "<dt>leaf</dt><dd>'&lt;green&gt;'</dd>",
        "<details class=\"variables\"><summary>1 local variable</summary>",
        "<h3>Body</h3><dl class=\"pairs\"><div><dt>cups</dt><dd>2</dd>",
        "<pre class=\"text\">now=1</pre>",
        "<dt>theme</dt><dd>dark</dd>",
        "<dt>sessionid</dt><dd>[Filtered]</dd>",
    ] {
        assert!(html.contains(text), "{text}");
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
        ("This exception has no stack.", 1),
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

/// Largest page, in bytes.
const LARGEST: usize = 60_000;

#[test]
fn pages_of_large_events_are_small() {
    let server = Server::with(&[]);
    let frame = |n: usize| {
        format!(
            r#"{{"function":"{}{n}","filename":"https://a.test/{}.js","lineno":{n},"in_app":{},
                "context_line":"{}","pre_context":["a","b"],"post_context":["c","d"]}}"#,
            "f".repeat(280),
            "x".repeat(300),
            !n.is_multiple_of(3),
            "line of source ".repeat(10)
        )
    };
    let frames = (0..50).map(frame).collect::<Vec<_>>().join(",");
    let exception = |n: usize| {
        format!(r#"{{"type":"Error{n}","value":"{}","stacktrace":{{"frames":[{frames}]}}}}"#, "v".repeat(500))
    };
    let exceptions = (0..5).map(exception).collect::<Vec<_>>().join(",");
    let crumb = |n: usize| {
        format!(
            r#"{{"timestamp":{n},"type":"http","category":"fetch","message":"crumb {n}!","data":{{"method":"POST",
                "url":"https://a.test/api/orders/{n}","status_code":200}}}}"#
        )
    };
    let crumbs = (0..100).map(crumb).collect::<Vec<_>>().join(",");
    let pairs = |count: usize, length: usize| {
        (0..count).map(|n| format!(r#""key{n}":"{}""#, "w".repeat(length))).collect::<Vec<_>>().join(",")
    };
    server.record(&format!(
        r#"{{"exception":{{"values":[{exceptions}]}},"breadcrumbs":{{"values":[{crumbs}]}},
            "tags":{{{}}},"extra":{{{}}},"contexts":{{"app":{{{}}},"other":{{{}}}}}}}"#,
        pairs(50, 100),
        pairs(50, 3_000),
        pairs(20, 100),
        pairs(20, 100)
    ));
    let html = page(&server, "/issues/1/");
    for text in [
        "older frames are in the JSON of the event",
        "Error0",
        "<span>crumb 99!</span>",
        "more entries are in",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("<span>crumb 0!</span>"), "the newest breadcrumbs are shown");
    assert!(html.len() < LARGEST, "{}", html.len());
}

#[test]
fn a_full_list_of_issues_is_small() {
    let server = Server::with(&[]);
    for n in 0..30_u8 {
        let word = char::from(b'a' + n % 26).to_string().repeat(usize::from(n) + 5);
        let message =
            format!("{word} {}", "is a long message of an error, and many others are as long. ".repeat(3));
        server
            .record(&format!(r#"{{"exception":{{"values":[{{"type":"TypeError","value":"{message}"}}]}}}}"#));
    }
    let html = page(&server, "/");
    assert!(html.contains("Older"), "the list has a second page");
    assert!(html.len() < LARGEST, "{}", html.len());
}
