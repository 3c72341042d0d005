//! A notice as a message. Texts of events are `plain_text` in blocks; in attachments and in the notification line they are
//! escaped.

use serde_json::{Value, json};

use crate::alerts::alert_issue::cut;
use crate::alerts::channel::RenderContext;
use crate::alerts::escape::escape_markdown;
use crate::alerts::summary::{self, Summary, summary};
use crate::alerts::words::Words;
use crate::config::channels::{Slack, SlackFormat};
use crate::model::alert::Alert;

/// Longest header of Block Kit is 150 characters: <https://docs.slack.dev/reference/block-kit/blocks/header-block/>
const TITLE: usize = 120;
/// Longest other text, in characters.
const FIELD: usize = 200;
/// Most fields of a section: <https://docs.slack.dev/reference/block-kit/blocks/section-block/>
const FIELDS: usize = 10;

/// The body of a message.
pub(super) fn body(webhook: &Slack, alert: &Alert, context: &RenderContext<'_>) -> String {
    message(webhook, alert, &summary(alert, context), context.words)
}

/// The body of a message without any text of an event.
pub(super) fn without_text(webhook: &Slack, alert: &Alert, words: Words) -> String {
    message(webhook, alert, &summary::without_text(alert, words), words)
}

fn message(webhook: &Slack, alert: &Alert, summary: &Summary, words: Words) -> String {
    let mut title = cut(&summary.title, TITLE);
    if title.trim().is_empty() {
        title = words.text("(no title)").into();
    }
    match webhook.format {
        SlackFormat::Blocks => blocks(webhook, alert, summary, &title, words),
        SlackFormat::Attachments => attachments(webhook, alert, summary, &title, words),
    }
    .to_string()
}

fn blocks(webhook: &Slack, alert: &Alert, summary: &Summary, title: &str, words: Words) -> Value {
    let plain = |text: String| json!({ "type": "plain_text", "text": text, "emoji": false });
    let section = |text: String| json!({ "type": "section", "text": plain(text) });
    let mut blocks: Vec<Value> =
        summary.redirected.iter().map(|first| section(cut(first, 2 * FIELD))).collect();
    blocks.push(json!({ "type": "header", "text": plain(title.to_owned()) }));
    let fields: Vec<_> = summary
        .facts
        .iter()
        .take(FIELDS)
        .map(|(name, value)| plain(format!("{name}: {}", cut(value, FIELD))))
        .collect();
    if !fields.is_empty() {
        blocks.push(json!({ "type": "section", "fields": fields }));
    }
    if let Some(samples) = samples(summary, words) {
        blocks.push(section(samples));
    }
    blocks.extend(summary.note.map(|note| section(note.to_owned())));
    let links = summary.link.iter().chain(&summary.actions).map(|(text, url)| format!("<{url}|{text}>"));
    let links: Vec<String> = links.collect();
    if !links.is_empty() {
        let text = links.join(" · ");
        blocks.push(json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } }));
    }
    if let Some(mentions) = mentions(webhook) {
        blocks.push(json!({ "type": "section", "text": { "type": "mrkdwn", "text": mentions } }));
    }
    json!({ "text": notification(alert, title), "blocks": blocks })
}

fn attachments(webhook: &Slack, alert: &Alert, summary: &Summary, title: &str, words: Words) -> Value {
    let field = |(name, value): &(&str, String)| {
        let value = escape_markdown(value, FIELD);
        json!({ "title": name, "short": value.chars().count() < 30, "value": value })
    };
    let text: Vec<_> = samples(summary, words).into_iter().chain(summary.note.map(str::to_owned)).collect();
    let first = summary.redirected.as_deref().map(|first| escape_markdown(first, 2 * FIELD));
    let above: Vec<String> = first.into_iter().chain(mentions(webhook)).collect();
    let link = summary.link.as_ref().map(|(_, url)| url);
    json!({
        "text": above.join("\n"),
        "attachments": [{
            "fallback": notification(alert, title),
            "color": if alert.is_fatal { "danger" } else { "warning" },
            "title": escape_markdown(title, TITLE),
            "title_link": link,
            "text": text.join("\n"),
            "fields": summary.facts.iter().map(field).collect::<Vec<_>>(),
        }],
    })
}

/// The issues that a digest lists, one on a line, without markup.
fn samples(summary: &Summary, words: Words) -> Option<String> {
    let mut lines: Vec<_> = summary
        .samples
        .iter()
        .map(|it| format!("{}: {}", escape_markdown(&it.level, FIELD), escape_markdown(&it.title, TITLE)))
        .collect();
    if summary.unnamed > 0 {
        lines.push(words.fill("and {n} more", &[("n", &summary.unnamed.to_string())]));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The line of the notification, in which `<`, `>` and `&` would be markup, and so would be what the chat turns into links.
fn notification(alert: &Alert, title: &str) -> String {
    let (project, title) = (escape_markdown(&alert.project, FIELD), escape_markdown(title, TITLE));
    if project.is_empty() { title } else { format!("{project}: {title}") }
}

/// The people to mention: <https://docs.slack.dev/messaging/formatting-message-text/#advanced>
fn mentions(webhook: &Slack) -> Option<String> {
    let mention = |name: &String| match (webhook.format, name.as_str()) {
        (SlackFormat::Blocks, "channel" | "here" | "everyone") => format!("<!{name}>"),
        // Groups of members have ids that begin with S.
        (SlackFormat::Blocks, id) if id.starts_with('S') => format!("<!subteam^{id}>"),
        (SlackFormat::Blocks, id) => format!("<@{id}>"),
        (SlackFormat::Attachments, name) => format!("@{name}"),
    };
    let all: Vec<_> = webhook.mention.iter().map(mention).collect();
    (!all.is_empty()).then(|| all.join(" "))
}
