//! The list of dead letters: kind, reason and times of each. Their content is never shown.

use maud::{Markup, html};

use super::language::{fill, fill_markup, plural, t};
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
            h1 { (t("Dead letters")) }
            @if let Some(project) = project {
                p.quiet { (t("Project")) " " strong { (reveal_hidden(project)) } " · " a href=(links::dead_letters(None)) { (t("All projects")) } }
            }
        }
        @if letters.is_empty() {
            section.panel.empty {
                h2 { (t("No dead letters")) }
                p { (t("Items that were accepted and could not be stored are kept here until they are retried or dropped.")) }
            }
        } @else {
            p.note {
                (t("These items were accepted and could not be stored.")) (t(" "))
                (fill_markup("{retry} stores one again, {drop} deletes it.", &[
                    ("retry", html! { code { "balefire-proxy dead-letter retry ID" } }),
                    ("drop", html! { code { "balefire-proxy dead-letter drop ID" } }),
                ]))
            }
            (table(letters, now))
            @if count > letters.len() as u64 {
                p.quiet {
                    (fill("The newest {shown} of {all}.", &[
                        ("shown", &letters.len().to_string()),
                        ("all", &number(i64::try_from(count).unwrap_or(i64::MAX))),
                    ])) (t(" "))
                    (fill_markup("{command} shows all.", &[("command", html! { code { "balefire-proxy dead-letter list" } })]))
                }
            }
        }
    };
    PageContent::new(t("Dead letters"), Tab::DeadLetters, content)
}

/// The note on the list of issues; empty if there are no dead letters.
pub(super) fn note(count: u64, project: Option<&str>) -> Markup {
    html! {
        @if count > 0 {
            p.note {
                (plural(count, "{n} item could not be stored.", "{n} items could not be stored.")) (t(" "))
                a href=(links::dead_letters(project)) { (t("Show dead letters")) }
            }
        }
    }
}

fn table(letters: &[DeadLetter], now: Timestamp) -> Markup {
    html! {
        table.issues.dead.panel {
            thead {
                tr {
                    th scope="col" { (t("Item")) }
                    th.num scope="col" { (t("Size")) }
                    th.num scope="col" { (t("Tries")) }
                    th.seen scope="col" { (t("Failed")) }
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
            td.num data-label=(t("Size")) { (size(letter.size)) }
            td.num data-label=(t("Tries")) { (letter.attempts) }
            td.seen {
                div.last { (relative_time::ago(letter.failed, now)) }
                div.first { (fill_markup("received {time}", &[("time", relative_time::ago(letter.received, now))])) }
            }
        }
    }
}
