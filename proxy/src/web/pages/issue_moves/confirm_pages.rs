//! The pages that ask again before issues are merged or deleted.

use maud::{Markup, html};

use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::web::pages::event_count::event_count;
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, relative_time};

/// The issues that a list named.
pub(super) struct Asked<'a> {
    pub issues: &'a [Issue],
    pub now: Timestamp,
}

/// Which issue the others are merged into.
pub(super) fn merge(asked: &Asked<'_>, lacks: Option<TokenScope>) -> PageContent {
    let title = t("Merge issues");
    let content = html! {
        h1 { (title) }
        @if asked.issues.len() < 2 {
            (none_chosen(t("A merge needs at least two issues: tick them in the list.")))
        } @else {
            form.panel.confirm method="post" action="/issues/merge/" {
                p { (t("The chosen issue gets the events, users, tags and comments of the others, and what comes later. The others are gone then; their groups can be taken out again on its page.")) }
                fieldset {
                    legend { (t("Merge into")) }
                    @for (at, issue) in asked.issues.iter().enumerate() {
                        label {
                            input type="radio" name="into" value=(issue.id) checked[at == 0];
                            input type="hidden" name="issue" value=(issue.id);
                            (line(issue, asked.now))
                        }
                    }
                }
                (buttons(lacks, &[("merge", t("Merge"))]))
            }
        }
    };
    PageContent::new(title, Tab::Issues, content)
}

/// Whether the issues are to be deleted, or discarded too.
pub(super) fn delete(asked: &Asked<'_>, lacks: Option<TokenScope>) -> PageContent {
    let title = t("Delete issues");
    let content = html! {
        h1 { (title) }
        @if asked.issues.is_empty() {
            (none_chosen(t("No issue was chosen: tick the issues that the action is for.")))
        } @else {
            form.panel.confirm method="post" action="/issues/delete/" {
                p { (t("Their events, users, tags, comments and activity are deleted. This cannot be undone.")) }
                ul {
                    @for issue in asked.issues {
                        li { input type="hidden" name="issue" value=(issue.id); (line(issue, asked.now)) }
                    }
                }
                p { strong { (t("Delete")) } " – " (t("if it happens again, that is a new issue.")) }
                p {
                    strong { (t("Delete and discard")) } " – "
                    (t("if it happens again, it is dropped and only counted, until somebody undoes that in the list of discarded issues."))
                }
                (buttons(lacks, &[("delete", t("Delete")), ("discard", t("Delete and discard"))]))
            }
        }
        p { a href="/discarded/" { (t("Discarded issues")) } }
    };
    PageContent::new(title, Tab::Issues, content)
}

fn none_chosen(why: &str) -> Markup {
    html! { section.panel.empty { p { (why) } p { a href="/" { (t("Show all issues")) } } } }
}

/// An issue on one line.
fn line(issue: &Issue, now: Timestamp) -> Markup {
    html! {
        span.what {
            a href=(links::issue(issue.id)) { "#" (issue.id) " " (reveal_hidden(&issue.description.title)) }
            " " span.quiet { (event_count(issue)) " · " (relative_time::ago(issue.last_seen, now)) }
        }
    }
}

fn buttons(lacks: Option<TokenScope>, choices: &[(&str, &'static str)]) -> Markup {
    html! {
        @match lacks {
            Some(scope) => {
                p.quiet { (fill("To change this, the token needs the scope {scope}.", &[("scope", scope.as_str())])) }
            }
            None => {
                p.buttons {
                    @for (value, name) in choices { button name="what" value=(value) { (name) } " " }
                    a href="/" { (t("Cancel")) }
                }
            }
        }
    }
}
