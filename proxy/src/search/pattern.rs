//! Texts in which `*` stands for any characters.

/// A text that may contain wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The texts between the wildcards: at least one, and empty where a wildcard is first or last.
    pieces: Vec<String>,
}

impl Pattern {
    /// A text without wildcards.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self { pieces: vec![text.to_owned()] }
    }

    /// Reads a text, where `\*` is an asterisk, `\"` a quotation mark and `\\` a backslash.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars().peekable();
        while let Some(found) = chars.next() {
            let escaped = (found == '\\').then(|| chars.next_if(|next| matches!(next, '*' | '"' | '\\')));
            match (found, escaped.flatten()) {
                ('*', _) => {
                    // Several wildcards in a row mean the same as one.
                    if pieces.len() == 1 || pieces.last().is_some_and(|piece| !piece.is_empty()) {
                        pieces.push(String::new());
                    }
                }
                (_, Some(escaped)) => push(&mut pieces, escaped),
                (other, None) => push(&mut pieces, other),
            }
        }
        Self { pieces }
    }

    /// The pattern that finds the text anywhere. One with wildcards stays as it is: they say where the text may stand.
    #[must_use]
    pub fn anywhere(self) -> Self {
        match self.exact() {
            Some(text) => Self { pieces: vec![String::new(), text.to_owned(), String::new()] },
            None => self,
        }
    }

    /// The text, if it has no wildcard.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        match &self.pieces[..] {
            [text] => Some(text),
            _ => None,
        }
    }

    /// The texts between the wildcards.
    #[must_use]
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }
}

/// A text as a value of a search that finds just this text, in quotation marks.
///
/// ```
/// use balefire_proxy::search::quoted;
/// assert_eq!(quoted(r#"50% "off" *"#), r#""50% \"off\" \*""#);
/// ```
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut all = String::from('"');
    for found in text.chars() {
        if matches!(found, '"' | '\\' | '*') {
            all.push('\\');
        }
        all.push(found);
    }
    all.push('"');
    all
}

fn push(pieces: &mut [String], found: char) {
    if let Some(piece) = pieces.last_mut() {
        piece.push(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_and_escapes() {
        for (text, pieces) in [
            ("", &[""][..]),
            ("a b", &["a b"]),
            ("*", &["", ""]),
            ("**", &["", ""]),
            ("a*", &["a", ""]),
            ("*a", &["", "a"]),
            ("a**b*c", &["a", "b", "c"]),
            (r"a\*b", &["a*b"]),
            (r#"a\"b\\*"#, &[r#"a"b\"#, ""]),
            (r"C:\temp\", &[r"C:\temp\"]),
        ] {
            assert_eq!(Pattern::parse(text).pieces(), pieces, "{text}");
        }
    }
}
