//! A message of another program, as its body says it.

use crate::model::alert_rule::Mentions;
use crate::model::firing::Relayed;

/// A message to be relayed.
#[derive(Debug, Clone, PartialEq)]
pub struct RelayedMessage {
    /// The message.
    pub relayed: Relayed,
    /// The environment that it is about, by which routes choose channels.
    pub environment: Option<String>,
}

impl RelayedMessage {
    /// The member of the body that takes a token: a DSN key stands in every page, and whoever reads it there must be able
    /// to call nobody and to lead nobody anywhere.
    #[must_use]
    pub fn needs_token(&self) -> Option<&'static str> {
        let Relayed { link, at, is_markdown, .. } = &self.relayed;
        match (link, *at == Mentions::default(), is_markdown) {
            (Some(_), ..) => Some("link"),
            (None, false, _) => Some("at"),
            (None, true, true) => Some("markdown"),
            (None, true, false) => None,
        }
    }
}
