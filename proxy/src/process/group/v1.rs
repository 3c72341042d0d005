//! The grouping rules of version 1. They are frozen, because they find the issues that were made under them.
//!
//! Nothing here may change, or old issues are split. `v1_hashes` in the tests holds hashes that version 1 wrote.

use serde_json::Value;

use super::super::event_fields::ORIGINAL_IN_APP;
use super::super::event_fields::{
    Fields, exceptions, frames, is_message, is_synthetic, message, scalar, text,
};
use super::v1_mask::{is_hex_number, mask};
use crate::model::hash::short_hex;
use crate::scan::{all, any, contains, find, is_same, rsplit_once, run, split_once, trim};

/// The group of an event: its `fingerprint` if it has one, else its message if it is one, else its exceptions.
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

/// Writes the length before each part, so that two different lists of parts always differ.
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
        // Each function counts once: a stack overflow repeats it hundreds of times, and the number of repetitions
        // varies.
        if !parts.iter().skip(1).any(|part| is_same(part, &name)) {
            parts.push(name);
        }
    }
    if parts.len() == 1 {
        parts.push(mask(text(exception, "value").unwrap_or_default()));
    }
    parts
}

/// Whether the client sent the frame as in-app: the rules of version 1 ignore the server's marks.
fn is_in_app(frame: &Fields) -> bool {
    match frame.get("data").and_then(|data| data.get(ORIGINAL_IN_APP)).and_then(Value::as_i64) {
        Some(original) => original == 1,
        None => frame.get("in_app").and_then(Value::as_bool).unwrap_or(false),
    }
}

/// The name of a frame in a group: its file and function, or file and line if the function is anonymous.
fn frame_name(frame: &Fields) -> String {
    let file = ["filename", "abs_path", "module"].iter().find_map(|key| text(frame, key)).unwrap_or_default();
    let file = plain_file(file);
    match text(frame, "function").filter(|name| !is_anonymous(name)) {
        Some(function) => format!("{file} {}", last_name(plain_function(function))),
        None => format!("{file}:{}", frame.get("lineno").and_then(Value::as_u64).unwrap_or_default()),
    }
}

/// Whether the name is a browser's word for an anonymous function.
fn is_anonymous(function: &str) -> bool {
    matches!(
        last_name(function),
        "" | "?" | "<anonymous>" | "anonymous" | "(anonymous)" | "<unknown>" | "<lambda>"
    )
}

/// A function's name without the parts that toolchains and browsers add: `demo.wasm.`, `::h0123456789abcdef`, `async `,
/// `new `, ` [as other]`.
fn plain_function(function: &str) -> &str {
    let name = trim(function);
    let name = split_once(name, ".wasm.").map_or(name, |(_, name)| name);
    let name = ["async ", "async*", "new "]
        .iter()
        .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let name = split_once(name, " [as ").map_or(name, |(name, _)| name);
    match rsplit_once(name, "::h") {
        Some((path, hash)) if hash.len() == 16 && all(hash, |byte| byte.is_ascii_hexdigit()) => path,
        _ => name,
    }
}

/// `submit` of `Cart.submit`: Chromium adds the receiver, Firefox and Safari leave it out. Rust paths stay whole.
fn last_name(function: &str) -> &str {
    if contains(function, "::") {
        return function;
    }
    rsplit_once(function, '.').map_or(function, |(_, name)| name)
}

/// A file without origin, query, and the hashes that bundlers put into names.
fn plain_file(filename: &str) -> String {
    if let Some(scheme) = ["data:", "blob:"].iter().find(|scheme| filename.starts_with(**scheme)) {
        return (*scheme).to_owned();
    }
    let mut out = String::with_capacity(filename.len());
    let mut rest = path(filename);
    while let Some((segment, after)) = split_once(rest, '/') {
        out.push_str(if is_hex_number(segment) { "*" } else { segment });
        out.push('/');
        rest = after;
    }
    plain_segment(rest, &mut out);
    out
}

/// Replaces the hash: `app.3f2a9c1b.js` and `index-DiwrgTda.js` become `app.*.js` and `index-*.js`.
fn plain_segment(segment: &str, out: &mut String) {
    let Some((stem, extension)) = rsplit_once(segment, '.') else {
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
        let mut rest = stem;
        while !rest.is_empty() {
            let word = &rest[..run(rest.as_bytes(), 0, |byte| !matches!(byte, b'.' | b'-' | b'_'))];
            out.push_str(if is_bundle_hash(word) { "*" } else { word });
            let after = &rest[word.len()..];
            let separator = after.len().min(1);
            out.push_str(&after[..separator]);
            rest = &after[separator..];
        }
    }
    out.push('.');
    out.push_str(extension);
}

/// Whether the text is eight or more letters and digits, mixed more than in a word.
fn is_bundle_hash(word: &str) -> bool {
    let is_of_hash = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if word.len() < 8 || !all(word, is_of_hash) {
        return false;
    }
    let has_letter = any(word, |byte| byte.is_ascii_alphabetic());
    let has_digit = any(word, |byte| byte.is_ascii_digit());
    let has_inner_capital =
        any(&word[1..], |byte| byte.is_ascii_uppercase()) && any(word, |byte| byte.is_ascii_lowercase());
    has_digit && has_letter || all(word, |byte| byte.is_ascii_digit()) || has_inner_capital && word.len() == 8
}

/// Removes origin, query and fragment from the URL of a file.
fn path(filename: &str) -> &str {
    let bare = &filename[..run(filename.as_bytes(), 0, |byte| !matches!(byte, b'?' | b'#'))];
    match split_once(bare, "://") {
        Some((_, rest)) => {
            find(rest, 0, '/').and_then(|at| rest.get(at..)).filter(|path| path.len() > 1).unwrap_or(rest)
        }
        None => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::parse::parse;
    use super::*;

    /// These groups were recorded while version 1 was in use.
    #[test]
    fn v1_hashes() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/events");
        for (name, hash) in [
            ("browser", "11594097330634a5a79d2a27c02ab419"),
            ("group", "20936e5285db9499707af46f89de4dc0"),
            ("message-stack", "f0915bd1da2210fd567646c1d8670320"),
            ("message", "c970e5efe1afd495ced595714110d9f3"),
            ("python", "dde1c742308b763399840207489083d4"),
            ("rust-panic", "23b74e2158ada8787bb0a7656dac2c95"),
        ] {
            let payload = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
            assert_eq!(group(&parse(serde_json::from_slice(&payload).unwrap())), hash, "{name}");
        }
    }
}
