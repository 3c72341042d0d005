//! A project.

/// The name of the project that always exists.
pub const DEMO: &str = "demo";

/// Whether a text is a name of up to 50 lower-case letters, digits and dashes.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 50 && text.bytes().all(is_plain)
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
