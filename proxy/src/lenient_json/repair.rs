//! Repairs texts that are nearly JSON.
//!
//! - Bytes that are not UTF-8, and halves of a surrogate pair alone, become U+FFFD. JavaScript cuts texts between UTF-16
//!   units, and `JSON.stringify` writes a half as an escape: <https://github.com/tc39/proposal-well-formed-stringify>.
//! - Control characters within a text are escaped: clients in C and shell scripts write them raw.
//! - The backslash of an escape that JSON does not have stays a backslash.
//! - `NaN`, `Infinity`, `undefined` and numbers beyond the range of a double become `null`; Python's `json` writes the
//!   first two: <https://docs.python.org/3/library/json.html#infinite-and-nan-number-values>. `True`, `False` and
//!   `None` are Python's too. `+1`, `01`, `.5` and `1.` become plain numbers.
//! - A comma before a closing bracket goes, and so do a byte order mark and U+0000 around the text.
//!
//! One pass, linear in the text. Everything else stays as it is, and the reader judges it.

use crate::scan::{run_of_chars, visit};

/// The text, repaired.
pub(crate) fn repair(payload: &[u8]) -> String {
    let text = String::from_utf8_lossy(payload);
    let is_around = |c: char| matches!(c, '\u{feff}' | '\0') || c.is_whitespace();
    let mut rest = text.trim_matches(is_around);
    let mut out = String::with_capacity(rest.len());
    while let Some(first) = rest.chars().next() {
        visit(1);
        rest = match first {
            '"' => string(rest, &mut out),
            ',' => comma(rest, &mut out),
            '{' | '}' | '[' | ']' | ':' => take(rest, 1, &mut out),
            _ if is_space(first) => {
                out.push(' ');
                &rest[first.len_utf8()..]
            }
            _ => word(rest, &mut out),
        };
    }
    out
}

/// Copies so many bytes to the output, up to a boundary of characters. Returns the rest of the text.
fn take<'a>(text: &'a str, bytes: usize, out: &mut String) -> &'a str {
    let (taken, rest) = text.split_at_checked(bytes).unwrap_or((text, ""));
    out.push_str(taken);
    rest
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

fn comma<'a>(text: &'a str, out: &mut String) -> &'a str {
    let rest = text.strip_prefix(',').unwrap_or(text);
    // The space is skipped once. Otherwise each of many commas would read all of it again.
    let rest = rest.get(run_of_chars(rest, is_space)..).unwrap_or_default();
    if !rest.starts_with(['}', ']']) {
        out.push(',');
    }
    rest
}

/// A text with its quotes; one that does not end stays open.
fn string<'a>(text: &'a str, out: &mut String) -> &'a str {
    let mut rest = take(text, 1, out);
    loop {
        let at = run_of_chars(rest, |c| !matches!(c, '"' | '\\' | '\0'..='\u{1f}'));
        rest = take(rest, at, out);
        match rest.as_bytes().first() {
            Some(b'"') => return take(rest, 1, out),
            Some(b'\\') => rest = escape(rest, out),
            Some(control) => {
                out.push_str(&format!("\\u{control:04x}"));
                rest = rest.get(1..).unwrap_or_default();
            }
            None => return rest,
        }
    }
}

fn escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    match text.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => take(text, 2, out),
        Some(b'\'') => text.get(1..).unwrap_or_default(),
        Some(b'u') if let Some(unit) = unit(text) => match unit {
            0xd800..0xdc00 if text.get(6..).and_then(self::unit).is_some_and(is_low) => take(text, 12, out),
            0xd800..0xe000 => {
                out.push_str("\\ufffd");
                text.get(6..).unwrap_or_default()
            }
            _ => take(text, 6, out),
        },
        _ => {
            out.push_str("\\\\");
            text.get(1..).unwrap_or_default()
        }
    }
}

/// The second half of a surrogate pair.
fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

/// The UTF-16 unit of the `\uXXXX` that the text begins with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

/// A number or a name.
fn word<'a>(text: &'a str, out: &mut String) -> &'a str {
    let is_end = |c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"') || is_space(c);
    let (word, rest) = text.split_at(run_of_chars(text, |c| !is_end(c)));
    match word {
        "true" | "True" => out.push_str("true"),
        "false" | "False" => out.push_str("false"),
        "null" | "None" | "undefined" => out.push_str("null"),
        _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => out.push_str(word),
        // `NaN`, `Infinity` with any sign, and numbers too large for a strict reader are no finite numbers.
        _ => match word.parse::<f64>().map(serde_json::Number::from_f64) {
            Ok(Some(number)) => out.push_str(&number.to_string()),
            Ok(None) => out.push_str("null"),
            Err(_) => out.push_str(word),
        },
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: &str) {
        assert_eq!(repair(json.as_bytes()), expect);
    }

    #[test]
    fn lone_halves_of_a_pair_are_replaced() {
        check(r#""a\ud83d""#, r#""a\ufffd""#);
        check(r#""\ude00b""#, r#""\ufffdb""#);
        check(r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#);
    }

    #[test]
    fn control_characters_within_a_text_are_escaped() {
        check("\"a\tb\u{7}c\nd\u{0}\"", "\"a\\u0009b\\u0007c\\u000ad\\u0000\"");
        check("{\u{1}\"a\"\u{0}:\u{c}1}", "{ \"a\" : 1}");
    }

    #[test]
    fn escapes_that_json_does_not_have_stay_as_text() {
        check(r#""C:\Users\u1f\x41\é""#, r#""C:\\Users\\u1f\\x41\\é""#);
        check(r#""it\'s""#, r#""it's""#);
        check("\"a\\\n\"", "\"a\\\\\\u000a\"");
    }

    #[test]
    fn numbers_that_json_does_not_have() {
        check("[NaN,-Infinity,Infinity,nan,-inf,undefined,1e999]", "[null,null,null,null,null,null,null]");
        check("[+1,01,.5,1.,-.5]", "[1.0,1.0,0.5,1.0,-0.5]");
        check("[1,-0.5e-3,123456789012345678901]", "[1,-0.5e-3,123456789012345678901]");
        check("{\"a\":True,\"b\":False,\"c\":None}", "{\"a\":true,\"b\":false,\"c\":null}");
    }

    #[test]
    fn around_the_text_and_before_a_bracket() {
        check("\u{feff}{\"a\":[1,2, ],}\0\0\n", "{\"a\":[1,2]}");
        check("[1,,2]", "[1,,2]");
    }

    #[test]
    fn bytes_that_are_not_utf_8() {
        assert_eq!(repair(b"\"a\xffb\""), "\"a\u{fffd}b\"");
    }

    #[test]
    fn everything_else_stays() {
        for same in [
            r#""\ud83d\ude00""#,
            r#""\\ud83d""#,
            r#""\n\"é""#,
            r#"{"a":[1,"b, ]",null],"c":{}}"#,
            "\"open",
            "hello",
            "{'a':1}",
            "",
        ] {
            check(same, same);
        }
        check("\"\\", "\"\\\\");
    }
}
