//! The id under which an envelope is stored once, even if it arrives again.

use balefire_protocol::event_id;

/// The id of an envelope: for an event its event id, else a random one of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnvelopeId(u128);

impl EnvelopeId {
    /// Reads an id in any spelling of a UUID.
    ///
    /// ```
    /// use balefire_proxy::model::envelope_id::EnvelopeId;
    /// let id = EnvelopeId::parse("9EC79C33-EC99-42AB-8353-589FCB2E04DC").unwrap();
    /// assert_eq!(id.to_string(), "9ec79c33ec9942ab8353589fcb2e04dc");
    /// assert_eq!(EnvelopeId::parse("7"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        u128::from_str_radix(&event_id::read(text)?, 16).ok().map(Self)
    }

    /// Its 16 bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl std::fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}
