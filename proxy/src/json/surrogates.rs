//! Lone surrogates in JSON text.
//!
//! JavaScript cuts strings between UTF-16 units, so a cut emoji arrives as `\ud83d` alone. `JSON.stringify`
//! writes that escape (<https://github.com/tc39/proposal-well-formed-stringify>), and serde_json refuses it.

use crate::scan::find;

/// The text with each lone surrogate escape as `\ufffd`. Pairs and everything else stay as they are.
pub(crate) fn mend(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = find(rest, 0, "\\") {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let taken = match unit(escape) {
            Some(0xd800..0xdc00) => {
                let is_pair =
                    escape.get(6..).and_then(unit).is_some_and(|low| (0xdc00..0xe000).contains(&low));
                out.push_str(if is_pair { escape.get(..12).unwrap_or_default() } else { "\\ufffd" });
                if is_pair { 12 } else { 6 }
            }
            Some(0xdc00..0xe000) => {
                out.push_str("\\ufffd");
                6
            }
            _ => {
                // The backslash and the character it escapes, which may be a backslash again.
                let escaped = escape.chars().nth(1).map_or(0, char::len_utf8);
                out.push_str(escape.get(..1 + escaped).unwrap_or_default());
                1 + escaped
            }
        };
        rest = escape.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The UTF-16 unit of the `\uXXXX` that the text begins with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: &str) {
        assert_eq!(mend(json), expect);
    }

    #[test]
    fn lone_halves_are_replaced() {
        check(r#""a\ud83d""#, r#""a\ufffd""#);
        check(r#""\ude00b""#, r#""\ufffdb""#);
        check(r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#);
    }

    #[test]
    fn everything_else_stays() {
        for same in [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\n\"é""#, "\"\\", "\\u12", "\\é", ""] {
            check(same, same);
        }
    }
}
