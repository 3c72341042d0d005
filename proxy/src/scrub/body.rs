//! Scrubs texts that are JSON or a form. They are parsed, so that escapes in names and values are decoded first.

use serde_json::Value;

use super::Scrubber;

use super::named::{NOTHING, decoded};

/// A function that scrubs JSON and returns whether it changed something. The number limits how deep JSON texts may be
/// nested in JSON texts.
pub(super) type Walk = fn(&Scrubber, &mut Value, usize) -> bool;

/// Largest text that is parsed as JSON or as a form, in bytes. A larger one is searched like any other text.
const LARGEST: usize = 64 << 10;
/// How deep JSON texts may be nested in JSON texts.
pub(super) const NESTED: usize = 3;

/// Scrubs a text that is JSON. Returns whether the text was changed.
pub(super) fn json(scrubber: &Scrubber, text: &mut String, nested: usize, walk: Walk) -> bool {
    let looks_like_json = matches!(text.trim_ascii_start().as_bytes().first(), Some(b'{' | b'['))
        && matches!(text.trim_ascii_end().as_bytes().last(), Some(b'}' | b']'));
    if nested == 0 || !looks_like_json || text.len() > LARGEST {
        return false;
    }
    crate::scan::visit(text.len());
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return false };
    let is_changed = walk(scrubber, &mut value, nested - 1);
    if is_changed {
        *text = value.to_string();
    }
    is_changed
}

/// Scrubs a text that is a form or a query, `a=1&password=x`. Returns whether the text was changed.
pub(super) fn form(scrubber: &Scrubber, text: &mut String, nested: usize, walk: Walk) -> bool {
    let is_form = !text.is_empty()
        && text.len() <= LARGEST
        && text.contains('=')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'{' | b'\\'));
    if !is_form {
        return false;
    }
    crate::scan::visit(text.len());
    let mut is_changed = false;
    let fields = text.split('&').map(|field| {
        let Some((name, value)) = field.split_once('=') else { return field.to_owned() };
        let is_empty = NOTHING.contains(&value) || value == super::FILTERED;
        if !is_empty && scrubber.keys.is_secret(&decoded(name)) {
            is_changed = true;
            return format!("{name}={}", super::FILTERED);
        }
        // A field may contain JSON, or another form.
        let mut meant = decoded(value).into_owned();
        if value.contains('%') && json(scrubber, &mut meant, nested, walk) {
            is_changed = true;
            return format!("{name}={}", encoded(&meant));
        }
        field.to_owned()
    });
    let fields = fields.collect::<Vec<_>>().join("&");
    if is_changed {
        *text = fields;
    }
    is_changed
}

/// Encodes the value of a form field:
/// <https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set>
fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
