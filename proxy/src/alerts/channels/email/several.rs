//! Several alerts in one mail: a short section for each, the most urgent first.

use maud::{DOCTYPE, html};

use crate::alerts::alert_issue::cut;
use crate::alerts::summary::Summary;
use crate::alerts::words::Words;

/// Longest title, and longest fact, in characters.
const TITLE: usize = 200;
const FACT: usize = 120;
/// Most facts of a section: those that say where and how much. The rest is behind the link.
const FACTS: usize = 7;

/// The mail as plain text.
pub(super) fn text(title: &str, summaries: &[Summary], words: Words) -> String {
    let mut lines = vec![title.to_owned()];
    for (n, summary) in summaries.iter().enumerate() {
        lines.push(String::new());
        lines.push(format!("{}. {}", n + 1, heading(summary, words)));
        lines.extend(summary.redirected.iter().map(|first| format!("   {}", one_line(first, 3 * FACT))));
        let facts = facts(summary);
        if !facts.is_empty() {
            // ASCII, where the words are: such a mail is readable in its source.
            lines.push(format!("   {}", facts.join("; ")));
        }
        let samples = summary.samples.iter();
        let sample = |(level, title): (String, String)| format!("   - {level}: {title}");
        lines.extend(samples.map(|it| sample((words.level(&it.level), one_line(&it.title, TITLE)))));
        lines.extend(summary.more(words).map(|line| format!("   {line}")));
        lines.extend(summary.link.iter().map(|(name, url)| format!("   {name}: {url}")));
    }
    lines.join("\n")
}

/// The mail as HTML.
pub(super) fn page(title: &str, summaries: &[Summary], words: Words) -> String {
    html! {
        (DOCTYPE)
        meta charset="utf-8";
        h2 style="font:600 18px sans-serif" { (title) }
        @for summary in summaries {
            div style="font:14px/1.5 sans-serif;border-top:1px solid #ccc;padding:12px 0;overflow-wrap:anywhere" {
                @if let Some(first) = &summary.redirected { div { (cut(first, 3 * FACT)) } }
                h3 style="font:600 15px sans-serif;margin:0 0 4px" { (heading(summary, words)) }
                div style="color:#555" { (facts(summary).join(" · ")) }
                @if !summary.samples.is_empty() {
                    ul style="margin:4px 0" {
                        @for sample in &summary.samples {
                            li { b { (words.level(&sample.level)) } ": " (cut(&sample.title, TITLE)) }
                        }
                        @if let Some(line) = summary.more(words) { li { (line) } }
                    }
                }
                @for (name, url) in summary.links() { a href=(url) style="margin-right:16px" { (name) } " " }
            }
        }
    }
    .into_string()
}

fn heading(summary: &Summary, words: Words) -> String {
    let title = one_line(&summary.title, TITLE);
    if title.is_empty() { words.text("(no title)").to_owned() } else { title }
}

fn facts(summary: &Summary) -> Vec<String> {
    let fact = |(name, value): &(&str, String)| format!("{name}: {}", one_line(value, FACT));
    summary.facts.iter().take(FACTS).map(fact).collect()
}

/// A text of an event, which cannot pass for a line of the mail.
fn one_line(text: &str, most: usize) -> String {
    cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}
