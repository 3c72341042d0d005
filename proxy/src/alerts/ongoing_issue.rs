//! An issue that goes on, described by its newest event as it is stored.

use serde_json::Value;

use crate::alerts::alert_issue::describe;
use crate::alerts::conditions::Subject;
use crate::model::alert_issue::AlertIssue;
use crate::model::issue::Issue;

/// An issue and its newest event.
#[derive(Debug, Clone)]
pub(super) struct OngoingIssue {
    pub(super) issue: Issue,
    pub(super) described: AlertIssue,
    /// The event's JSON; empty if it is not stored any more.
    pub(super) body: String,
    tags: Vec<(String, String)>,
    user: Option<String>,
}

impl OngoingIssue {
    pub(super) fn new(issue: Issue, body: String) -> Self {
        let event: Value = serde_json::from_str(&body).unwrap_or_default();
        let text = |name: &str| event.get(name).and_then(Value::as_str);
        let described = describe(&issue, text("release"), text("environment"));
        let tags = event.get("tags").and_then(Value::as_object).into_iter().flatten();
        let tags = tags.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
        let user = event.get("user").and_then(Value::as_object);
        let user = user
            .and_then(|user| ["id", "email", "username", "ip_address"].iter().find_map(|key| user.get(*key)));
        let user = user.map(Value::to_string);
        Self { issue, described, body, tags, user }
    }

    /// A text by which users are told apart.
    pub(super) fn user(&self) -> Option<String> {
        self.user.clone()
    }

    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            project: &self.issue.project,
            environment: self.described.environment.as_deref(),
            release: self.described.release.as_deref(),
            release_date: None,
            level: &self.issue.level,
            tags: &self.tags,
        }
    }
}
