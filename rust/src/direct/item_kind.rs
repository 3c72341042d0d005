//! The kinds of items, and how they are written.

use balefire_protocol::envelope;
use balefire_protocol::json::Object;

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    Event,
    /// An event whose item header asks for an alert.
    Alert,
    Transaction,
}

impl ItemKind {
    /// The type on the wire.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Event | Self::Alert => "event",
            Self::Transaction => "transaction",
        }
    }

    /// Appends an item of this kind to an envelope.
    pub(super) fn write(self, envelope: &mut String, payload: &str) {
        if self != Self::Alert {
            return envelope::write_item(envelope, self.as_str(), payload);
        }
        let mut header = Object::new(envelope);
        header.string("type", self.as_str()).boolean("alert", true).unsigned("length", payload.len() as u64);
        header.end();
        *envelope += &format!("\n{payload}\n");
    }
}
