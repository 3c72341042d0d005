//! A project.

/// The name of the project that always exists.
pub const DEMO: &str = "demo";

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
