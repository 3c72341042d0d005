//! Patterns with `*` for any text and `?` for any character, without regard to case.
//!
//! A match takes at most as many steps as the text has characters, times those of the pattern; both are bounded.

/// Most patterns of a list.
pub const MOST_PATTERNS: usize = 100;
/// Longest pattern, in characters.
pub const LONGEST_PATTERN: usize = 200;
/// The part of a text that is compared, in characters.
const TEXT: usize = 1 << 10;

/// A list of patterns. A text matches if one of them matches it as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patterns {
    written: Vec<String>,
    lower: Vec<Vec<char>>,
}

/// Why texts are no patterns.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum ParsePatternError {
    /// There are too many.
    #[error("has more than {MOST_PATTERNS} patterns")]
    TooMany,
    /// One of them is too long.
    #[error("has a pattern of more than {LONGEST_PATTERN} characters")]
    TooLong,
    /// One of them would match every text.
    #[error("has a pattern that matches everything")]
    Everything,
}

impl Patterns {
    /// The patterns of these texts. Empty texts are left out.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, ParsePatternError> {
        let mut patterns = Self::default();
        for text in texts.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
            if patterns.written.len() >= MOST_PATTERNS {
                return Err(ParsePatternError::TooMany);
            }
            if text.chars().nth(LONGEST_PATTERN).is_some() {
                return Err(ParsePatternError::TooLong);
            }
            if text.contains('*') && text.chars().all(|char| matches!(char, '*' | '?')) {
                return Err(ParsePatternError::Everything);
            }
            patterns.lower.push(lower(text));
            patterns.written.push(text.to_owned());
        }
        Ok(patterns)
    }

    /// The patterns as they were written.
    #[must_use]
    pub fn as_written(&self) -> &[String] {
        &self.written
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether one of them matches the text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let text: Vec<char> = text.chars().take(TEXT).flat_map(char::to_lowercase).collect();
        self.lower.iter().any(|pattern| is_match(pattern, &text))
    }
}

fn lower(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Walks over both. After a mismatch it goes back to the last star alone, which then takes one character more.
fn is_match(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut of) = (0, 0);
    let mut star = None;
    while let Some(char) = text.get(at) {
        match pattern.get(of) {
            Some('*') => {
                star = Some((at, of));
                of += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == char => {
                at += 1;
                of += 1;
            }
            _ => {
                let Some((taken, place)) = star else { return false };
                star = Some((taken + 1, place));
                at = taken + 1;
                of = place + 1;
            }
        }
    }
    pattern.get(of..).unwrap_or_default().iter().all(|char| *char == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, is_it) in [
            ("abc", "ABC", true),
            ("abc", "abcd", false),
            ("*bc", "xxbcbc", true),
            ("a*", "a", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("TypeError: *null*", "TypeError: x is null or so", true),
            ("*漢?*", "one 漢字", true),
            ("web@1.*", "web@1.4.2", true),
            ("*a*b*c*", "xxaxxbxxcxx", true),
            ("*a*b*c*", "xxcxxbxxaxx", false),
        ] {
            assert_eq!(Patterns::parse([pattern]).unwrap().matches(text), is_it, "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_are_bounded() {
        let long = "a".repeat(LONGEST_PATTERN + 1);
        assert_eq!(Patterns::parse([long.as_str()]), Err(ParsePatternError::TooLong));
        assert_eq!(Patterns::parse(vec!["a"; MOST_PATTERNS + 1]), Err(ParsePatternError::TooMany));
        for everything in ["*", "**", "?*", "*?*"] {
            assert_eq!(Patterns::parse([everything]), Err(ParsePatternError::Everything), "{everything}");
        }
        assert!(Patterns::parse(["??"]).is_ok(), "texts of two characters");
        assert!(Patterns::parse([" ", ""]).unwrap().is_empty());
    }

    /// The worst text for a pattern that almost matches everywhere.
    #[test]
    fn a_hostile_text_takes_no_time() {
        let pattern = format!("*{}b", "a".repeat(LONGEST_PATTERN - 2));
        let patterns = Patterns::parse(vec![pattern.as_str(); MOST_PATTERNS]).unwrap();
        let begun = std::time::Instant::now();
        assert!(!patterns.matches(&"a".repeat(1 << 20)));
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}
