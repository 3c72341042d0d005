//! Exceptions, mechanisms, stacks, frames and threads.

use serde_json::{Value, json};

use super::{check, check_group};

const VALUES: &str = "protocol/types.rs, Values";
const EXCEPTION: &str = "protocol/exception.rs";
const MECHANISM: &str = "protocol/mechanism.rs";
const FRAME: &str = "protocol/stacktrace.rs";
const ADDRESS: &str = "protocol/types.rs, Addr";
const MORE: &str = "more than Relay takes";
const REFUSED: &str = "Relay refuses the value";

#[test]
fn lists_and_one_alone() {
    let one = json!([{"type": "E"}]);
    let place = "/exception/values";
    check(&[
        (VALUES, json!({"exception": {"values": [{"type": "E"}, null]}}), place, one.clone()),
        (VALUES, json!({"exception": [{"type": "E"}]}), place, one.clone()),
        (VALUES, json!({"exception": {"type": "E"}}), place, one.clone()),
        (VALUES, json!({"exception": {}}), "/exception", json!(null)),
        (VALUES, json!({"exception": {"values": null}}), "/exception", json!(null)),
        (VALUES, json!({"exception": {}, "message": "hi"}), "/store/title", json!("hi")),
        (VALUES, json!({"breadcrumbs": [{"message": "a"}]}), "/breadcrumbs/values/0/message", json!("a")),
        (VALUES, json!({"threads": {"id": 1}}), "/threads/values/0/id", json!(1)),
        (MORE, json!({"exception": {"values": {"type": "E"}}}), place, one),
        (MORE, json!({"exception": "boom"}), "/store/title", json!("boom")),
        (MORE, json!({"exception": ["boom"]}), "/store/title", json!("boom")),
        (REFUSED, json!({"exception": 5, "message": "hi"}), "/store/title", json!("hi")),
    ]);
    check_group(&[(VALUES, json!({"exception": {}, "message": "hi"}), json!({"message": "hi"}))]);
}

#[test]
fn types_and_values() {
    let of = |exception: Value| json!({ "exception": exception });
    let source = "normalize/event.rs, TYPE_VALUE_RE";
    check(&[
        (
            EXCEPTION,
            of(json!({"type": "E", "value": {"code": "E42", "n": [1, null]}})),
            "/store/title",
            json!(r#"E: {"code":"E42","n":[1,null]}"#),
        ),
        (EXCEPTION, of(json!({"type": "HttpError", "value": 404})), "/store/title", json!("HttpError: 404")),
        (EXCEPTION, of(json!({"type": "E", "value": false})), "/store/value", json!("false")),
        (EXCEPTION, of(json!({"type": "E", "value": null})), "/store/title", json!("E")),
        (MORE, of(json!({"type": 7, "value": "x"})), "/store/type", json!("7")),
        (MORE, of(json!({"type": {"name": "E"}})), "/store/title", json!(r#"{"name":"E"}"#)),
        (MORE, of(json!({"type": "E", "module": 7})), "/exception/values/0/module", json!("7")),
        (source, of(json!({"value": "TypeError: x is null"})), "/store/type", json!("TypeError")),
        (source, of(json!({"value": "TypeError: x is null"})), "/store/value", json!("x is null")),
        (source, of(json!({"value": "TypeError: x is null"})), "/store/title", json!("TypeError: x is null")),
        (source, of(json!({"type": "", "value": "E: x"})), "/store/type", json!("E")),
        (source, of(json!({"value": "no type: x"})), "/store/type", json!("")),
        ("not as in Relay", of(json!({"value": "https://a.test"})), "/store/type", json!("")),
        (
            "not as in Relay",
            of(json!({"value": "E: x", "mechanism": {"type": "a", "synthetic": true}})),
            "/store/type",
            json!(""),
        ),
        (
            "protocol/thread.rs, ThreadId",
            of(json!({"type": "E", "thread_id": "main"})),
            "/exception/values/0/thread_id",
            json!("main"),
        ),
    ]);
}

#[test]
fn mechanisms() {
    let of = |mechanism: Value| json!({"exception": {"type": "E", "mechanism": mechanism}});
    let place = "/exception/values/0/mechanism";
    let cocoa = json!({
        "posix_signal": {"signal": 11, "name": "SIGSEGV", "code": 0, "code_name": "SEGV_NOOP"},
        "mach_exception": {"exception": 1, "exception_name": "EXC_BAD_ACCESS"}, "relevant_address": "0x1",
    });
    let today = json!({
        "type": "generic", "relevant_address": "0x1",
        "meta": {
            "signal": {"number": 11, "name": "SIGSEGV", "code": 0, "code_name": "SEGV_NOOP"},
            "mach_exception": {"exception": 1, "name": "EXC_BAD_ACCESS"},
        },
    });
    check(&[
        (MECHANISM, of(cocoa), place, today),
        (MECHANISM, of(json!({})), place, json!({})),
        (MECHANISM, of(json!({"handled": false})), place, json!({"type": "generic", "handled": false})),
        (
            MECHANISM,
            of(json!({"type": "a", "data": {"b": 1}})),
            place,
            json!({"type": "a", "data": {"b": 1}}),
        ),
        (MORE, of(json!("onerror")), place, json!({"type": "onerror"})),
        (MORE, of(json!({"type": 7})), place, json!({"type": "7"})),
        (REFUSED, of(json!(7)), "/store/title", json!("E")),
    ]);
}

#[test]
fn stacks_and_frames() {
    let of = |frame: Value| json!({"exception": {"type": "E", "stacktrace": {"frames": [null, frame]}}});
    let at = |member: &str| format!("/exception/values/0/stacktrace/frames/0/{member}");
    let file = "normalize/stacktrace.rs";
    check(&[
        (FRAME, of(json!({"vars": ["foo", null]})), &at("vars"), json!({"0": "foo", "1": null})),
        (FRAME, of(json!({"vars": {"a": 1}})), &at("vars"), json!({"a": 1})),
        (
            "relay-protocol/src/impls.rs, u64",
            of(json!({"lineno": 12.0, "colno": 7.9})),
            &at("lineno"),
            json!(12),
        ),
        (
            "relay-protocol/src/impls.rs, u64",
            of(json!({"lineno": 12.0, "colno": 7.9})),
            &at("colno"),
            json!(7),
        ),
        (REFUSED, of(json!({"function": "f", "colno": 1e99})), "/store/function", json!("f")),
        (MORE, of(json!({"lineno": " 12"})), &at("lineno"), json!(12)),
        (REFUSED, of(json!({"function": "f", "lineno": "x"})), "/store/function", json!("f")),
        (ADDRESS, of(json!({"instruction_addr": 428})), &at("instruction_addr"), json!("0x1ac")),
        (ADDRESS, of(json!({"instruction_addr": "428"})), &at("instruction_addr"), json!("0x1ac")),
        (ADDRESS, of(json!({"symbol_addr": "0X1AC"})), &at("symbol_addr"), json!("0x1ac")),
        (ADDRESS, of(json!({"image_addr": "0x400"})), &at("image_addr"), json!("0x400")),
        (
            file,
            of(json!({"filename": "", "abs_path": "https://a.test/x.js"})),
            "/store/filename",
            json!("https://a.test/x.js"),
        ),
        (
            file,
            of(json!({"filename": "", "abs_path": "https://a.test/x.js"})),
            "/store/culprit",
            json!("/x.js"),
        ),
        (file, of(json!({"filename": "x.js", "abs_path": "/srv/x.js"})), "/store/filename", json!("x.js")),
        (MORE, of(json!({"function": 7, "filename": "a"})), "/store/function", json!("7")),
        (
            MORE,
            json!({"exception": {"type": "E", "stacktrace": [{"function": "f"}]}}),
            "/store/function",
            json!("f"),
        ),
        (
            REFUSED,
            json!({"exception": {"type": "E", "stacktrace": {"frames": 7}}}),
            "/store/title",
            json!("E"),
        ),
        (REFUSED, json!({"exception": {"type": "E", "stacktrace": "at f"}}), "/store/title", json!("E")),
    ]);
}

#[test]
fn stacks_elsewhere() {
    let stack = json!([{"function": "f"}]);
    let threads = json!([{"id": 1}, {"id": "2", "crashed": true, "stacktrace": stack}]);
    check(&[
        (FRAME, json!({"message": "hi", "stacktrace": {"frames": stack}}), "/store/function", json!("f")),
        (MORE, json!({"message": "hi", "stacktrace": stack}), "/store/function", json!("f")),
        (MORE, json!({"message": "hi", "threads": threads}), "/store/function", json!("f")),
        ("protocol/thread.rs", json!({"threads": threads}), "/threads/values/1/id", json!("2")),
    ]);
}
