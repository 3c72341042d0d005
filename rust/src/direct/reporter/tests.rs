use balefire_protocol::envelope;

use super::super::image;
use super::*;

const DSN: &str = "https://key@errors.test/7";
const MODULE: &str = "https://a.test/m.wasm";
const STACK: &str = "at app.wasm.price_of (https://a.test/m.wasm:wasm-function[2]:0x1ac)";

fn reporter(change: impl FnOnce(&mut Options)) -> Reporter {
    let mut options = Options { release: Some("shop@1".into()), ..Options::from(DSN) };
    change(&mut options);
    let trace_id = "77".repeat(16);
    Reporter::new(options, Host { url: "https://a.test/cart".into(), trace_id, ..Host::default() }).unwrap()
}

fn moment(now_ms: f64) -> Moment {
    Moment { now_ms, id: "0123".into(), roll: 0.5, stack: STACK.into() }
}

fn link(name: &str, message: &str) -> Link {
    Link { name: name.into(), message: message.into(), stack: String::new() }
}

/// The one item that waits, with its type.
#[track_caller]
fn item(reporter: &mut Reporter) -> (String, Value) {
    let request = reporter.take(2_000.0).unwrap();
    let envelope = envelope::parse(request.body.as_bytes()).unwrap();
    (envelope.items[0].kind.clone(), serde_json::from_slice(envelope.items[0].payload).unwrap())
}

#[test]
fn a_dsn_or_a_tunnel() {
    assert_eq!(reporter(|_| {}).url, "https://errors.test/api/7/envelope/?sentry_version=7&sentry_key=key");
    let mut tunnelled = reporter(|options| options.tunnel = Some("/t".into()));
    assert_eq!(tunnelled.url, "/t");
    tunnelled.message("a", "info", moment(0.0));
    assert!(tunnelled.take(0.0).unwrap().body.contains(&format!(r#""dsn":"{DSN}""#)));
    assert!(Reporter::new(Options::default(), Host::default()).is_err());
}

#[test]
fn a_panic_at_its_place() {
    let mut reporter = reporter(|_| {});
    let place = image::find(STACK, &[]).unwrap();
    reporter.set_image(Image::read(place, b"\0asm\x01\0\0\0\x0a\x01\x00").unwrap());
    assert_eq!(reporter.panic("no such article: 7", "src/main.rs:7:3", moment(1_500.0)), "0123");
    let (kind, event) = item(&mut reporter);
    assert_eq!(
        (kind.as_str(), &event["level"], &event["timestamp"]),
        ("event", &json!("fatal"), &json!(1.5))
    );
    assert_eq!(event["release"], "shop@1");
    assert_eq!(event["request"]["url"], "https://a.test/cart");
    assert_eq!(event["contexts"]["trace"]["trace_id"], "77".repeat(16));
    let exception = &event["exception"]["values"][0];
    assert_eq!(exception["mechanism"], json!({"type": "panic", "handled": false}));
    let frame = &exception["stacktrace"]["frames"][0];
    assert_eq!((&frame["filename"], &frame["lineno"]), (&json!("src/main.rs"), &json!(7)));
    assert_eq!((&frame["instruction_addr"], &frame["addr_mode"]), (&json!("0x1ac"), &json!("rel:0")));
    assert_eq!(event["debug_meta"]["images"][0]["code_file"], MODULE);
    let trap = Link { name: "RuntimeError".into(), message: "unreachable".into(), stack: STACK.into() };
    reporter.error(vec![trap], Source::OnError, moment(1_501.0));
    assert_eq!(reporter.take(1_501.0), None, "the trap of the panic");
}

#[test]
fn a_dropped_panic_takes_its_trap_along() {
    let mut reporter = reporter(|_| {});
    reporter.drop_panic(0.0);
    reporter.error(vec![link("RuntimeError", "unreachable")], Source::OnError, moment(1.0));
    assert_eq!(reporter.take(1.0), None);
}

#[test]
fn an_error_has_its_sources() {
    let mut reporter = reporter(|_| {});
    let chain = vec![link("Refund", "no amount"), link("ParseIntError", "x")];
    reporter.error(chain, Source::App, moment(0.0));
    let (_, event) = item(&mut reporter);
    let values = event["exception"]["values"].as_array().unwrap();
    assert_eq!((&values[1]["type"], &values[0]["type"]), (&json!("Refund"), &json!("ParseIntError")));
    assert_eq!(values[0]["mechanism"]["parent_id"], 0);
    assert_eq!(values[1]["stacktrace"]["frames"][0]["function"], "price_of");
    assert!(values[0].get("stacktrace").is_none());
}

#[test]
fn an_error_of_the_host_is_not_handled() {
    for (source, kind) in [
        (Source::OnError, "auto.browser.global_handlers.onerror"),
        (Source::OnRejection, "auto.browser.global_handlers.onunhandledrejection"),
    ] {
        let mut reporter = reporter(|_| {});
        reporter.error(vec![link("TypeError", "of the page")], source, moment(0.0));
        let (_, event) = item(&mut reporter);
        let exception = &event["exception"]["values"][0];
        assert_eq!(exception["mechanism"], json!({"type": kind, "handled": false}));
        assert!(exception.get("stacktrace").is_none(), "the stack of the listener says nothing");
    }
}

#[test]
fn scopes_and_breadcrumbs() {
    let mut reporter = reporter(|options| options.max_breadcrumbs = 2);
    reporter.scope().unwrap().change(r#"[["setTag","shop","tea"]]"#);
    for n in 0..4 {
        reporter.add_breadcrumb(json!({"message": n}), 1_000.0);
    }
    reporter.push_scope();
    reporter.scope().unwrap().change(r#"[["setTag","inner","1"]]"#);
    reporter.message("a", "info", moment(0.0));
    let (_, inner) = item(&mut reporter);
    assert_eq!(inner["tags"], json!({"shop": "tea", "inner": "1"}));
    let crumbs = json!([{"message": 2, "timestamp": 1.0}, {"message": 3, "timestamp": 1.0}]);
    assert_eq!(inner["breadcrumbs"]["values"], crumbs);
    reporter.pop_scope();
    reporter.pop_scope();
    reporter.message("b", "info", moment(0.0));
    let (_, outer) = item(&mut reporter);
    assert_eq!(outer["tags"], json!({"shop": "tea"}));
    assert_eq!(outer["threads"]["values"][0]["stacktrace"]["frames"][0]["function"], "price_of");
}

#[test]
fn chance() {
    let mut picky = reporter(|options| options.sample_rate = 0.5);
    picky.message("a", "info", moment(0.0));
    assert_eq!((picky.take(0.0), picky.last_id().as_str()), (None, "0123"));
    picky.alert("a", "info", moment(0.0));
    let alert = picky.take(0.0).unwrap().body;
    assert!(alert.contains(r#""type":"event","alert":true"#), "{alert}");
    let transaction = Map::from_iter([("type".into(), "transaction".into())]);
    picky.event(transaction, moment(0.0));
    assert_eq!(item(&mut picky).0, "transaction");
}
