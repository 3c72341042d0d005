//! The page of the users whom an issue has touched.

use maud::{Markup, html};

use super::super::language::{fill, fill_markup, t};
use super::super::layout::{PageContent, Tab};
use super::super::number_format::number;
use super::super::reveal_hidden::reveal_hidden;
use super::super::{links, relative_time};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::web::issue_events::{TouchedUser, TouchedUsers};

/// The page.
pub(super) fn page(issue: &Issue, touched: &TouchedUsers, now: Timestamp) -> PageContent {
    let count = number(issue.users);
    let content = html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / "
                a href=(links::issue(issue.id)) { "#" (issue.id) }
            }
            h1 { (t("Users")) }
            p.value { (reveal_hidden(&issue.description.title)) }
        }
        @if touched.users.is_empty() {
            section.panel.empty {
                h2 { (t("The events name no users")) }
                p { (fill_markup("An app names its users by {call}; scrubbing may remove parts of it.", &[("call", html! { code { "setUser" } })])) }
                p { a href=(links::issue(issue.id)) { (t("Back to the issue")) } }
            }
        } @else {
            p.quiet {
                (fill("{count} users were counted in all.", &[("count", &count)])) " "
                @if touched.is_cut {
                    (fill("The list has those of the newest {count} events, at most 100.", &[("count", &number(touched.read.into()))]))
                }
            }
            (table(issue, touched, now))
        }
    };
    PageContent::new(&fill("Users of {issue}", &[("issue", &issue.description.title)]), Tab::Issues, content)
}

fn table(issue: &Issue, touched: &TouchedUsers, now: Timestamp) -> Markup {
    html! {
        div.panel.wide-table {
            table.plain {
                thead {
                    tr {
                        th scope="col" { (t("User id")) }
                        th scope="col" { (t("E-mail")) }
                        th scope="col" { (t("Name")) }
                        th scope="col" { (t("IP address")) }
                        th.num scope="col" { (t("Events")) }
                        th scope="col" { (t("Last seen")) }
                    }
                }
                tbody { @for user in &touched.users { (row(issue, user, now)) } }
            }
        }
    }
}

fn row(issue: &Issue, user: &TouchedUser, now: Timestamp) -> Markup {
    let cells = [&user.email, &user.name, &user.ip_address];
    html! {
        tr {
            th scope="row" { (value(&user.id)) }
            @for cell in cells { td { (value(cell)) } }
            td.num { (number(i64::try_from(user.events).unwrap_or(i64::MAX))) }
            td { a href=(links::event(issue.id, &user.event_id)) { (relative_time::ago(user.last_seen, now)) } }
        }
    }
}

fn value(text: &str) -> Markup {
    html! { @if text.is_empty() { "–" } @else { (reveal_hidden(text)) } }
}
