//! Reads the forms that change issues.

use crate::model::issue_state::{ArchiveUntil, IssueChange, Priority, ResolveIn, StatusChange};

/// The fields of a form, as they came.
pub(super) type Fields = Vec<(String, String)>;

/// A form that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormError {
    /// It names no issue.
    NoIssue,
    /// An issue is no number.
    Issue,
    /// The action is missing, or nobody knows it.
    Action,
    /// A number is missing, or is no number.
    Number,
}

/// The last value of a field, without the space around it.
pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let values = fields.iter().rev().filter(|(key, _)| key == name);
    values.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
}

/// The issues that a form names.
pub(super) fn issues(fields: &Fields) -> Result<Vec<i64>, FormError> {
    let values = fields.iter().filter(|(key, _)| key == "issue");
    let ids = values.map(|(_, value)| value.parse()).collect::<Result<Vec<i64>, _>>();
    match ids {
        Err(_) => Err(FormError::Issue),
        Ok(ids) if ids.is_empty() => Err(FormError::NoIssue),
        Ok(ids) => Ok(ids),
    }
}

/// The change that a form asks for.
pub(super) fn change(fields: &Fields) -> Result<IssueChange, FormError> {
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * HOUR;
    let nothing = IssueChange::default();
    let value = |name: &str| field(fields, name).unwrap_or_default().to_owned();
    let status = |status| Ok(IssueChange { status: Some(status), ..IssueChange::default() });
    let resolve = |place| status(StatusChange::Resolve(place));
    let archive = |until| status(StatusChange::Archive(until));
    match field(fields, "action").unwrap_or_default() {
        "unresolve" => status(StatusChange::Unresolve),
        "resolve" => resolve(ResolveIn::Now),
        "resolve-next" => resolve(ResolveIn::NextRelease),
        "resolve-latest" => resolve(ResolveIn::LatestRelease),
        // Sentry takes no release of this name.
        "resolve-in" if value("release") == "latest" => resolve(ResolveIn::LatestRelease),
        "resolve-in" => resolve(ResolveIn::Release(value("release"))),
        "archive" => archive(ArchiveUntil::Escalating),
        "archive-forever" => archive(ArchiveUntil::Forever),
        "archive-hour" => archive(ArchiveUntil::Minutes(HOUR)),
        "archive-day" => archive(ArchiveUntil::Minutes(DAY)),
        "archive-week" => archive(ArchiveUntil::Minutes(7 * DAY)),
        "archive-month" => archive(ArchiveUntil::Minutes(30 * DAY)),
        "archive-events" => archive(ArchiveUntil::Events(more(fields)?, minutes(fields)?)),
        "archive-users" => archive(ArchiveUntil::Users(more(fields)?, minutes(fields)?)),
        "archive-environment" => archive(ArchiveUntil::Environment(value("environment"))),
        "assign" => {
            Ok(IssueChange { assignee: Some(field(fields, "assignee").map(str::to_owned)), ..nothing })
        }
        "priority-high" => Ok(IssueChange { priority: Some(Some(Priority::High)), ..nothing }),
        "priority-medium" => Ok(IssueChange { priority: Some(Some(Priority::Medium)), ..nothing }),
        "priority-low" => Ok(IssueChange { priority: Some(Some(Priority::Low)), ..nothing }),
        "priority-default" => Ok(IssueChange { priority: Some(None), ..nothing }),
        "bookmark" => Ok(IssueChange { is_bookmarked: Some(true), ..nothing }),
        "unbookmark" => Ok(IssueChange { is_bookmarked: Some(false), ..nothing }),
        "seen" => Ok(IssueChange { is_seen: Some(true), ..nothing }),
        "unseen" => Ok(IssueChange { is_seen: Some(false), ..nothing }),
        _ => Err(FormError::Action),
    }
}

fn more(fields: &Fields) -> Result<u32, FormError> {
    field(fields, "more").and_then(|text| text.parse().ok()).ok_or(FormError::Number)
}

fn minutes(fields: &Fields) -> Result<Option<u32>, FormError> {
    field(fields, "minutes").map(|text| text.parse().map_err(|_| FormError::Number)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[track_caller]
    fn check(pairs: &[(&str, &str)], expect: Result<StatusChange, FormError>) {
        let expect = expect.map(|status| IssueChange { status: Some(status), ..IssueChange::default() });
        assert_eq!(change(&fields(pairs)), expect, "{pairs:?}");
    }

    #[test]
    fn actions_on_the_status() {
        let archive = |until| Ok(StatusChange::Archive(until));
        let resolve = |place| Ok(StatusChange::Resolve(place));
        check(&[("action", "resolve")], resolve(ResolveIn::Now));
        check(&[("action", "resolve-next")], resolve(ResolveIn::NextRelease));
        let release = ResolveIn::Release("a@1".into());
        check(&[("action", "resolve-in"), ("release", " a@1 ")], resolve(release));
        check(&[("action", "resolve-in"), ("release", "latest")], resolve(ResolveIn::LatestRelease));
        check(&[("action", "archive")], archive(ArchiveUntil::Escalating));
        check(&[("action", "archive-week")], archive(ArchiveUntil::Minutes(10_080)));
        let within = [("action", "archive-users"), ("more", "5"), ("minutes", "60")];
        check(&within, archive(ArchiveUntil::Users(5, Some(60))));
        let events = [("action", "archive-events"), ("more", "5"), ("minutes", "")];
        check(&events, archive(ArchiveUntil::Events(5, None)));
        check(&[("action", "archive-events"), ("more", "")], Err(FormError::Number));
        check(&[("action", "archive-events"), ("more", "-1")], Err(FormError::Number));
        check(&[("action", "archive-events"), ("more", "5"), ("minutes", "x")], Err(FormError::Number));
        // The button wins against the list before it.
        check(&[("action", "archive"), ("action", "unresolve")], Ok(StatusChange::Unresolve));
        for unknown in [&[][..], &[("action", "")], &[("action", "drop table")]] {
            check(unknown, Err(FormError::Action));
        }
    }

    #[test]
    fn other_actions() {
        let assign = |name: &str| change(&fields(&[("action", "assign"), ("assignee", name)])).unwrap();
        assert_eq!(assign("Anna").assignee, Some(Some("Anna".into())));
        assert_eq!(assign(" ").assignee, Some(None));
        let priority = |word: &str| change(&fields(&[("action", word)])).unwrap().priority;
        assert_eq!(priority("priority-high"), Some(Some(Priority::High)));
        assert_eq!(priority("priority-default"), Some(None));
    }

    #[test]
    fn chosen_issues() {
        assert_eq!(issues(&fields(&[("issue", "3"), ("x", "y"), ("issue", "1")])), Ok(vec![3, 1]));
        assert_eq!(issues(&fields(&[("action", "resolve")])), Err(FormError::NoIssue));
        for text in ["", "x", "1.5", "99999999999999999999"] {
            assert_eq!(issues(&fields(&[("issue", text)])), Err(FormError::Issue), "{text}");
        }
    }
}
