//! Formats a message from its template and parameters: `User %s could not pay %d`, `Order {0} has no {1}`.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/message/>

use serde_json::{Map, Value};

use super::super::event_fields::Fields;
use super::scalar::text_of;
use crate::scan::{char_at, contains, run, run_within};

/// Longest formatted message, in bytes; the same limit as for stored messages.
const LONGEST: usize = 8 << 10;
/// Longest name in a placeholder, in bytes.
const PLACEHOLDER: usize = 128;
/// Longest index of a placeholder of `printf`, in digits.
const INDEX: usize = 3;
/// Most flags, digits and length modifiers before the conversion letter of a placeholder.
const FLAGS: usize = 16;
/// Conversion letters of `printf`, Python and Ruby.
const CONVERSIONS: &str = "sdiufFeEgGxXoOcrajqvtTpbB@";

/// Adds the formatted message to an entry that has parameters and lacks it.
pub(in super::super) fn format(entry: &mut Fields) {
    let is_formatted = entry.get("formatted").and_then(Value::as_str).is_some_and(|it| !it.is_empty());
    let Some(Value::String(template)) = entry.get("message").filter(|_| !is_formatted) else { return };
    let formatted = match entry.get("params") {
        Some(Value::Array(list)) if !list.is_empty() => fill(template, list, &Map::new()),
        Some(Value::Object(named)) if !named.is_empty() => fill(template, &[], named),
        _ => None,
    };
    if let Some(formatted) = formatted {
        entry.insert("formatted".into(), formatted.into());
    }
}

/// Fills the placeholders of the template in one pass. `None` if no parameter matches a placeholder.
fn fill(template: &str, list: &[Value], named: &Fields) -> Option<String> {
    let mut out = String::with_capacity(template.len());
    let mut next = 0;
    let mut filled = false;
    let mut rest = template;
    loop {
        let (before, from) = rest.split_at(run(rest.as_bytes(), 0, |byte| !b"%{}".contains(&byte)));
        if from.is_empty() {
            break;
        }
        out.push_str(before);
        if out.len() > LONGEST {
            return Some(out);
        }
        let doubled = ["%%", "{{", "}}"].iter().find(|it| from.starts_with(**it));
        let found = if from.starts_with('%') { percent(from) } else { brace(from) };
        let value = found.as_ref().and_then(|(name, _)| match name {
            Name::Next => {
                next += 1;
                list.get(next - 1)
            }
            Name::At(index) => list.get(*index),
            Name::Key(key) => named.get(*key),
        });
        rest = match (doubled, found, value) {
            // In a template with placeholders, a doubled sign is an escaped sign.
            (Some(sign), ..) => {
                out.push_str(if list.is_empty() && named.is_empty() { sign } else { &sign[..1] });
                &from[2..]
            }
            (None, Some((_, length)), Some(value)) => {
                out.push_str(&text_of(value));
                filled = true;
                &from[length..]
            }
            _ => {
                out.push_str(&from[..1]);
                &from[1..]
            }
        };
    }
    out.push_str(rest);
    filled.then_some(out)
}

/// The parameter that a placeholder refers to.
enum Name<'a> {
    /// The next parameter of a list.
    Next,
    /// A parameter of a list, by its index.
    At(usize),
    /// A parameter by its name.
    Key(&'a str),
}

/// Parses `%s`, `%5.2f`, `%-10s`, `%1$s`, `%(sku)s`, `%<sku>s` into the parameter and the placeholder's length.
fn percent(text: &str) -> Option<(Name<'_>, usize)> {
    let mut rest = text.get(1..)?;
    let mut name = Name::Next;
    let close = match rest.as_bytes().first() {
        Some(b'(') => Some(b')'),
        Some(b'<') => Some(b'>'),
        _ => None,
    };
    if let Some(key) = close.and_then(|close| up_to(rest.get(1..)?, close)) {
        name = Name::Key(key);
        rest = rest.get(key.len() + 2..)?;
    }
    let digits = run_within(rest.as_bytes(), 0, INDEX, |byte| byte != b'$');
    if rest.as_bytes().get(digits) == Some(&b'$')
        && let Some(Ok(number @ 1..)) = rest.get(..digits).map(str::parse::<usize>)
    {
        name = Name::At(number - 1);
        rest = rest.get(digits + 1..)?;
    }
    let is_flag = |byte: u8| b"-+#0123456789.*lhzL".contains(&byte);
    let flags = run_within(rest.as_bytes(), 0, FLAGS, is_flag);
    let conversion = char_at(rest, flags)?;
    contains(CONVERSIONS, conversion).then(|| (name, text.len() - rest.len() + flags + conversion.len_utf8()))
}

/// Parses `{}`, `{0}`, `{sku}`, `{price:F2}`, `{sku!r}` into the parameter and the placeholder's length.
fn brace(text: &str) -> Option<(Name<'_>, usize)> {
    let inner = up_to(text.strip_prefix('{')?, b'}')?;
    let key = inner.get(..run(inner.as_bytes(), 0, |byte| !b":!,".contains(&byte)))?;
    let key = key.get(run(key.as_bytes(), 0, |byte| b"@$".contains(&byte))..)?;
    let name = match key {
        "" => Name::Next,
        key => key.parse().map_or(Name::Key(key), Name::At),
    };
    Some((name, inner.len() + 2))
}

/// The text before the closing sign of a placeholder.
fn up_to(text: &str, close: u8) -> Option<&str> {
    let end = run_within(text.as_bytes(), 0, PLACEHOLDER, |byte| byte != close);
    let is_closed = end < PLACEHOLDER && text.as_bytes().get(end) == Some(&close);
    text.get(..end).filter(|_| is_closed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(message: &str, params: Value, formatted: Option<&str>) {
        let mut entry = json!({"message": message, "params": params}).as_object().unwrap().clone();
        format(&mut entry);
        assert_eq!(entry.get("formatted").and_then(Value::as_str), formatted, "{message}");
    }

    #[test]
    fn lists() {
        check("User %s could not pay %d", json!(["bob", 5]), Some("User bob could not pay 5"));
        check("%5.2f of 100%%", json!([1.5]), Some("1.5 of 100%"));
        check("%2$s before %1$s", json!(["a", "b"]), Some("b before a"));
        check("Order {0} has no {1}", json!(["A1", "address"]), Some("Order A1 has no address"));
        check("{} of {}", json!([1, {"a": [true, null]}]), Some("1 of {\"a\":[true,null]}"));
        check("{0:N2} {{0}}", json!([7]), Some("7 {0}"));
        check("%r and %v and %@", json!(["a", "b", "c"]), Some("a and b and c"));
    }

    /// Indexes and names are cut between characters only.
    #[test]
    fn other_scripts() {
        check("%1$s漢字", json!(["a"]), Some("a漢字"));
        let name = "漢".repeat(42);
        check(&format!("%({name})s"), json!({ name: "a" }), Some("a"));
        check(&format!("%(a{}%s", "漢".repeat(60)), json!(["b"]), Some(&format!("%(a{}b", "漢".repeat(60))));
    }

    #[test]
    fn names() {
        check("Stock of %(sku)s is gone", json!({"sku": "tea-1"}), Some("Stock of tea-1 is gone"));
        check("Stock of %<sku>s", json!({"sku": "tea-1"}), Some("Stock of tea-1"));
        check(
            "Stock of {sku} at {@price:F2}",
            json!({"sku": "tea-1", "price": 2}),
            Some("Stock of tea-1 at 2"),
        );
    }

    #[test]
    fn what_fits_nothing_stays() {
        check("100% of {nothing}", json!(["a"]), None);
        check("%s and %s", json!(["a"]), Some("a and %s"));
        check("%s", json!([]), None);
        check("%s", json!("a"), None);
        check("", json!(["a"]), None);
        check("%", json!(["a"]), None);
        check("{", json!(["a"]), None);
        check("%é {é}", json!(["a"]), None);
    }

    #[test]
    fn a_formatted_message_stays() {
        let mut entry =
            json!({"message": "%s", "formatted": "mine", "params": ["a"]}).as_object().unwrap().clone();
        format(&mut entry);
        assert_eq!(entry["formatted"], "mine");
    }

    #[test]
    fn long_values_are_bounded() {
        let template = "%1$s".repeat(10_000);
        let mut entry =
            json!({"message": template, "params": ["x".repeat(4_000)]}).as_object().unwrap().clone();
        format(&mut entry);
        assert!(entry["formatted"].as_str().unwrap().len() < 2 * LONGEST);
    }
}
