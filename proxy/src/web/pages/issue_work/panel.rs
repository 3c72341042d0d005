//! The state of an issue on its page, and the forms that change it.

use maud::{Markup, html};

use super::state_words::{self, given};
use crate::model::issue::Issue;
use crate::model::issue_state::{Priority, Status, Unresolved};
use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::web::pages::language::{fill_markup, t, text};
use crate::web::pages::relative_time;
use crate::web::pages::reveal_hidden::exact;
use crate::web::pages::silences::{muted, muting};

/// The data of the panel.
pub(super) struct WorkView<'a> {
    pub issue: &'a Issue,
    /// The newest releases of the project, by name.
    pub releases: &'a [String],
    /// The environments of the issue.
    pub environments: &'a [String],
    /// The silences about the issue alone.
    pub mutes: &'a [Silence],
    /// The scope that the viewer lacks to change something.
    pub lacks: Option<TokenScope>,
}

/// Times for which an issue is archived, with the values of their actions.
const TIMES: [(&str, &str); 6] = [
    ("archive", text("Until it escalates")),
    ("archive-hour", text("For an hour")),
    ("archive-day", text("For a day")),
    ("archive-week", text("For a week")),
    ("archive-month", text("For 30 days")),
    ("archive-forever", text("Forever")),
];

/// Periods within which events or users are counted, in minutes.
const PERIODS: [(&str, &str); 4] = [
    ("", text("at any time")),
    ("60", text("within an hour")),
    ("1440", text("within a day")),
    ("10080", text("within a week")),
];

/// The panel.
pub(super) fn panel(view: &WorkView<'_>, now: Timestamp) -> Markup {
    let issue = view.issue;
    html! {
        section.panel.work aria-label=(t("State")) {
            dl {
                div { dt { (t("State")) } dd { (status(issue, now)) } }
                div {
                    dt { (t("Assignee")) }
                    dd {
                        @match &issue.state.assignee {
                            Some(name) => (given(name)),
                            None => span.quiet { (t("Nobody")) },
                        }
                    }
                }
                div { dt { (t("Priority")) } dd { (state_words::priority(issue.state.priority_of(&issue.level))) } }
                (muted(view.mutes, now))
                @if issue.state.is_bookmarked { div { dt { (t("Bookmark")) } dd { "★" } } }
            }
            @match view.lacks {
                None => (actions(view, now)),
                Some(scope) => p.quiet {
                    (fill_markup("To change this, the token needs the scope {scope}.", &[("scope", given(scope.as_str()))]))
                },
            }
        }
    }
}

fn status(issue: &Issue, now: Timestamp) -> Markup {
    let shown = issue.state.status_at(issue.first_seen, now);
    html! {
        (state_words::state_badge(issue, now))
        @match &shown {
            Status::Unresolved(Unresolved::New) => {}
            Status::Unresolved(_) => { @if let Some(since) = issue.state.since { " " (relative_time::ago(since, now)) } }
            Status::Resolved(resolution) => {
                " " (state_words::resolution(resolution))
                @if let Some(since) = issue.state.since { ", " (relative_time::ago(since, now)) }
            }
            Status::Archived(archive) => { " " (state_words::archive(archive, now)) }
        }
    }
}

fn actions(view: &WorkView<'_>, now: Timestamp) -> Markup {
    let issue = view.issue;
    let is_open = matches!(issue.state.status_at(issue.first_seen, now), Status::Unresolved(_));
    html! {
        div.actions {
            @if is_open {
                (form(issue, html! {
                    button.main name="action" value="resolve" { (t("Resolve")) }
                    button name="action" value="archive" { (t("Archive")) }
                }))
            } @else {
                (form(issue, html! { button.main name="action" value="unresolve" { (t("Reopen")) } }))
            }
            (form(issue, html! {
                @if issue.state.is_bookmarked {
                    button name="action" value="unbookmark" { (t("Remove bookmark")) }
                } @else {
                    button name="action" value="bookmark" { (t("Bookmark")) }
                }
                @if issue.state.is_seen {
                    button name="action" value="unseen" { (t("Mark as not seen")) }
                } @else {
                    button name="action" value="seen" { (t("Mark as seen")) }
                }
            }))
        }
        div.choices {
            details { summary { (t("Resolve in a release")) } (resolving(view)) }
            details { summary { (t("Archive until …")) } (archiving(view)) }
            details { summary { (t("Mute alerts")) } (muting(issue.id, view.mutes)) }
            details { summary { (t("Assign, set priority")) } (assigning(issue)) }
        }
    }
}

/// A form for this issue alone.
fn form(issue: &Issue, content: Markup) -> Markup {
    html! {
        form method="post" action="/issues/changes/" {
            input type="hidden" name="issue" value=(issue.id);
            input type="hidden" name="to" value={ "/issues/" (issue.id) "/" };
            (content)
        }
    }
}

fn resolving(view: &WorkView<'_>) -> Markup {
    let newest = view.releases.first();
    html! {
        @if let Some(newest) = newest {
            (form(view.issue, html! {
                button name="action" value="resolve-next" { (t("In the next release")) }
                span.quiet { (fill_markup("the one after {release}", &[("release", given(newest))])) }
            }))
        }
        (form(view.issue, html! {
            label for="release" { (t("In the release")) }
            input #release name="release" list="releases" maxlength="250" required value=[newest.map(|it| exact(it))];
            datalist #releases { @for release in view.releases { option value=(exact(release)) {} } }
            button name="action" value="resolve-in" { (t("Resolve")) }
        }))
        p.quiet { (t("It comes back with an event of a newer release; events of older releases only count.")) }
    }
}

fn archiving(view: &WorkView<'_>) -> Markup {
    html! {
        (form(view.issue, html! {
            label for="archive-time" { (t("How long")) }
            select #archive-time name="action" {
                @for (value, name) in TIMES { option value=(value) { (t(name)) } }
            }
            button { (t("Archive")) }
        }))
        (form(view.issue, html! {
            label for="archive-more" { (t("Until so many more")) }
            input #archive-more name="more" inputmode="numeric" pattern="[0-9]+" maxlength="10" size="6" required value="100";
            label.hidden for="archive-what" { (t("Events or users")) }
            select #archive-what name="action" {
                option value="archive-events" { (t("events")) }
                option value="archive-users" { (t("users")) }
            }
            label.hidden for="archive-period" { (t("Within")) }
            select #archive-period name="minutes" {
                @for (value, name) in PERIODS { option value=(value) { (t(name)) } }
            }
            button { (t("Archive")) }
        }))
        (form(view.issue, html! {
            label for="environment" { (t("Until it happens outside of the environment")) }
            input #environment name="environment" list="environments" maxlength="64" required;
            datalist #environments { @for name in view.environments { option value=(exact(name)) {} } }
            button name="action" value="archive-environment" { (t("Archive")) }
        }))
    }
}

fn assigning(issue: &Issue) -> Markup {
    let priorities = [
        (Some(Priority::High), "priority-high"),
        (Some(Priority::Medium), "priority-medium"),
        (Some(Priority::Low), "priority-low"),
        (None, "priority-default"),
    ];
    html! {
        (form(issue, html! {
            label for="assignee" { (t("Assignee")) }
            input #assignee name="assignee" maxlength="200" placeholder=(t("Name or e-mail")) value=[issue.state.assignee.as_deref().map(exact)];
            button name="action" value="assign" { (t("Assign")) }
        }))
        (form(issue, html! {
            label for="priority" { (t("Priority")) }
            select #priority name="action" {
                @for (priority, value) in priorities {
                    option value=(value) selected[issue.state.priority == priority] {
                        @match priority {
                            Some(priority) => (state_words::priority(priority)),
                            None => (t("That of the level")),
                        }
                    }
                }
            }
            button { (t("Set")) }
        }))
    }
}
