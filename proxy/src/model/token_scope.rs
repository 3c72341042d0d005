//! Scopes: the rights of a token, under Sentry's names: <https://docs.sentry.io/api/permissions/>

use std::fmt;
use std::str::FromStr;

/// One right of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenScope {
    /// `event:read`: issues and events.
    EventRead,
    /// `event:write`: also changing issues.
    EventWrite,
    /// `event:admin`: also deleting issues.
    EventAdmin,
    /// `project:read`: projects and their DSNs.
    ProjectRead,
    /// `project:write`: also changing projects, and uploads.
    ProjectWrite,
    /// `project:releases`: releases and uploads.
    ProjectReleases,
    /// `org:read`: data that concerns all projects.
    OrgRead,
    /// `org:ci`: uploads from a build.
    OrgCi,
    /// `alert:write`: messages to the groups of a project, with links and mentions. Sentry has no such scope.
    AlertWrite,
    /// `team:read`, which Sentry's clients ask for.
    TeamRead,
    /// `member:read`, which Sentry's clients ask for.
    MemberRead,
}

/// All scopes, with their names.
const NAMES: [(TokenScope, &str); 11] = [
    (TokenScope::EventRead, "event:read"),
    (TokenScope::EventWrite, "event:write"),
    (TokenScope::EventAdmin, "event:admin"),
    (TokenScope::ProjectRead, "project:read"),
    (TokenScope::ProjectWrite, "project:write"),
    (TokenScope::ProjectReleases, "project:releases"),
    (TokenScope::OrgRead, "org:read"),
    (TokenScope::OrgCi, "org:ci"),
    (TokenScope::AlertWrite, "alert:write"),
    (TokenScope::TeamRead, "team:read"),
    (TokenScope::MemberRead, "member:read"),
];

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scope has this name; known are {}", NAMES.map(|(_, name)| name).join(", "))]
pub struct UnknownScope;

impl TokenScope {
    /// The name of the scope.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(scope, _)| *scope == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TokenScope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        NAMES.iter().find(|(_, name)| *name == text).map(|(scope, _)| *scope).ok_or(UnknownScope)
    }
}

/// The scopes of a token, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<TokenScope>);

impl Scopes {
    /// Makes a set of these scopes.
    #[must_use]
    pub fn new(mut scopes: Vec<TokenScope>) -> Self {
        scopes.sort_unstable();
        scopes.dedup();
        Self(scopes)
    }

    /// Reads names with spaces between them. An unknown name, perhaps of a newer version, grants nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::new(text.split_whitespace().filter_map(|name| name.parse().ok()).collect())
    }
}

impl Default for Scopes {
    /// The rights of a new token: reading, working on issues, and uploading. Deleting issues is not among them.
    fn default() -> Self {
        use TokenScope::{EventRead, EventWrite, OrgRead, ProjectRead, ProjectReleases, ProjectWrite};
        Self::new(vec![EventRead, EventWrite, ProjectRead, ProjectWrite, ProjectReleases, OrgRead])
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "))
    }
}

/// An action for which a request needs rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading issues and events over the web API.
    Events,
    /// Changing issues.
    ChangeIssues,
    /// Deleting issues, and what else cannot be undone.
    DeleteIssues,
    /// Reading projects and their DSNs over the web API.
    Projects,
    /// Changing projects and their keys.
    ChangeProjects,
    /// Reading what concerns all projects over the web API.
    Organization,
    /// Asking whose token it is: every token may.
    OwnToken,
    /// Sending symbols and sources.
    Upload,
    /// Sending alerts of other programs to the groups of a project.
    SendAlerts,
    /// The pages, which show all data.
    Pages,
    /// `/metrics`.
    Metrics,
    /// The demo, which shows a DSN.
    Demo,
}

impl Access {
    /// The scopes that the action needs: one of each row. The first scope of a row is named in error messages; the
    /// others include it.
    fn needs(self) -> &'static [&'static [TokenScope]] {
        use TokenScope::{
            AlertWrite, EventAdmin, EventRead, EventWrite, OrgCi, OrgRead, ProjectRead, ProjectReleases,
            ProjectWrite,
        };
        const EVENTS: &[TokenScope] = &[EventRead, EventWrite, EventAdmin];
        const PROJECTS: &[TokenScope] = &[ProjectRead, ProjectWrite];
        const UPLOAD: &[TokenScope] = &[ProjectReleases, ProjectWrite, OrgCi];
        match self {
            Self::Events => &[EVENTS],
            Self::ChangeIssues => &[&[EventWrite, EventAdmin]],
            Self::DeleteIssues => &[&[EventAdmin]],
            Self::Projects => &[PROJECTS],
            Self::ChangeProjects => &[&[ProjectWrite]],
            Self::Organization => &[&[OrgRead, ProjectRead, ProjectWrite, EventRead, EventWrite, EventAdmin]],
            Self::OwnToken => &[],
            Self::Upload => &[UPLOAD],
            Self::SendAlerts => &[&[AlertWrite]],
            Self::Pages => &[EVENTS, PROJECTS, &[OrgRead]],
            Self::Metrics => &[&[OrgRead]],
            Self::Demo => &[PROJECTS],
        }
    }

    /// The first scope that the action needs and the token does not have.
    #[must_use]
    pub fn missing(self, scopes: &Scopes) -> Option<TokenScope> {
        let has_one = |row: &&&[TokenScope]| row.iter().any(|scope| scopes.0.contains(scope));
        self.needs().iter().find(|row| !has_one(row)).and_then(|row| row.first()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (scope, name) in NAMES {
            assert_eq!((scope.as_str(), name.parse()), (name, Ok(scope)));
        }
        assert_eq!("event:Read".parse::<TokenScope>(), Err(UnknownScope));
        assert!(UnknownScope.to_string().contains("project:releases"));
        assert_eq!(Scopes::parse("org:read x:y  event:read org:read").to_string(), "event:read org:read");
    }

    #[test]
    fn what_each_access_lacks() {
        use Access::{
            ChangeIssues, ChangeProjects, DeleteIssues, Demo, Events, Metrics, Organization, OwnToken, Pages,
            Projects, SendAlerts, Upload,
        };
        for (scopes, access, missing) in [
            ("event:read", Events, None),
            ("event:admin", Events, None),
            ("project:read org:read", Events, Some("event:read")),
            ("project:releases", Upload, None),
            ("org:ci", Upload, None),
            ("project:write", Upload, None),
            ("project:read event:admin", Upload, Some("project:releases")),
            ("event:read project:read org:read", Pages, None),
            ("event:write project:write org:read", Pages, None),
            ("event:read org:read", Pages, Some("project:read")),
            ("event:read project:read", Pages, Some("org:read")),
            ("", Pages, Some("event:read")),
            ("org:read", Metrics, None),
            ("org:ci", Metrics, Some("org:read")),
            ("project:write", Demo, None),
            ("event:read", Demo, Some("project:read")),
            ("event:read", ChangeIssues, Some("event:write")),
            ("event:write", ChangeIssues, None),
            ("event:admin", ChangeIssues, None),
            ("event:write", DeleteIssues, Some("event:admin")),
            ("event:admin", DeleteIssues, None),
            ("event:admin", Projects, Some("project:read")),
            ("project:write", Projects, None),
            ("project:read", ChangeProjects, Some("project:write")),
            ("project:write", ChangeProjects, None),
            ("project:releases", Organization, Some("org:read")),
            ("event:read", Organization, None),
            ("team:read", OwnToken, None),
            ("", OwnToken, None),
            ("alert:write", SendAlerts, None),
            ("event:admin project:write org:read", SendAlerts, Some("alert:write")),
        ] {
            let found = access.missing(&Scopes::parse(scopes)).map(TokenScope::as_str);
            assert_eq!(found, missing, "{scopes} for {access:?}");
        }
        for access in [Events, Upload, Pages, Metrics, Demo] {
            assert_eq!(access.missing(&Scopes::default()), None);
        }
    }
}
