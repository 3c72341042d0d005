//! The parts of a message: harmless, and in the markup of its type.

use crate::alerts::escape::{escape_markdown, escape_plain};
use crate::alerts::summary::Summary;
use crate::alerts::words::Words;
use crate::model::alert::{Alert, Notice};

/// Longest title, in characters: three lines on a phone.
const TITLE: usize = 120;
/// Longest line of a notification, in characters.
const NOTIFICATION: usize = 160;
/// Longest other text, in characters. Without relayed ones and templates all stay under 9,000 bytes of DingTalk's 20,000.
const FIELD: usize = 200;
/// Longest line of a relayed message, in characters, and most lines that are looked at.
const RELAYED_LINE: usize = 2_000;
const RELAYED_LINES: usize = 400;
/// How the last paragraph of an older version's message begins.
const RENDERED_LINK: &str = "[Open issue](";

/// What a text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// DingTalk's markdown. Lines join unless a blank line parts them.
    Markdown,
    /// Nothing but text.
    Plain,
}

/// A message before it has a type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// The line of the notification.
    pub(super) notification: String,
    /// The line before everything else; none: the message has no such line.
    pub(super) first: Option<String>,
    /// The title, in large letters where there are any.
    pub(super) heading: Option<String>,
    /// The rest, the less important last: what does not fit is left out from the end.
    pub(super) paragraphs: Vec<String>,
    /// What stands behind the rest, and always fits.
    pub(super) notes: Vec<String>,
    /// The link to more.
    pub(super) link: Option<Link>,
    /// Links that do something.
    pub(super) actions: Vec<Link>,
    /// The issues of a digest.
    pub(super) items: Vec<Link>,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) url: String,
}

impl Markup {
    /// A text of a stranger as one harmless line.
    pub(super) fn escape(self, text: &str, max: usize) -> String {
        match self {
            Self::Markdown => escape_markdown(text, max),
            Self::Plain => escape_plain(text, max),
        }
    }

    /// A name and its value. The value is harmless already.
    fn fact(self, name: &str, value: &str, words: Words) -> String {
        let name = words.fill("{name}:", &[("name", name)]);
        match self {
            Self::Markdown => format!("**{name}** {value}"),
            Self::Plain => format!("{name} {value}"),
        }
    }
}

/// The parts of an alert's message.
pub(super) fn content(
    alert: &Alert,
    summary: &Summary,
    markup: Markup,
    words: Words,
    public_url: &str,
) -> Content {
    let text = |text: &str, max| markup.escape(text, max);
    let mut content = Content {
        notification: text(&summary.notification, NOTIFICATION),
        first: summary.redirected.as_deref().map(|line| text(line, 2 * FIELD)),
        heading: Some(title(&summary.title, markup, words)),
        notes: summary.note.iter().map(|note| (*note).to_owned()).collect(),
        link: summary.link.as_ref().and_then(link),
        actions: summary.actions.iter().filter_map(link).collect(),
        ..Content::default()
    };
    match &alert.notice {
        Notice::Rendered { text, .. } => {
            content.heading = None;
            content.paragraphs = paragraphs(&older(alert, text, words));
            content.notification.clone_from(&summary.notification);
        }
        Notice::Relayed(message) if message.is_markdown => {
            content.heading = None;
            content.paragraphs = paragraphs(&message.text);
        }
        Notice::Relayed(message) => {
            let lines = message.text.lines().take(RELAYED_LINES).map(|line| text(line, RELAYED_LINE));
            content.paragraphs = lines.filter(|line| !line.is_empty()).collect();
        }
        Notice::NewIssue(_)
        | Notice::Fired(_)
        | Notice::Recovered(_)
        | Notice::Digest(_)
        | Notice::Channel(_)
        | Notice::Test => {
            for (name, value) in &summary.facts {
                let value = text(value, FIELD);
                if !value.is_empty() {
                    content.paragraphs.push(markup.fact(name, &value, words));
                }
            }
        }
    }
    for sample in &summary.samples {
        let (level, title) = (words.level(&sample.level), title(&sample.title, markup, words));
        content.paragraphs.push(markup.fact(&text(&level, FIELD), &title, words));
        content.items.push(Link { text: title, url: format!("{public_url}/issues/{}/", sample.issue_id) });
    }
    if summary.unnamed > 0 {
        content.notes.insert(0, words.fill("and {n} more", &[("n", &summary.unnamed.to_string())]));
    }
    content
}

/// A text in which a blank line begins a paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let all = text.split("\n\n").map(|part| part.trim_matches('\n'));
    all.filter(|part| !part.trim().is_empty()).take(RELAYED_LINES).map(str::to_owned).collect()
}

/// A title as one harmless line.
fn title(text: &str, markup: Markup, words: Words) -> String {
    let title = markup.escape(text, TITLE);
    if title.is_empty() { words.text("(no title)").to_owned() } else { title }
}

/// A link whose address ends where it should: the parentheses of markdown end at the first space or parenthesis.
fn link((text, url): &(&'static str, String)) -> Option<Link> {
    let is_harmless = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '"' | '`')
    };
    let is_link = (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(is_harmless);
    (is_link && url.len() <= 2_000).then(|| Link { text: (*text).to_owned(), url: url.clone() })
}

/// What an older version rendered. A link to an issue that was deleted would lead nowhere.
fn older(alert: &Alert, text: &str, words: Words) -> String {
    if alert.issue_id.is_some() {
        return text.to_owned();
    }
    let text = text.rfind(RENDERED_LINK).and_then(|at| text.get(..at)).unwrap_or(text);
    let deleted = words.text("The issue is not stored any more: the store was too large, or it was too old.");
    format!("{text}{deleted}")
}
