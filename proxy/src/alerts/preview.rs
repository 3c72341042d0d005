//! What a channel would get for an alert, to be shown on a page.

/// A message before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Preview {
    /// A message of a chat, as its group sees it.
    Chat(ChatPreview),
    /// The body of the request.
    Body(String),
}

/// A message of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatPreview {
    /// The type of the message, as the chat names it.
    pub kind: String,
    /// The line of the notification.
    pub notification: String,
    /// The text.
    pub text: PreviewText,
    /// Texts and addresses: buttons, or a link around the whole.
    pub links: Vec<(String, String)>,
    /// Who is called.
    pub mentions: Vec<String>,
    /// Whether everybody is called.
    pub mentions_all: bool,
    /// Length of the body, in bytes.
    pub bytes: usize,
    /// Longest body that the chat takes, in bytes.
    pub most_bytes: usize,
}

/// The text of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum PreviewText {
    /// Shown as it is.
    Plain(String),
    /// The chat's markdown.
    Markdown(String),
}
