//! The page of an event as Markdown, and the links to an event's texts.

use maud::{Markup, html};

use super::super::language::{fill, t};
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::super::reveal_hidden::reveal_hidden;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;

/// The page.
pub(super) fn page(issue: &Issue, event: &StoredEvent, text: &str) -> PageContent {
    let address = links::event(issue.id, &event.event_id);
    let content = html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / "
                a href=(links::issue(issue.id)) { "#" (issue.id) } " / "
                a href=(address) { (t("Event")) }
            }
            h1 { (t("Event as Markdown")) }
            p.value { (reveal_hidden(&issue.description.title)) }
        }
        section.panel {
            p { (t("For a colleague or a coding agent. All that visitors sent is fenced, and said to be data.")) }
            p.copy-row {
                button type="button" data-copy="#event-markdown" hidden { (t("Copy")) }
                " " a href={ (address) "event.md" } { (t("As a file")) }
            }
            pre #event-markdown.text tabindex="0" translate="no" { (reveal_hidden(text)) }
        }
    };
    let title = fill("Event as Markdown: {issue}", &[("issue", &issue.description.title)]);
    PageContent::new(&title, Tab::Issues, content)
}

/// Links to the texts of an event.
pub(in crate::web::pages) fn text_links(event: &StoredEvent) -> Markup {
    let address = links::event(event.issue_id, &event.event_id);
    html! {
        nav.pages.places aria-label=(t("This event as a text")) {
            a href={ (address) "markdown/" } { (t("As Markdown")) }
            a href={ (address) "json/" } { (t("As JSON")) }
        }
    }
}
