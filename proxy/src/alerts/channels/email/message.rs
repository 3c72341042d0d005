//! A notice as an e-mail: plain text and HTML, both with the same words. Texts of events are escaped in HTML, and cannot
//! end a header.

use std::time::{Duration, SystemTime};

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailboxes, MessageBuilder, MultiPart, header};
use maud::html;

use super::several;
use crate::alerts::alert_issue::cut;
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{Summary, summary};
use crate::alerts::words::Words;
use crate::config::channels::Email;
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// Longest subject, in characters. Longer ones are cut by most mail programs.
const SUBJECT: usize = 150;
/// Longest fact, in characters.
const FACT: usize = 1_000;

/// The whole mail with its headers, in ASCII: lettre encodes what is not.
pub(super) fn message(email: &Email, stored: &StoredAlert, id: &str, context: &RenderContext<'_>) -> String {
    let alert = &stored.alert;
    let summary = summary(alert, context);
    let mut builder = head(email, &subject(&summary, context.words), stored.created, id);
    if let Some(issue) = alert.issue_id {
        // Mails about one issue become one thread. <https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4>
        let domain = email.from.email.domain();
        builder = builder.references(format!("<issue-{}-{issue}@{domain}>", alert.project_id));
    }
    whole(builder, text(&summary, context.words), page(&summary, context.words))
}

/// A mail that tells of several alerts, in their order.
pub(super) fn message_of_several(
    email: &Email,
    alerts: &[(&StoredAlert, RenderContext<'_>)],
    id: &str,
) -> String {
    let words = Words::of(email.language);
    let summaries: Vec<Summary> = alerts
        .iter()
        .map(|(stored, context)| summary(&stored.alert, &context.in_language(email.language)))
        .collect();
    let title = words.fill("{n} alerts", &[("n", &summaries.len().to_string())]);
    let first = summaries.first().map_or("", |first| first.notification.as_str());
    let newest = alerts.iter().map(|(stored, _)| stored.created.0).fold(0.0, f64::max);
    let builder = head(email, &header_line(&format!("{title} · {first}")), Timestamp(newest), id);
    whole(builder, several::text(&title, &summaries, words), several::page(&title, &summaries, words))
}

fn head(email: &Email, subject: &str, created: Timestamp, id: &str) -> MessageBuilder {
    let domain = email.from.email.domain();
    let created = Duration::try_from_secs_f64(created.0).unwrap_or_default();
    let to: Mailboxes = email.to.iter().cloned().collect();
    lettre::Message::builder()
        .from(email.from.clone())
        .mailbox(header::To::from(to))
        .subject(subject)
        .date(SystemTime::UNIX_EPOCH + created)
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(AutoSubmitted)
}

fn whole(builder: MessageBuilder, text: String, page: String) -> String {
    let parts = MultiPart::alternative_plain_html(text, page);
    let bytes = builder.multipart(parts).map(|mail| mail.formatted()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Says that no person wrote it, so that no absent one answers: <https://www.rfc-editor.org/rfc/rfc3834#section-5>
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

fn subject(summary: &Summary, words: Words) -> String {
    let line = header_line(&summary.notification);
    if line.is_empty() { words.text("(no title)").to_owned() } else { line }
}

/// A line without what could end a header.
fn header_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let line: String = cut(text, SUBJECT).chars().map(plain).collect();
    line.trim().to_owned()
}

fn text(summary: &Summary, words: Words) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(summary.redirected.iter().flat_map(|first| [cut(first, FACT), String::new()]));
    lines.extend([summary.title.clone(), String::new()]);
    lines.extend(summary.facts.iter().map(|(name, value)| format!("{name}: {}", cut(value, FACT))));
    lines.extend(summary.samples.iter().map(|it| format!("- {}: {}", words.level(&it.level), it.title)));
    lines.extend(summary.more(words));
    lines.extend(summary.note.into_iter().flat_map(|note| [String::new(), note.to_owned()]));
    lines.push(String::new());
    lines.extend(summary.links().map(|(name, url)| format!("{name}: {url}")));
    lines.join("\n")
}

fn page(summary: &Summary, words: Words) -> String {
    html! {
        (maud::DOCTYPE)
        meta charset="utf-8";
        @if let Some(first) = &summary.redirected {
            p style="font:14px sans-serif;overflow-wrap:anywhere" { (cut(first, FACT)) }
        }
        h2 style="font:600 18px sans-serif;overflow-wrap:anywhere" { (summary.title) }
        table style="font:14px sans-serif;border-collapse:collapse" {
            @for (name, value) in &summary.facts {
                tr {
                    th scope="row" style="text-align:left;vertical-align:top;padding:2px 16px 2px 0" { (name) }
                    td style="overflow-wrap:anywhere;white-space:pre-wrap" { (cut(value, FACT)) }
                }
            }
        }
        @if !summary.samples.is_empty() {
            ul style="font:14px sans-serif" {
                @for sample in &summary.samples { li { b { (words.level(&sample.level)) } ": " (sample.title) } }
                @if let Some(line) = summary.more(words) { li { (line) } }
            }
        }
        @if let Some(note) = summary.note { p style="font:14px sans-serif" { (note) } }
        p style="font:14px sans-serif" {
            @for (name, url) in summary.links() { a href=(url) style="margin-right:16px" { (name) } " " }
        }
    }
    .into_string()
}
