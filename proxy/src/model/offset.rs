//! A position in an inbox.

use std::fmt;

/// A position in an inbox. Only the inbox that made it can interpret it: SQLite counts rows, and Kafka has a number for
/// each partition. Two offsets can be compared only for equality.
///
/// The default is the beginning, before the first envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Offset(String);

impl Offset {
    /// Makes an offset from the text of an inbox or of a store.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text that was passed to [`Offset::new`]; empty for the beginning.
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
