//! A notice as an e-mail: plain text and HTML, both with the same words. Texts of events are escaped in HTML, and cannot
//! end a header.

use std::time::{Duration, SystemTime};

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailboxes, MultiPart, header};
use maud::html;

use crate::alerts::alert_issue::cut;
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{Summary, summary};
use crate::alerts::words::Words;
use crate::config::channels::Email;
use crate::store::StoredAlert;

/// Longest subject, in characters. Longer ones are cut by most mail programs.
const SUBJECT: usize = 150;
/// Longest fact, in characters.
const FACT: usize = 1_000;

/// The whole mail with its headers, in ASCII: lettre encodes what is not.
pub(super) fn message(email: &Email, stored: &StoredAlert, id: &str, context: &RenderContext<'_>) -> String {
    let alert = &stored.alert;
    let summary = summary(alert, context);
    let domain = email.from.email.domain();
    let created = Duration::try_from_secs_f64(stored.created.0).unwrap_or_default();
    let to: Mailboxes = email.to.iter().cloned().collect();
    let mut builder = lettre::Message::builder()
        .from(email.from.clone())
        .mailbox(header::To::from(to))
        .subject(subject(&summary, context.words))
        .date(SystemTime::UNIX_EPOCH + created)
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(AutoSubmitted);
    if let Some(issue) = alert.issue_id {
        // Mails about one issue become one thread. <https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4>
        builder = builder.references(format!("<issue-{}-{issue}@{domain}>", alert.project_id));
    }
    let parts =
        MultiPart::alternative_plain_html(text(&summary, context.words), page(&summary, context.words));
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

/// A line without what could end a header.
fn subject(summary: &Summary, words: Words) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let line: String = cut(&summary.notification, SUBJECT).chars().map(plain).collect();
    let line = line.trim();
    if line.is_empty() { words.text("(no title)").to_owned() } else { line.to_owned() }
}

fn text(summary: &Summary, words: Words) -> String {
    let mut lines = vec![summary.title.clone(), String::new()];
    lines.extend(summary.facts.iter().map(|(name, value)| format!("{name}: {}", cut(value, FACT))));
    lines.extend(summary.samples.iter().map(|it| format!("- {}: {}", words.level(&it.level), it.title)));
    lines.extend(unnamed(summary, words));
    lines.extend(summary.note.into_iter().flat_map(|note| [String::new(), note.to_owned()]));
    lines.push(String::new());
    lines.extend(links(summary).map(|(name, url)| format!("{name}: {url}")));
    lines.join("\n")
}

fn page(summary: &Summary, words: Words) -> String {
    html! {
        (maud::DOCTYPE)
        meta charset="utf-8";
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
                @if let Some(line) = unnamed(summary, words) { li { (line) } }
            }
        }
        @if let Some(note) = summary.note { p style="font:14px sans-serif" { (note) } }
        p style="font:14px sans-serif" {
            @for (name, url) in links(summary) { a href=(url) style="margin-right:16px" { (name) } " " }
        }
    }
    .into_string()
}

fn unnamed(summary: &Summary, words: Words) -> Option<String> {
    (summary.unnamed > 0).then(|| words.fill("and {n} more", &[("n", &summary.unnamed.to_string())]))
}

fn links(summary: &Summary) -> impl Iterator<Item = &(&'static str, String)> {
    summary.link.iter().chain(&summary.actions)
}
