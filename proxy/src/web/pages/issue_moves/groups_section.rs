//! The part of an issue's page about its groups: why its events belong together, and the groups, which can be taken out.

use maud::{Markup, html};

use super::reasons::reasons;
use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::process::{GroupReasons, group_reasons};
use crate::store::{IssueGroup, Reader, StoreError};
use crate::web::pages::language::t;
use crate::web::pages::number_format::number;
use crate::web::pages::relative_time;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Digits of a hash on the page.
const HASH: usize = 12;

/// The data of the section.
pub(in crate::web::pages) struct GroupsView {
    groups: Vec<IssueGroup>,
    reasons: Option<GroupReasons>,
}

impl GroupsView {
    /// Reads the data, for a page with this event.
    pub(in crate::web::pages) fn read(
        store: &dyn Reader,
        issue: i64,
        event: Option<&StoredEvent>,
    ) -> Result<Self, StoreError> {
        let reasons = event.and_then(|event| group_reasons(&event.body));
        Ok(Self { groups: store.groups(issue)?, reasons })
    }
}

/// The section.
pub(in crate::web::pages) fn groups_section(
    view: &GroupsView,
    issue: i64,
    may_change: bool,
    now: Timestamp,
) -> Markup {
    html! {
        section.panel.groups #groups {
            h2 { (t("Groups of this issue")) }
            @if let Some(found) = &view.reasons {
                details open[view.groups.len() < 2] {
                    summary { (t("Why the events of this group are one issue")) }
                    (reasons(found))
                    p.quiet { (t("Hash of the group")) " " code { (found.hash) } }
                }
            }
            @if view.groups.len() > 1 {
                p { (t("Each group is a reason for events to be here: it came by a merge, by symbols, or by other grouping rules. A group that is taken out becomes an issue of its own, and stays one.")) }
                (table(view, issue, may_change, now))
            }
        }
    }
}

fn table(view: &GroupsView, issue: i64, may_change: bool, now: Timestamp) -> Markup {
    let current = view.reasons.as_ref().map(|found| found.hash.as_str());
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (t("Group")) }
                    th.num scope="col" { (t("Events")) }
                    th.seen scope="col" { (t("Last seen")) }
                    @if may_change { th scope="col" { (t("Take out")) } }
                }
            }
            tbody {
                @for group in &view.groups {
                    tr {
                        th.what scope="row" {
                            code title=(group.hash) { (group.hash.get(..HASH).unwrap_or(&group.hash)) }
                            " " (reveal_hidden(&group.title))
                            @if current == Some(group.hash.as_str()) { " " span.quiet { (t("the event on this page")) } }
                        }
                        td.num data-label=(t("Events")) { (number(group.events)) }
                        td.seen data-label=(t("Last seen")) {
                            @if group.last_seen.0 > 0.0 { (relative_time::ago(group.last_seen, now)) }
                        }
                        @if may_change {
                            td {
                                form method="post" action={ "/issues/" (issue) "/unmerge/" } {
                                    input type="hidden" name="group" value=(group.hash);
                                    button { (t("Take out")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
