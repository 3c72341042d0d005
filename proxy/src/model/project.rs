//! A project.

/// The name of the project that always exists.
pub const DEMO: &str = "demo";

/// Whether a text is a name of up to 50 lower-case letters, digits and dashes.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 50 && text.bytes().all(is_plain)
}

/// Whether a text can be the name of a new project: it has a letter, as a number alone would read like the id of another
/// project, and a dash does not come first, as programs would read an option.
#[must_use]
pub fn is_new_slug(text: &str) -> bool {
    is_slug(text) && !text.starts_with('-') && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// A project, to which clients send events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The number in the DSN.
    pub id: i64,
    /// The name in URLs.
    pub slug: String,
    /// The public keys with which clients may send, 32 hex digits each.
    pub keys: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_new_projects() {
        for (text, is_one) in [
            ("shop", true),
            ("2-shop", true),
            ("web-1", true),
            ("2", false),
            ("2026-11", false),
            ("-", false),
            ("-a", false),
            ("Web", false),
            ("网店", false),
            ("", false),
        ] {
            assert_eq!(is_new_slug(text), is_one, "{text}");
        }
        assert!(is_slug("2"), "there may be one from before");
    }
}
