//! The types of a robot's messages.

/// A type: <https://open.dingtalk.com/document/orgapp/robot-message-type>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MessageType {
    /// Text without markup.
    Text,
    /// Markdown.
    #[default]
    Markdown,
    /// A text that is a link as a whole.
    Link,
    /// Markdown with buttons.
    ActionCard,
    /// A list of links with pictures, for digests.
    FeedCard,
}

impl MessageType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Markdown, Self::Link, Self::ActionCard, Self::FeedCard];
    /// Those of a message about one thing.
    pub const OF_MESSAGES: [Self; 4] = [Self::Text, Self::Markdown, Self::Link, Self::ActionCard];

    /// The word in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Link => "link",
            Self::ActionCard => "action_card",
            Self::FeedCard => "feed_card",
        }
    }

    /// The word in a request.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Link => "link",
            Self::ActionCard => "actionCard",
            Self::FeedCard => "feedCard",
        }
    }
}
