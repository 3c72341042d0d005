//! An alert in DingTalk's markdown.

use crate::alerts::channel::RenderContext;
use crate::alerts::escape::escape_markdown;
use crate::alerts::summary::summary;
use crate::model::alert::{Alert, Notice};

/// Longest title, in characters: three lines on a phone.
const TITLE: usize = 120;
/// Longest other text, in characters. All together stay under 7,000 bytes of DingTalk's 20,000.
const FIELD: usize = 200;
/// How the last paragraph of an older version's message begins.
const RENDERED_LINK: &str = "[Open issue](";

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markdown {
    /// The line in the notification.
    pub(super) title: String,
    /// The message.
    pub(super) text: String,
}

/// The message for an alert.
pub(super) fn markdown(alert: &Alert, context: &RenderContext<'_>) -> Markdown {
    if let Notice::Rendered { title, text } = &alert.notice {
        let text = if alert.issue_id.is_some() { text.clone() } else { without_rendered_link(text) };
        return Markdown { title: title.clone(), text };
    }
    // Messages that an older version rendered are the only ones without a summary, and were returned above.
    let summary = summary(alert, context).unwrap_or_default();
    let heading = title(&summary.title);
    // DingTalk joins lines that no blank line parts.
    let mut paragraphs = vec![format!("### {heading}")];
    for (name, value) in &summary.facts {
        let value = escape_markdown(value, FIELD);
        if !value.is_empty() {
            paragraphs.push(format!("**{name}:** {value}"));
        }
    }
    for sample in &summary.samples {
        paragraphs.push(format!("**{}:** {}", escape_markdown(&sample.level, FIELD), title(&sample.title)));
    }
    if summary.unnamed > 0 {
        paragraphs.push(format!("and {} more", summary.unnamed));
    }
    paragraphs.extend(summary.note.map(str::to_owned));
    paragraphs.extend(summary.link.map(|(text, url)| format!("[{text}]({url})")));
    let title = match &alert.notice {
        Notice::NewIssue(_) => format!("{}: {heading}", escape_markdown(&alert.project, FIELD)),
        Notice::Fired(firing) if firing.issue.is_some() => {
            format!("{}: {heading}", escape_markdown(&alert.project, FIELD))
        }
        Notice::Fired(_)
        | Notice::Recovered(_)
        | Notice::Relayed(_)
        | Notice::Digest(_)
        | Notice::Test
        | Notice::Rendered { .. } => heading,
    };
    Markdown { title, text: paragraphs.join("\n\n") }
}

/// The message without any text of an event.
pub(super) fn without_text(alert: &Alert) -> Markdown {
    let about = alert.issue_id.map_or_else(|| "New issues".into(), |id| format!("Issue {id}"));
    Markdown {
        title: "Balefire".into(),
        text: format!("{about}: DingTalk refused the words of this message."),
    }
}

/// A link to an issue that was deleted would lead nowhere.
fn without_rendered_link(text: &str) -> String {
    let text = text.rfind(RENDERED_LINK).and_then(|at| text.get(..at)).unwrap_or(text);
    format!("{text}The issue is not stored any more: the store was too large, or it was too old.")
}

/// A title as one harmless line.
fn title(text: &str) -> String {
    let title = escape_markdown(text, TITLE);
    if title.is_empty() { "(no title)".into() } else { title }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
