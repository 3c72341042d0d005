//! Which events are one problem: the hash they share.
//!
//! Lines and columns do not count where the function has a name, nor what changes from build to build.

use serde_json::Value;

use super::describe::path;
use super::fields::{Fields, exceptions, frames, is_in_app, message, scalar, text};
use super::hash::short_hex;
use super::mask::{is_hex_number, mask};

/// The group of an event: its `fingerprint`, if it brings one, else its exceptions, else its message.
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
    let mut parts = Vec::new();
    for exception in exceptions(event) {
        describe_exception(exception, &mut parts);
    }
    if !parts.is_empty() {
        return hash("exception", &mut parts.iter());
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

fn describe_exception(exception: &Fields, parts: &mut Vec<String>) {
    parts.push(text(exception, "type").unwrap_or_default().to_owned());
    let only_in_app = frames(exception).any(is_in_app);
    let from = parts.len();
    for frame in frames(exception).filter(|frame| !only_in_app || is_in_app(frame)) {
        let name = frame_name(frame);
        // A function once is enough: a stack overflow has them by the hundred, never as many twice.
        if !parts.iter().skip(from).any(|part| *part == name) {
            parts.push(name);
        }
    }
    if parts.len() == from {
        parts.push(mask(text(exception, "value").unwrap_or_default()));
    }
}

fn frame_name(frame: &Fields) -> String {
    let file = ["filename", "abs_path", "module"].iter().find_map(|key| text(frame, key)).unwrap_or_default();
    let file = plain_file(file);
    match text(frame, "function").filter(|name| !is_anonymous(name)) {
        Some(function) => format!("{file} {}", last_name(plain_function(function))),
        None => format!("{file}:{}", frame.get("lineno").and_then(Value::as_u64).unwrap_or_default()),
    }
}

/// Whether a browser says by this name that there is none.
pub(super) fn is_anonymous(function: &str) -> bool {
    matches!(
        last_name(function),
        "" | "?" | "<anonymous>" | "anonymous" | "(anonymous)" | "<unknown>" | "<lambda>"
    )
}

/// A function's name without what toolchains and browsers put around it: `demo.wasm.`, `::h0123456789abcdef`,
/// `async `, `new `, ` [as other]`.
pub(crate) fn plain_function(function: &str) -> &str {
    let name = function.trim();
    let name = name.split_once(".wasm.").map_or(name, |(_, name)| name);
    let name = ["async ", "async*", "new "]
        .iter()
        .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let name = name.split_once(" [as ").map_or(name, |(name, _)| name);
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => path,
        _ => name,
    }
}

/// `submit` of `Cart.submit`: Chromium names the receiver, Firefox and Safari do not. Rust's paths stay whole.
fn last_name(function: &str) -> &str {
    if function.contains("::") {
        return function;
    }
    function.rsplit_once('.').map_or(function, |(_, name)| name)
}

/// A file without origin, query, and the hashes that bundlers put into names.
fn plain_file(filename: &str) -> String {
    if let Some(scheme) = ["data:", "blob:"].iter().find(|scheme| filename.starts_with(**scheme)) {
        return (*scheme).to_owned();
    }
    let mut out = String::with_capacity(filename.len());
    let mut segments = path(filename).split('/').peekable();
    while let Some(segment) = segments.next() {
        if segments.peek().is_some() {
            out.push_str(if is_hex_number(segment) { "*" } else { segment });
            out.push('/');
        } else {
            plain_segment(segment, &mut out);
        }
    }
    out
}

/// `app.3f2a9c1b.js` and `index-DiwrgTda.js` as `app.*.js` and `index-*.js`.
fn plain_segment(segment: &str, out: &mut String) {
    let Some((stem, extension)) = segment.rsplit_once('.') else {
        out.push_str(if is_hex_number(segment) { "*" } else { segment });
        return;
    };
    // Rollup's hashes have eight letters of base64url, `-` and `_` among them:
    // <https://rollupjs.org/configuration-options/#output-hashcharacters>
    let tail =
        stem.len().checked_sub(9).and_then(|at| stem.get(at..)).filter(|tail| tail.starts_with(['-', '.']));
    if tail.is_some_and(|tail| is_bundle_hash(&tail[1..])) {
        out.push_str(&stem[..stem.len() - 8]);
        out.push('*');
    } else {
        let mut pieces = stem.split_inclusive(['.', '-', '_']).peekable();
        while let Some(piece) = pieces.next() {
            let word = piece.trim_end_matches(['.', '-', '_']);
            out.push_str(if is_bundle_hash(word) { "*" } else { word });
            out.push_str(&piece[word.len()..]);
        }
    }
    out.push('.');
    out.push_str(extension);
}

/// Eight or more letters and digits mixed as no word mixes them.
fn is_bundle_hash(word: &str) -> bool {
    let is_of_hash = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if word.len() < 8 || !word.bytes().all(is_of_hash) {
        return false;
    }
    let has = |of: fn(&u8) -> bool| word.bytes().any(|byte| of(&byte));
    let has_letter = has(u8::is_ascii_alphabetic);
    let has_digit = has(u8::is_ascii_digit);
    let has_inner_capital =
        word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) && has(u8::is_ascii_lowercase);
    has_digit && has_letter
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || has_inner_capital && word.len() == 8
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
