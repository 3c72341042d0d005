//! Hidden and reordering characters in texts from events, made visible.

use maud::PreEscaped;

use crate::scan::chars;
use crate::web::hidden_characters::is_hidden;
pub(super) use crate::web::hidden_characters::reveal_hidden;

/// The same text as the value of an attribute, which a form sends back: hidden characters are written as references, so that
/// the page's source has none either.
pub(super) fn exact(text: &str) -> PreEscaped<String> {
    let mut out = String::with_capacity(text.len());
    for c in chars(text) {
        if is_hidden(c) || matches!(c, '&' | '<' | '>' | '"') {
            out.push_str(&format!("&#x{:x};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_attributes() {
        assert_eq!(exact("a\u{202e}\"<b>&").0, "a&#x202e;&#x22;&#x3c;b&#x3e;&#x26;");
        assert_eq!(exact("é\n'").0, "é\n'");
    }
}
