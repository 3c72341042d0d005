//! Patterns with `*`, which stands for any text, also an empty one. The case of ASCII letters does not count, as in
//! Sentry.

use crate::scan::{find, is_same};

/// A pattern. It reads a text once, whatever the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Vec<String>);

impl Glob {
    /// Reads a pattern.
    ///
    /// ```
    /// use balefire_proxy::model::grouping_rules::Glob;
    /// assert!(Glob::new("*/vendor/*").matches("https://a.test/vendor/x.js"));
    /// assert!(!Glob::new("Type*").matches("rangeerror"));
    /// ```
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(pattern.to_ascii_lowercase().split('*').map(str::to_owned).collect())
    }

    /// Whether a text matches. Its ASCII letters have to be small.
    #[must_use]
    pub fn matches(&self, lower_case: &str) -> bool {
        let Some(((first, last), between)) = self.0.split_first().and_then(|(first, rest)| {
            let (last, between) = rest.split_last()?;
            Some(((first, last), between))
        }) else {
            return self.0.first().is_some_and(|only| is_same(only, lower_case));
        };
        let Some(end) = lower_case.len().checked_sub(last.len()).filter(|end| first.len() <= *end) else {
            return false;
        };
        if !lower_case.starts_with(first.as_str()) || !lower_case.ends_with(last.as_str()) {
            return false;
        }
        let Some(inner) = lower_case.get(first.len()..end) else { return false };
        let mut at = 0;
        between.iter().all(|part| match find(inner, at, part.as_str()) {
            Some(found) => {
                at = found + part.len();
                true
            }
            None => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::linear::check;

    #[test]
    fn patterns() {
        for (pattern, text, expect) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("A", "a", true),
            ("*", "", true),
            ("*", "anything\nat all", true),
            ("a*", "abc", true),
            ("a*", "ba", false),
            ("*c", "abc", true),
            ("*b*", "abc", true),
            ("a*c", "ac", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("**", "x", true),
            ("a**b", "ab", true),
            ("*ab*ab*", "abab", true),
            ("*ab*ab*", "abb", false),
            ("*漢*", "x漢y", true),
            ("?", "a", false),
            ("[a]", "a", false),
        ] {
            assert_eq!(Glob::new(pattern).matches(text), expect, "{pattern} {text}");
        }
    }

    #[test]
    fn each_byte_is_read_a_few_times_at_most() {
        for pattern in ["*a*a*a*a*a*b", "*aaaaaaaaab*", "*a*b*", "a*", "*漢*漢*x"] {
            let glob = Glob::new(pattern);
            for unit in ["a", "ab", "漢", "x"] {
                check(pattern, unit, 3, &|text| {
                    let _ = glob.matches(text);
                });
            }
        }
    }
}
