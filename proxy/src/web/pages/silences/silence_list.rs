//! The page of all silences.

use maud::{Markup, html};

use super::silence_form::{EXPIRE, Fields, form};
use super::silence_words::{ends, state};
use crate::model::project::Project;
use crate::model::silence::{Silence, SilenceState, write_matchers};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::web::pages::language::{fill, fill_markup, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, relative_time};

/// The data of the page.
pub(super) struct SilencesView<'a> {
    pub silences: &'a [Silence],
    pub projects: &'a [Project],
    /// The fields of the form that the address fills in.
    pub fields: &'a Fields,
    /// The scope that the viewer lacks to change something.
    pub lacks: Option<TokenScope>,
}

/// The page.
pub(super) fn page(view: &SilencesView<'_>, now: Timestamp) -> PageContent {
    let is_over = |silence: &Silence| silence.state(now) == SilenceState::Expired;
    let count = view.silences.iter().filter(|silence| !is_over(silence)).count();
    let (lasting, over) = view.silences.split_at(count);
    let content = html! {
        div.head {
            h1 { (t("Silences")) }
            p.quiet { a href="/alerts/" { (t("Back to the alerts")) } }
        }
        p.intro { (t("An alert that matches a silence is not sent. It stands below the list of alerts, with the silence that held it back.")) }
        @if lasting.is_empty() {
            section.panel.empty { h2 { (t("Nothing is silenced")) } }
        } @else {
            (table(t("Silences"), lasting, view.lacks.is_none(), now))
        }
        section.panel.make {
            h2 { (t("New silence")) }
            @match view.lacks {
                None => (form(view.fields, view.projects)),
                Some(scope) => p.quiet {
                    (fill_markup("To change this, the token needs the scope {scope}.", &[("scope", html! { span translate="no" { (scope) } })]))
                },
            }
        }
        @if !over.is_empty() {
            details.over {
                summary { (t("Expired")) " (" (over.len()) ")" }
                (table(t("Expired"), over, false, now))
            }
        }
    };
    PageContent::new(t("Silences"), Tab::Alerts, content)
}

fn table(name: &str, silences: &[Silence], may_change: bool, now: Timestamp) -> Markup {
    html! {
        table.issues.alerts.silences.panel aria-label=(name) {
            thead {
                tr {
                    th scope="col" { (t("State")) }
                    th scope="col" { (t("Silenced")) }
                    th scope="col" { (t("Made by")) }
                    th.seen scope="col" { (t("Made")) }
                }
            }
            tbody { @for silence in silences { (row(silence, may_change, now)) } }
        }
    }
}

fn row(silence: &Silence, may_change: bool, now: Timestamp) -> Markup {
    html! {
        tr id={ "silence-" (silence.id) } {
            td.state { (state(silence, now)) div.first { (ends(silence, now)) } }
            th.what scope="row" {
                div.line {
                    code.title translate="no" { (reveal_hidden(&write_matchers(&silence.matchers))) }
                    @if let Some(issue) = silence.issue() {
                        a href=(links::issue(issue)) { (fill("Issue {number}", &[("number", &format!("#{issue}"))])) }
                    }
                    @if may_change { (expire(silence.id, "/alerts/silences/", t(EXPIRE))) }
                }
                @if !silence.comment.is_empty() { p.quiet translate="no" { (reveal_hidden(&silence.comment)) } }
            }
            td.channel data-label=(t("by")) {
                @if silence.created_by.is_empty() { span.quiet { (t("someone without a token")) } } @else {
                    span translate="no" { (reveal_hidden(&silence.created_by)) }
                }
            }
            td.seen { (relative_time::ago(silence.updated, now)) }
        }
    }
}

/// A form that ends a silence, and leads back to a page.
pub(super) fn expire(id: i64, to: &str, word: &str) -> Markup {
    html! {
        form method="post" action={ "/alerts/silences/" (id) "/expire/" } {
            input type="hidden" name="to" value=(to);
            button.plain { (word) }
        }
    }
}
