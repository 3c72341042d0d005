//! The list of dead letters: kind, reason and times of each. Their content is never shown.

use maud::{Markup, html};

use super::layout::{PageContent, Tab};
use super::number_format::number;
use super::reveal_hidden::reveal_hidden;
use super::units::size;
use super::{links, relative_time};
use crate::model::timestamp::Timestamp;
use crate::store::DeadLetter;

/// The page.
pub(super) fn page(letters: &[DeadLetter], count: u64, project: Option<&str>, now: Timestamp) -> PageContent {
    let content = html! {
        div.head {
            h1 { "Dead letters" }
            @if let Some(project) = project {
                p.quiet { "Project " strong { (reveal_hidden(project)) } " · " a href=(links::dead_letters(None)) { "All projects" } }
            }
        }
        @if letters.is_empty() {
            section.panel.empty {
                h2 { "No dead letters" }
                p { "Items that were accepted and could not be stored are kept here until they are retried or dropped." }
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

/// The note on the list of issues; empty if there are no dead letters.
pub(super) fn note(count: u64, project: Option<&str>) -> Markup {
    let items = if count == 1 { "item" } else { "items" };
    html! {
        @if count > 0 {
            p.note {
                (number(i64::try_from(count).unwrap_or(i64::MAX))) " " (items) " could not be stored. "
                a href=(links::dead_letters(project)) { "Show dead letters" }
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
                div.title { strong { (reveal_hidden(&letter.kind)) } }
                div.where { (reveal_hidden(&letter.detail)) }
                div.tags {
                    span.badge.error { (reveal_hidden(&letter.reason)) }
                    span.project { (letter.project) }
                    span { "ID " (letter.id) }
                }
            }
            td.num data-label="Size" { (size(letter.size)) }
            td.num data-label="Tries" { (letter.attempts) }
            td.seen {
                div.last { (relative_time::ago(letter.failed, now)) }
                div.first { "received " (relative_time::ago(letter.received, now)) }
            }
        }
    }
}
