//! A position in an inbox.

use std::fmt;

/// A position in an inbox, opaque to everybody but the inbox that made it: SQLite counts rows, and Kafka has a number for
/// each partition. Two offsets are compared for equality alone.
///
/// The default is the beginning, before the first envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Offset(String);

impl Offset {
    /// For an inbox that names a position, and for a store that gives one back unchanged.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text that [`Offset::new`] was given; empty for the beginning.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
