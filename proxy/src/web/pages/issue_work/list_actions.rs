//! The actions on the list of issues, for all that are ticked.

use maud::{Markup, html};

use crate::model::issue::Issue;
use crate::web::pages::language::{fill, t, text};
use crate::web::pages::reveal_hidden::exact;

/// Groups of actions: their name, and the value and the name of each.
const ACTIONS: [(&str, &[(&str, &str)]); 4] = [
    (
        text("State"),
        &[
            ("resolve", text("Resolve")),
            ("resolve-next", text("Resolve in the next release")),
            ("archive", text("Archive until it escalates")),
            ("archive-day", text("Archive for a day")),
            ("archive-week", text("Archive for a week")),
            ("archive-forever", text("Archive forever")),
            ("unresolve", text("Reopen")),
        ],
    ),
    (
        text("Priority"),
        &[
            ("priority-high", text("Priority: high")),
            ("priority-medium", text("Priority: medium")),
            ("priority-low", text("Priority: low")),
        ],
    ),
    (text("Assignee"), &[("assign", text("Assign to the name beside"))]),
    (
        text("Marks"),
        &[
            ("seen", text("Mark as seen")),
            ("bookmark", text("Bookmark")),
            ("unbookmark", text("Remove bookmark")),
        ],
    ),
];

/// The form `changes`, to which the ticks of the rows belong. It leads back to the page with this path.
pub(in crate::web::pages) fn issue_list_actions(path: &str) -> Markup {
    html! {
        form.changes #changes method="post" action="/issues/changes/" {
            input type="hidden" name="to" value=(exact(path));
            label for="action" { (t("With the ticked issues:")) }
            select #action name="action" required {
                option value="" { (t("Choose an action")) }
                @for (group, actions) in ACTIONS {
                    optgroup label=(t(group)) {
                        @for (value, name) in actions { option value=(value) { (t(name)) } }
                    }
                }
            }
            label.hidden for="assignee" { (t("Name of the assignee")) }
            input #assignee name="assignee" maxlength="200" placeholder=(t("Name or e-mail"));
            button { (t("Apply")) }
            // These lead to pages that ask again.
            button formmethod="get" formaction="/issues/merge/" formnovalidate { (t("Merge …")) }
            button formmethod="get" formaction="/issues/delete/" formnovalidate { (t("Delete …")) }
        }
    }
}

/// The tick of a row.
pub(in crate::web::pages) fn issue_list_checkbox(issue: &Issue) -> Markup {
    let label = fill("Tick issue {id}", &[("id", &issue.id.to_string())]);
    html! { input type="checkbox" name="issue" value=(issue.id) form="changes" aria-label=(label); }
}
