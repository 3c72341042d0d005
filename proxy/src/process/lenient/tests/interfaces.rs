//! Old names of an event's members.

use serde_json::{Value, json};

use super::{check, check_group, kept, processed};

const EVENT: &str = "protocol/event.rs, legacy_alias";
const SENTRY: &str = "sentry/interfaces, CANONICAL_KEY_MAPPING";

#[test]
fn old_names() {
    for (source, old, name, value) in [
        (EVENT, "Exception", "exception", json!({"values": [{"type": "E"}]})),
        (EVENT, "Message", "logentry", json!({"message": "hi"})),
        (EVENT, "Http", "request", json!({"url": "https://a.test/"})),
        (EVENT, "User", "user", json!({"id": "7"})),
        (EVENT, "Breadcrumbs", "breadcrumbs", json!({"values": [{"message": "a"}]})),
        (EVENT, "Contexts", "contexts", json!({"os": {"name": "Linux"}})),
        (SENTRY, "Threads", "threads", json!({"values": [{"id": 1}]})),
        (SENTRY, "DebugMeta", "debug_meta", json!({"images": [{"type": "wasm"}]})),
    ] {
        let old = format!("sentry.interfaces.{old}");
        let place = format!("/{name}");
        let of = |event: Value| kept(&processed(&event)).pointer(&place).cloned();
        assert_eq!(of(json!({ &old: value })), Some(value.clone()), "{source}: {old}");
        assert_eq!(of(json!({ &old: value, name: null })), Some(value.clone()), "{source}: {old}");
        let mine = if value.get("values").is_some() {
            json!({"values": [{"type": "mine"}]})
        } else {
            json!({"message": "mine"})
        };
        assert_eq!(of(json!({ &old: value, name: mine })), Some(mine), "{source}: {old}");
    }
}

#[test]
fn events_of_raven() {
    let frames = json!([
        {"function": "o.init/<", "filename": "https://a.test/b5f89af3.app.js", "lineno": 560, "in_app": true},
        {"function": "o.get/<", "filename": "https://a.test/b5f89af3.app.js", "lineno": "560", "in_app": true},
    ]);
    let old = json!({
        "exception": {"type": "Error", "value": "Unknown part"}, "stacktrace": {"frames": frames},
        "request": {"url": "https://a.test/cart"},
    });
    let stack = json!({"frames": [{"function": "brew", "filename": "shop/tea.py", "lineno": 12}]});
    let thrown = json!({"type": "ValueError", "value": "no such tea", "stacktrace": stack});
    let older = json!({
        "level": 30, "platform": "python", "message": "slow answer", "sentry.interfaces.Exception": thrown,
        "sentry.interfaces.Http": {"url": "http://a.test/tea"}, "sentry.interfaces.User": {"id": "7"},
    });
    let message = json!({"message": "slow", "sentry.interfaces.Stacktrace": stack});
    let oldest = json!({"exception": {"type": "E", "sentry.interfaces.Stacktrace": stack["frames"]}});
    check(&[
        ("normalize/event.rs, stacktrace", old.clone(), "/store/title", json!("Error: Unknown part")),
        ("normalize/event.rs, stacktrace", old.clone(), "/store/culprit", json!("o.get/<(/b5f89af3.app.js)")),
        ("normalize/event.rs, stacktrace", old, "/exception/values/0/stacktrace/frames/1/lineno", json!(560)),
        (EVENT, older.clone(), "/store/title", json!("ValueError: no such tea")),
        (EVENT, older.clone(), "/store/culprit", json!("brew(shop/tea.py)")),
        (EVENT, older.clone(), "/store/level", json!("warning")),
        (EVENT, older, "/store/user", json!("7")),
        (EVENT, message.clone(), "/store/title", json!("slow")),
        (EVENT, message, "/store/culprit", json!("brew(shop/tea.py)")),
        ("protocol/exception.rs, legacy_alias", oldest, "/store/function", json!("brew")),
    ]);
    let today = json!({"platform": "python", "exception": {"values": [thrown]}});
    let raven = json!({"platform": "python", "sentry.interfaces.Exception": {"values": [thrown]}});
    check_group(&[(EVENT, raven, today)]);
}

#[test]
fn templates() {
    let template = json!({"filename": "cart.html", "lineno": 7, "context_line": "{{ tea }}", "abs_path": "/srv/cart.html"});
    let stack = json!({"frames": [{"function": "render", "filename": "shop/views.py", "in_app": true}]});
    let thrown = json!({
        "exception": {"type": "TemplateSyntaxError", "value": "no tea", "stacktrace": stack},
        "sentry.interfaces.Template": template,
    });
    let message = json!({"message": "no tea", "template": template});
    let template_info = "protocol/templateinfo.rs";
    check(&[
        (template_info, thrown.clone(), "/store/culprit", json!("<template>(cart.html)")),
        (
            template_info,
            thrown.clone(),
            "/exception/values/0/stacktrace/frames/1/context_line",
            json!("{{ tea }}"),
        ),
        (template_info, thrown, "/template", json!(null)),
        (template_info, message, "/store/culprit", json!("<template>(cart.html)")),
        ("Relay refuses the value", json!({"template": "cart.html"}), "/template", json!("cart.html")),
    ]);
}

#[test]
fn security_reports() {
    let csp = json!({
        "effective_directive": "img-src", "violated_directive": "img-src 'self'",
        "blocked_uri": "https://cdn.test/a.png", "document_uri": "https://shop.test/cart",
    });
    let old = json!({"sentry.interfaces.Csp": csp});
    let own = json!({"csp": csp, "logentry": {"message": "mine"}, "contexts": {"os": {"name": "Linux"}}});
    let pins = json!({"sentry.interfaces.Hpkp": {"hostname": "shop.test", "port": 443}});
    let source = "protocol/security_report.rs";
    check(&[
        (source, old.clone(), "/store/title", json!("Blocked 'img' from 'cdn.test'")),
        (source, old.clone(), "/store/culprit", json!("img-src 'self'")),
        (source, old.clone(), "/request/url", json!("https://shop.test/cart")),
        (source, old.clone(), "/tags/effective-directive", json!("img-src")),
        (source, old, "/contexts/csp/blocked-uri", json!("https://cdn.test/a.png")),
        (source, own.clone(), "/store/title", json!("mine")),
        (
            source,
            json!({"csp": csp, "message": false}),
            "/store/title",
            json!("Blocked 'img' from 'cdn.test'"),
        ),
        (source, own.clone(), "/contexts/os/name", json!("Linux")),
        (source, own, "/contexts/csp/effective-directive", json!("img-src")),
        (source, pins.clone(), "/store/title", json!("Public key pinning validation failed for 'shop.test'")),
        (source, pins, "/contexts/hpkp/port", json!(443)),
        (
            source,
            json!({"expectct": {"hostname": "a.test"}}),
            "/store/title",
            json!("Expect-CT failed for 'a.test'"),
        ),
        (source, json!({"expectstaple": {}}), "/store/title", json!("Expect-Staple failed")),
        ("Relay refuses the value", json!({"csp": 7, "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[test]
fn queries() {
    let query = json!({"query": "SELECT 1", "engine": "psycopg2"});
    let alone = json!({"sentry.interfaces.Query": query});
    check(&[
        (SENTRY, alone.clone(), "/store/title", json!("SELECT 1")),
        (SENTRY, alone, "/contexts/query/engine", json!("psycopg2")),
        (SENTRY, json!({"sentry.interfaces.Query": query, "message": "slow"}), "/store/title", json!("slow")),
        (SENTRY, json!({"sentry.interfaces.Query": "SELECT 1"}), "/contexts/query/query", json!("SELECT 1")),
    ]);
}
