//! What happened to an issue, as Sentry's web API spells it: <https://docs.sentry.io/api/events/>

use serde_json::{Value, json};

use super::account_json;
use crate::model::issue::Issue;
use crate::model::issue_state::{Activity, ActivityKind, Archive, Resolution};
use crate::model::rfc3339;

/// Something that happened. It has no user where the server did it, or somebody on pages that need no token.
pub(super) fn json(activity: &Activity) -> Value {
    let (kind, data) = kind(&activity.kind);
    json!({
        "id": activity.id.to_string(),
        "type": kind,
        "data": data,
        "user": activity.actor.name().map(account_json::user),
        "sentry_app": null,
        "dateCreated": rfc3339::format(activity.at),
    })
}

/// The first event of an issue, with which the record of an issue begins.
pub(super) fn first_seen(issue: &Issue) -> Value {
    json!({
        "id": "0",
        "type": "first_seen",
        "data": { "priority": issue.state.priority_of(&issue.level).as_str() },
        "user": null,
        "sentry_app": null,
        "dateCreated": rfc3339::format(issue.first_seen),
    })
}

/// Sentry's word and details. What Sentry does not record has a word of its own.
fn kind(kind: &ActivityKind) -> (&'static str, Value) {
    match kind {
        ActivityKind::Resolved { resolution } => match resolution {
            Resolution::Now => ("set_resolved", json!({})),
            Resolution::NextRelease { after } => (
                "set_resolved_in_release",
                json!({ "version": "", "current_release_version": after.version }),
            ),
            Resolution::Release(mark) => ("set_resolved_in_release", json!({ "version": mark.version })),
        },
        ActivityKind::Archived { archive } => ("set_ignored", archived(archive)),
        ActivityKind::Unresolved => ("set_unresolved", json!({})),
        ActivityKind::Regressed { release } => ("set_regression", json!({ "version": release })),
        ActivityKind::Escalated { hour } => ("set_escalating", json!({ "forecast": hour })),
        ActivityKind::Unarchived => ("auto_set_ongoing", json!({})),
        ActivityKind::Assigned { to: Some(name) } => (
            "assigned",
            json!({ "assignee": name, "assigneeName": name, "assigneeEmail": name, "assigneeType": "user" }),
        ),
        ActivityKind::Assigned { to: None } => ("unassigned", json!({})),
        ActivityKind::Prioritized { priority } => {
            ("set_priority", json!({ "priority": priority.map(crate::model::issue_state::Priority::as_str) }))
        }
        ActivityKind::Bookmarked { is_bookmarked } => {
            (if *is_bookmarked { "bookmarked" } else { "unbookmarked" }, json!({}))
        }
        ActivityKind::Seen { is_seen } => {
            (if *is_seen { "mark_reviewed" } else { "mark_unreviewed" }, json!({}))
        }
        ActivityKind::Merged { issues } => {
            let issues: Vec<_> = issues.iter().map(|id| json!({ "id": id.to_string() })).collect();
            ("merge", json!({ "issues": issues }))
        }
        ActivityKind::Unmerged { into } => ("unmerge_source", json!({ "destination_id": into.to_string() })),
        ActivityKind::UnmergedFrom { issue } => {
            ("unmerge_destination", json!({ "source_id": issue.to_string() }))
        }
        // Sentry has no words for these.
        ActivityKind::Muted { until, release } => {
            ("muted", json!({ "until": until.map(rfc3339::format), "current_release_version": release }))
        }
        ActivityKind::Unmuted => ("unmuted", json!({})),
        ActivityKind::Undone => ("undone", json!({})),
        ActivityKind::Comment { text } => ("note", json!({ "text": text })),
    }
}

fn archived(archive: &Archive) -> Value {
    match archive {
        Archive::UntilEscalating { .. } => json!({ "ignoreUntilEscalating": true }),
        Archive::Forever => json!({}),
        Archive::Until(end) => json!({ "ignoreUntil": rfc3339::format(*end) }),
        Archive::Events(window) => json!({ "ignoreCount": window.more, "ignoreWindow": window.minutes }),
        Archive::Users(window) => {
            json!({ "ignoreUserCount": window.more, "ignoreUserWindow": window.minutes })
        }
        Archive::Environment(name) => json!({ "ignoreEnvironment": name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::issue_state::{Actor, ReleaseMark};
    use crate::model::timestamp::Timestamp;

    #[test]
    fn words_of_sentry() {
        for (kind, word, data) in [
            (
                ActivityKind::Resolved {
                    resolution: Resolution::Release(ReleaseMark { version: "a@1".into(), date: None }),
                },
                "set_resolved_in_release",
                json!({"version": "a@1"}),
            ),
            (ActivityKind::Regressed { release: None }, "set_regression", json!({"version": null})),
            (ActivityKind::Comment { text: "hi".into() }, "note", json!({"text": "hi"})),
            (ActivityKind::Assigned { to: None }, "unassigned", json!({})),
        ] {
            let activity =
                Activity { id: 7, issue_id: 1, at: Timestamp(1.0), actor: Actor::Token("ci".into()), kind };
            let shown = json(&activity);
            assert_eq!((&shown["id"], &shown["type"], &shown["data"]), (&json!("7"), &json!(word), &data));
            assert_eq!(
                (&shown["user"]["name"], &shown["dateCreated"]),
                (&json!("ci"), &json!("1970-01-01T00:00:01.000Z"))
            );
        }
    }
}
