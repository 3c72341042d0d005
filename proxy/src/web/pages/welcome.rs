//! The start page of a fresh install: the way to the first event.

use maud::{Markup, html};

use super::language::{fill_markup, t};
use super::links;
use crate::model::project::Project;

/// Leads to the page of the first project, which says how to send to it, and waits for the first event.
pub(super) fn panel(projects: &[Project]) -> Markup {
    let demo = html! { a href="/demo/" { (t("a page that misbehaves on purpose")) } };
    html! {
        section.panel.empty {
            h1 { (t("Nothing has arrived yet")) }
            p { (t("When a page or a program breaks, it shows up here.")) }
            @match projects.first() {
                Some(project) => p { a.button href=(links::project(&project.slug)) { (t("Send the first event")) } },
                None => p { a.button href="/projects/#new" { (t("Make a project")) } },
            }
            p { (fill_markup("Or try it now: {demo}.", &[("demo", demo)])) }
        }
    }
}
