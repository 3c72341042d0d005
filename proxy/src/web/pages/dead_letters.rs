//! Items that could not be stored: what they are, why, and since when. What is in them is never shown.

use maud::{Markup, html};

use super::layout::{PageContent, Tab, number};
use super::plain::plain;
use super::{address, when};
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{DeadLetter, Reader, StoreError};

/// How many dead letters a project has, or all projects.
pub(super) fn count(
    store: &dyn Reader,
    projects: &[Project],
    project: Option<&str>,
) -> Result<u64, StoreError> {
    let Some(slug) = project else { return Ok(store.dead_letter_totals()?.count) };
    let Some(project) = projects.iter().find(|it| it.slug == slug) else { return Ok(0) };
    Ok(store.dead_letter_counts()?.get(&project.id).copied().unwrap_or(0))
}

/// The page.
pub(super) fn page(letters: &[DeadLetter], count: u64, project: Option<&str>, now: Timestamp) -> PageContent {
    let content = html! {
        div.head {
            h1 { "Dead letters" }
            @if let Some(project) = project {
                p.quiet { "Project " strong { (plain(project)) } " · " a href=(address::dead_letters(None)) { "All projects" } }
            }
        }
        @if letters.is_empty() {
            section.panel.empty {
                h2 { "No dead letters" }
                p { "An item that was accepted and cannot be stored is kept here, until it is retried or dropped." }
            }
        } @else {
            p.note {
                "These items were accepted and could not be stored. "
                code { "balefire-proxy dead-letter retry ID" } " stores one again, "
                code { "balefire-proxy dead-letter drop ID" } " deletes it."
            }
            (table(letters, now))
            @if count > letters.len() as u64 {
                p.quiet {
                    "The newest " (letters.len()) " of " (number(i64::try_from(count).unwrap_or(i64::MAX))) ". "
                    code { "balefire-proxy dead-letter list" } " shows all."
                }
            }
        }
    };
    PageContent::new("Dead letters", Tab::DeadLetters, content)
}

/// A line on the list of issues; nothing if there are none.
pub(super) fn note(count: u64, project: Option<&str>) -> Markup {
    let items = if count == 1 { "item" } else { "items" };
    html! {
        @if count > 0 {
            p.note {
                (number(i64::try_from(count).unwrap_or(i64::MAX))) " " (items) " could not be stored. "
                a href=(address::dead_letters(project)) { "Show dead letters" }
            }
        }
    }
}

fn table(letters: &[DeadLetter], now: Timestamp) -> Markup {
    html! {
        table.issues.dead.panel {
            thead {
                tr {
                    th scope="col" { "Item" }
                    th.num scope="col" { "Size" }
                    th.num scope="col" { "Tries" }
                    th.seen scope="col" { "Failed" }
                }
            }
            tbody { @for letter in letters { (row(letter, now)) } }
        }
    }
}

fn row(letter: &DeadLetter, now: Timestamp) -> Markup {
    html! {
        tr {
            th.what scope="row" {
                div.title { strong { (plain(&letter.kind)) } }
                div.where { (plain(&letter.detail)) }
                div.tags {
                    span.badge.error { (plain(&letter.reason)) }
                    span.project { (letter.project) }
                    span { "ID " (letter.id) }
                }
            }
            td.num data-label="Size" { (size(letter.size)) }
            td.num data-label="Tries" { (letter.attempts) }
            td.seen {
                div.last { (when::ago(letter.failed, now)) }
                div.first { "received " (when::ago(letter.received, now)) }
            }
        }
    }
}

/// `512 B`, `30 KB`, `1.2 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (bytes, text) in [(0, "0 B"), (999, "999 B"), (30_649, "31 KB"), (1_234_567, "1.2 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
