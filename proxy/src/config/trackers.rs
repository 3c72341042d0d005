//! Issue trackers, to which an issue's page leads with a form that is filled in.

use std::collections::BTreeMap;

use super::raw::RawTracker;
use super::url::http_url;
use crate::model::patterns::Patterns;

/// Most trackers: each is a link on every page of an issue.
const MOST: usize = 20;
/// Most labels of a tracker.
const LABELS: usize = 20;

/// A tracker, from `[tracker.<name>]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracker {
    /// The name in the configuration.
    pub name: String,
    /// What it is.
    pub kind: TrackerKind,
    /// The address: of the repository, or of Jira, without a slash at the end.
    pub url: String,
    /// The projects whose issues lead there. None: all.
    pub projects: Patterns,
    /// Labels of the new issue.
    pub labels: Vec<String>,
}

/// The kind of a tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackerKind {
    /// `github`, and servers that take the same.
    GitHub,
    /// `gitlab`.
    GitLab,
    /// `jira`, with the numbers that its form wants.
    Jira {
        /// The number of the project, `pid`.
        project_id: u64,
        /// The number of the type of the new issue, `issuetype`.
        issue_type: u64,
    },
}

impl TrackerKind {
    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::Jira { .. } => "Jira",
        }
    }
}

/// The checked trackers, or the key that is wrong and the reason.
pub(super) fn check(raw: BTreeMap<String, RawTracker>) -> Result<Vec<Tracker>, (String, String)> {
    if raw.len() > MOST {
        return Err(("tracker".into(), format!("has more than {MOST} trackers")));
    }
    raw.into_iter()
        .map(|(name, raw)| {
            let table = format!("tracker.{name}");
            one(name, raw).map_err(|(key, problem)| (format!("{table}.{key}"), problem))
        })
        .collect()
}

fn one(name: String, raw: RawTracker) -> Result<Tracker, (&'static str, String)> {
    let wrong = |key, problem: &str| (key, problem.to_owned());
    let kind = match raw.kind.as_deref() {
        Some("github") => TrackerKind::GitHub,
        Some("gitlab") => TrackerKind::GitLab,
        Some("jira") => TrackerKind::Jira {
            project_id: raw.project_id.ok_or_else(|| {
                wrong("project_id", "is missing: Jira's form wants the number of the project")
            })?,
            issue_type: raw
                .issue_type
                .ok_or_else(|| wrong("issue_type", "is missing: Jira's form wants the number of the type"))?,
        },
        Some(_) => return Err(wrong("kind", "is none of github, gitlab, jira")),
        None => return Err(wrong("kind", "is missing: github, gitlab or jira")),
    };
    if !matches!(kind, TrackerKind::Jira { .. }) && (raw.project_id.is_some() || raw.issue_type.is_some()) {
        return Err(wrong("project_id", "and issue_type are Jira's alone"));
    }
    let url = raw.url.ok_or_else(|| wrong("url", "is missing"))?;
    let url = http_url(&url).map_err(|problem| wrong("url", problem))?;
    let texts = raw.projects.0.iter().map(String::as_str);
    let projects = Patterns::parse(texts).map_err(|error| ("projects", error.to_string()))?;
    let labels = raw.labels.0;
    if labels.len() > LABELS || labels.iter().any(|label| label.chars().count() > 100 || label.contains(','))
    {
        return Err(wrong(
            "labels",
            "has more than 20 labels, or one with a comma or of more than 100 characters",
        ));
    }
    Ok(Tracker { name, kind, url: url.trim_end_matches('/').to_owned(), projects, labels })
}

/// All fields as text.
pub(super) fn fields(tracker: &Tracker) -> Vec<(&'static str, String)> {
    let numbers = match tracker.kind {
        TrackerKind::Jira { project_id, issue_type } => (project_id.to_string(), issue_type.to_string()),
        TrackerKind::GitHub | TrackerKind::GitLab => (String::new(), String::new()),
    };
    vec![
        ("kind", tracker.kind.name().to_ascii_lowercase()),
        ("url", tracker.url.clone()),
        ("projects", tracker.projects.as_written().join(",")),
        ("labels", tracker.labels.join(",")),
        ("project_id", numbers.0),
        ("issue_type", numbers.1),
    ]
}
