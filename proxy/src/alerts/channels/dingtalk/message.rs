//! The message of an alert: which type, which words, which people.

use super::body::{self, MAX_BODY, Wrapping, markup, possible_type};
use super::content::{Content, Markup, content, paragraphs};
use super::mentions::mentions;
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{Summary, summary, without_text};
use crate::alerts::template_values::values;
use crate::config::channels::Robot;
use crate::model::alert::{Alert, Notice};
use crate::model::alert_rule::Mentions;
use crate::model::message_type::MessageType;

/// The body of an alert's message. `context` has the language of the robot.
pub(super) fn message(robot: &Robot, alert: &Alert, context: &RenderContext<'_>, id: &str) -> String {
    let summary = summary(alert, context);
    let mentions = mentions(robot, alert);
    let kind =
        possible_type(wanted_type(robot, alert, context.message_type), summary.link.is_some(), &mentions);
    let mut content = content(alert, &summary, markup(kind), context.words, context.public_url);
    // A link that is no address was left out.
    let kind = possible_type(kind, content.link.is_some(), &mentions);
    fill_template(&mut content, robot, alert, &summary, context, markup(kind));
    body::body(&content, &Wrapping { robot, kind, mentions: &mentions, words: context.words, id })
}

/// The body of a message without any text of an event.
pub(super) fn message_without_text(
    robot: &Robot,
    alert: &Alert,
    context: &RenderContext<'_>,
    id: &str,
) -> String {
    let summary = without_text(alert, context.words);
    let notice = Notice::Test;
    let content = content(
        &Alert { notice, ..alert.clone() },
        &summary,
        Markup::Markdown,
        context.words,
        context.public_url,
    );
    let kind = MessageType::Markdown;
    body::body(&content, &Wrapping { robot, kind, mentions: &Mentions::default(), words: context.words, id })
}

/// The type of a message. That of its rule comes before that of the robot, but for digests of a type of their own.
fn wanted_type(robot: &Robot, alert: &Alert, of_rule: Option<MessageType>) -> MessageType {
    let usual = of_rule.unwrap_or(robot.message_type);
    match &alert.notice {
        Notice::Digest(_) => robot.digest_type.unwrap_or(usual),
        // They are markdown already.
        Notice::Rendered { .. } => MessageType::Markdown,
        Notice::Relayed(message) if message.is_markdown => MessageType::Markdown,
        Notice::NewIssue(_)
        | Notice::Fired(_)
        | Notice::Recovered(_)
        | Notice::Relayed(_)
        | Notice::Channel(_)
        | Notice::Test => usual,
    }
}

/// Puts the operator's words in the place of ours. If they cannot be rendered, ours stay and say so.
fn fill_template(
    content: &mut Content,
    robot: &Robot,
    alert: &Alert,
    summary: &Summary,
    context: &RenderContext<'_>,
    markup: Markup,
) {
    let Some(template) = &robot.template else { return };
    // Another program's markdown is its own.
    if matches!(&alert.notice, Notice::Rendered { .. })
        || matches!(&alert.notice, Notice::Relayed(message) if message.is_markdown)
    {
        return;
    }
    let values = values(alert, summary, context, &|text, max| markup.escape(text, max));
    match template.render(&values, MAX_BODY) {
        Ok(text) if !text.trim().is_empty() => {
            content.heading = None;
            content.notes.clear();
            content.paragraphs = match markup {
                Markup::Markdown => paragraphs(&text),
                Markup::Plain => text.lines().map(str::to_owned).collect(),
            };
        }
        Ok(_) => content.notes.push(failed("it is empty", context)),
        Err(error) => {
            let problem = error.to_string();
            tracing::warn!(problem, "template of a channel failed, the message has its usual words");
            content.notes.push(failed(&markup.escape(&problem, 200), context));
        }
    }
}

fn failed(problem: &str, context: &RenderContext<'_>) -> String {
    context.words.fill("The template of this channel failed: {problem}", &[("problem", problem)])
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
