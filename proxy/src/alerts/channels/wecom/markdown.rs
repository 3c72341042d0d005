//! A notice in WeCom's markdown: headings, bold, links, quotes, and mentions as `<@id>`.

use serde_json::json;

use crate::alerts::channel::RenderContext;
use crate::alerts::escape::escape_markdown;
use crate::alerts::summary::{self, Summary, summary};
use crate::alerts::words::Words;
use crate::config::channels::Wecom;
use crate::model::alert::Alert;

/// Longest content, in bytes: <https://developer.work.weixin.qq.com/document/path/91770>
const CONTENT: usize = 4_096;
/// Longest title, and longest other text, in characters.
const TITLE: usize = 120;
const FIELD: usize = 120;

/// The body of a message.
pub(super) fn body(robot: &Wecom, alert: &Alert, context: &RenderContext<'_>) -> String {
    message(robot, summary(alert, context), context.words)
}

fn message(robot: &Wecom, summary: Summary, words: Words) -> String {
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
        let more = words.fill("and {n} more", &[("n", &summary.unnamed.to_string())]);
        lines.push(format!("> {more}"));
    }
    lines.extend(summary.note.map(str::to_owned));
    let links: Vec<String> =
        summary.link.iter().chain(&summary.actions).map(|(text, url)| format!("[{text}]({url})")).collect();
    let link = (!links.is_empty()).then(|| links.join(" · "));
    let first = summary.redirected.as_deref().map(|line| escape_markdown(line, 2 * FIELD));
    let heading = format!("### {}", heading(&summary.title, words));
    compose(robot, first.into_iter().chain([heading]).collect(), lines, link)
}

/// The body of a message without any text of an event.
pub(super) fn without_text(robot: &Wecom, alert: &Alert, words: Words) -> String {
    message(robot, summary::without_text(alert, words), words)
}

fn heading(title: &str, words: Words) -> String {
    let title = escape_markdown(title, TITLE);
    if title.is_empty() { words.text("(no title)").into() } else { title }
}

/// What does not fit is left out line by line, from the end; title, link and mentions stay.
fn compose(robot: &Wecom, title: Vec<String>, mut lines: Vec<String>, link: Option<String>) -> String {
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
        let mut all = title.clone();
        all.extend_from_slice(&lines);
        all.extend_from_slice(&last);
        let content = all.join("\n");
        if content.len() <= CONTENT || lines.pop().is_none() {
            return json!({ "msgtype": "markdown", "markdown": { "content": content } }).to_string();
        }
    }
}
