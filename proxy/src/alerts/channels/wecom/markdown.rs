//! A notice in WeCom's markdown: headings, bold, links, quotes, and mentions as `<@id>`.

use serde_json::json;

use crate::alerts::channel::RenderContext;
use crate::alerts::escape::escape_markdown;
use crate::alerts::summary::summary;
use crate::config::channels::Wecom;
use crate::model::alert::{Alert, Notice};

/// Longest content, in bytes: <https://developer.work.weixin.qq.com/document/path/91770>
const CONTENT: usize = 4_096;
/// Longest title, and longest other text, in characters.
const TITLE: usize = 120;
const FIELD: usize = 120;

/// The body of a message.
pub(super) fn body(robot: &Wecom, alert: &Alert, context: &RenderContext<'_>) -> String {
    // A message that an older version rendered is in the markup of another channel.
    if let Notice::Rendered { title, text } = &alert.notice {
        return message(robot, &heading(title), vec![escape_markdown(text, FIELD)], None);
    }
    let summary = summary(alert, context).unwrap_or_default();
    let mut lines = Vec::new();
    for (name, value) in &summary.facts {
        let value = escape_markdown(value, FIELD);
        if !value.is_empty() {
            lines.push(format!("> {name}: {value}"));
        }
    }
    for sample in &summary.samples {
        let (level, title) = (escape_markdown(&sample.level, FIELD), escape_markdown(&sample.title, TITLE));
        lines.push(format!("> **{level}:** {title}"));
    }
    if summary.unnamed > 0 {
        lines.push(format!("> and {} more", summary.unnamed));
    }
    lines.extend(summary.note.map(str::to_owned));
    let link = summary.link.map(|(text, url)| format!("[{text}]({url})"));
    message(robot, &heading(&summary.title), lines, link)
}

/// The body of a message without any text of an event.
pub(super) fn without_text(robot: &Wecom, alert: &Alert) -> String {
    let about = alert.issue_id.map_or_else(|| "New issues".into(), |id| format!("Issue {id}"));
    message(robot, &about, vec!["WeCom refused the words of this message.".into()], None)
}

fn heading(title: &str) -> String {
    let title = escape_markdown(title, TITLE);
    if title.is_empty() { "(no title)".into() } else { title }
}

/// What does not fit is left out line by line, from the end; title, link and mentions stay.
fn message(robot: &Wecom, title: &str, mut lines: Vec<String>, link: Option<String>) -> String {
    let mut last: Vec<String> = link.into_iter().collect();
    let mut mentions = String::new();
    for id in &robot.at_user_ids {
        // As many as fit beside the title and the link.
        if mentions.len() + id.len() < CONTENT / 4 {
            mentions += &format!("<@{id}> ");
        }
    }
    if !mentions.is_empty() {
        last.push(mentions.trim_end().to_owned());
    }
    loop {
        let mut all = vec![format!("### {title}")];
        all.extend_from_slice(&lines);
        all.extend_from_slice(&last);
        let content = all.join("\n");
        if content.len() <= CONTENT || lines.pop().is_none() {
            return json!({ "msgtype": "markdown", "markdown": { "content": content } }).to_string();
        }
    }
}
