//! Which events are one problem: the hash they share.
//!
//! Lines and columns do not count where the function has a name, nor what changes from build to build.
//!
//! A message is one problem wherever it is written and whether or not a stack came with it. Of an exception that was
//! made only for its stack the type does not count, as in Sentry. Of a group of exceptions all count, each once:
//! three requests that failed in the same way are the problem that two are.

use serde_json::Value;

use super::fields::{Fields, exceptions, frames, is_in_app, is_message, is_synthetic, message, scalar, text};
use super::frame_name::frame_name;
use super::hash::short_hex;
use super::mask::mask;

/// The group of an event: its `fingerprint`, if it brings one, else its message, if it is one, else its exceptions.
pub(super) fn group(event: &Fields) -> String {
    let default = default(event);
    let fingerprint =
        event.get("fingerprint").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let parts: Vec<String> = fingerprint.iter().filter_map(scalar).collect();
    let is_default = |part: &str| matches!(part, "{{ default }}" | "{{default}}");
    match parts.as_slice() {
        [] => default,
        [only] if is_default(only) => default,
        parts => {
            let mut parts = parts.iter().map(|part| if is_default(part) { &default } else { part });
            hash("fingerprint", &mut parts)
        }
    }
}

fn default(event: &Fields) -> String {
    let mut described: Vec<Vec<String>> = Vec::new();
    for parts in exceptions(event).map(describe_exception) {
        if !described.contains(&parts) {
            described.push(parts);
        }
    }
    if !described.is_empty() && !is_message(event) {
        return hash("exception", &mut described.iter().flatten());
    }
    let template = event.get("logentry").and_then(Value::as_object).and_then(|entry| text(entry, "message"));
    let message = template.or_else(|| message(event)).unwrap_or_default();
    hash("message", &mut [mask(message)].iter())
}

/// Each part with its length before it, so that no two lists of parts read the same.
fn hash(kind: &str, parts: &mut dyn Iterator<Item = &String>) -> String {
    let mut bytes = kind.as_bytes().to_vec();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    short_hex(&bytes)
}

fn describe_exception(exception: &Fields) -> Vec<String> {
    let kind = text(exception, "type").filter(|_| !is_synthetic(exception)).unwrap_or_default();
    let mut parts = vec![kind.to_owned()];
    let only_in_app = frames(exception).any(is_in_app);
    for frame in frames(exception).filter(|frame| !only_in_app || is_in_app(frame)) {
        let name = frame_name(frame);
        // A function once is enough: a stack overflow has them by the hundred, never as many twice.
        if !parts.iter().skip(1).any(|part| *part == name) {
            parts.push(name);
        }
    }
    if parts.len() == 1 {
        parts.push(mask(text(exception, "value").unwrap_or_default()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::frame_name::plain_file;
    use super::*;

    fn of(event: &Value) -> String {
        group(event.as_object().unwrap())
    }

    fn thrown(value: &str, frames: Value) -> Value {
        json!({"exception": {"values": [{"type": "TypeError", "value": value, "stacktrace": {"frames": frames}}]}})
    }

    fn at(function: &str, filename: &str, line: u32) -> Value {
        json!({"function": function, "filename": filename, "lineno": line, "in_app": true})
    }

    #[track_caller]
    fn same(one: &Value, other: &Value) {
        assert_eq!(of(one), of(other));
    }

    #[track_caller]
    fn differ(one: &Value, other: &Value) {
        assert_ne!(of(one), of(other));
    }

    #[test]
    fn line_and_message_do_not_count_where_a_function_is_named() {
        same(
            &thrown("x is null", json!([at("pay", "https://a.test/app.js", 1)])),
            &thrown("y is null", json!([at("pay", "https://a.test/app.js?v=2", 99)])),
        );
        differ(&thrown("", json!([at("pay", "a.js", 1)])), &thrown("", json!([at("buy", "a.js", 1)])));
    }

    #[test]
    fn line_counts_where_no_function_is_named() {
        differ(&thrown("", json!([at("?", "a.js", 1)])), &thrown("", json!([at("?", "a.js", 2)])));
        same(&thrown("", json!([at("?", "a.js", 1)])), &thrown("", json!([at("<anonymous>", "a.js", 1)])));
    }

    #[test]
    fn hosts_and_builds_do_not_count() {
        for (one, other) in [
            ("https://a.test/app.3f2a9c1b.js", "https://b.test/app.0e11f2aa.js"),
            ("/assets/index-DiwrgTda.js", "/assets/index-BcD3f_9-.js"),
            ("/static/3f2a9c1b22/main.js", "/static/99a9c1b2ff/main.js"),
            ("wasm://wasm/0a1b2c3d", "wasm://wasm/1a1b2c3e"),
        ] {
            assert_eq!(plain_file(one), plain_file(other));
            same(&thrown("", json!([at("f", one, 1)])), &thrown("", json!([at("f", other, 1)])));
        }
        assert_eq!(plain_file("https://a.test/app.3f2a9c1b.js?x"), "/app.*.js");
        assert_eq!(plain_file("/vendor/jquery-3.6.0.min.js"), "/vendor/jquery-3.6.0.min.js");
        assert_eq!(plain_file("/checkout-settings.js"), "/checkout-settings.js");
    }

    #[test]
    fn names_as_each_toolchain_writes_them() {
        for (one, other) in [
            ("demo.wasm.demo::pay::h0123456789abcdef", "demo::pay"),
            ("Cart.pay", "pay"),
            ("async pay", "pay"),
            ("Object.pay [as buy]", "pay"),
        ] {
            same(&thrown("", json!([at(one, "a", 1)])), &thrown("", json!([at(other, "a", 1)])));
        }
    }

    #[test]
    fn library_frames_count_only_alone() {
        let lib = json!({"function": "lib", "filename": "lib.js"});
        let other = json!({"function": "other", "filename": "lib.js"});
        same(&thrown("", json!([at("f", "a.js", 1), lib])), &thrown("", json!([at("f", "a.js", 1), other])));
        differ(&thrown("", json!([lib])), &thrown("", json!([other])));
    }

    #[test]
    fn depth_of_recursion_does_not_count() {
        let frames = |n| {
            Value::Array((0..n).map(|i| at(if i % 2 == 0 { "ping" } else { "pong" }, "a.js", 1)).collect())
        };
        same(&thrown("", frames(10)), &thrown("", frames(48)));
    }

    #[test]
    fn no_frames_type_and_masked_value() {
        same(&thrown("item 5 is gone", json!([])), &thrown("item 77 is gone", json!([])));
        differ(&thrown("item is gone", json!([])), &thrown("item is here", json!([])));
    }

    #[test]
    fn causes_count() {
        let one = json!({"exception": {"values": [{"type": "A"}, {"type": "E"}]}});
        differ(&one, &json!({"exception": {"values": [{"type": "B"}, {"type": "E"}]}}));
    }

    #[test]
    fn one_failure_counts_once() {
        let group = |kinds: &[&str]| {
            let values: Vec<Value> = kinds.iter().map(|kind| json!({ "type": kind })).collect();
            json!({"exception": {"values": values}})
        };
        same(&group(&["E", "E", "AggregateError"]), &group(&["E", "E", "E", "AggregateError"]));
        differ(&group(&["E", "F", "AggregateError"]), &group(&["E", "AggregateError"]));
    }

    /// A message as the SDK sends it, with the stack of its call.
    fn told(text: &str, function: &str) -> Value {
        json!({
            "logentry": {"message": text},
            "exception": {"values": [{
                "type": "", "value": text, "mechanism": {"type": "generic", "handled": true, "synthetic": true},
                "stacktrace": {"frames": [at(function, "a.js", 1)]},
            }]},
        })
    }

    #[test]
    fn messages_by_their_text_with_and_without_stack() {
        same(&told("took 5 ms", "save"), &told("took 6 ms", "load"));
        same(&told("took 5 ms", "save"), &json!({"logentry": {"message": "took 5 ms"}}));
        differ(&told("took it", "save"), &told("left it", "save"));
    }

    #[test]
    fn type_of_a_synthetic_exception_does_not_count() {
        let object = |kind: &str, function: &str, is_synthetic: bool| {
            let mut event =
                thrown("Object captured as exception with keys: a", json!([at(function, "a.js", 1)]));
            event["exception"]["values"][0]["type"] = kind.into();
            event["exception"]["values"][0]["mechanism"] =
                json!({"type": "generic", "synthetic": is_synthetic});
            event
        };
        same(&object("Error", "pay", true), &object("Object", "pay", true));
        differ(&object("Error", "pay", true), &object("Error", "buy", true));
        differ(&object("Error", "pay", false), &object("Object", "pay", false));
    }

    #[test]
    fn messages() {
        let message = |text: &str| json!({"logentry": {"message": text}});
        same(&message("took 5 ms"), &message("took 6 ms"));
        differ(&message("took it"), &message("left it"));
        same(
            &json!({"logentry": {"message": "hi %s", "formatted": "hi a"}}),
            &json!({"logentry": {"message": "hi %s", "formatted": "hi b"}}),
        );
    }

    #[test]
    fn fingerprints() {
        let with = |parts: Value, value: &str| {
            let mut event = thrown(value, json!([]));
            event["fingerprint"] = parts;
            event
        };
        same(&with(json!(["a"]), "one"), &with(json!(["a"]), "two"));
        differ(&with(json!(["a", "b"]), ""), &with(json!(["ab"]), ""));
        same(&with(json!(["{{ default }}"]), "x"), &thrown("x", json!([])));
        same(&with(json!([]), "x"), &thrown("x", json!([])));
        differ(&with(json!(["{{default}}", 1]), "one"), &with(json!(["{{ default }}", 1]), "two"));
    }
}
