//! A project.

/// The name of the project that is always there.
pub const DEMO: &str = "demo";

/// A project: a place to send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The number in the DSN.
    pub id: i64,
    /// The name in addresses.
    pub slug: String,
    /// The public keys that may send, 32 hex digits each.
    pub keys: Vec<String>,
}
