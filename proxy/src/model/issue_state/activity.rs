//! What happened to an issue, and who did it.

use serde::{Deserialize, Serialize};

use super::state::{Archive, Priority, Resolution};
use crate::model::timestamp::Timestamp;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The holder of a token, by its name.
    Token(String),
    /// Somebody on pages that need no token.
    Pages,
    /// Somebody by a link in a message, which whoever can read the message may use.
    Link,
    /// The server, because of an event or a time.
    Server,
}

impl Actor {
    /// Somebody with this name, or on pages that need no token.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        name.map_or(Self::Pages, |name| Self::Token(name.to_owned()))
    }

    /// The name of the token.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Token(name) => Some(name),
            Self::Pages | Self::Link | Self::Server => None,
        }
    }
}

/// Something that happened to an issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its number.
    pub id: i64,
    /// The issue.
    pub issue_id: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub kind: ActivityKind,
}

/// What happened to an issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActivityKind {
    /// It was resolved.
    Resolved {
        /// Where.
        resolution: Resolution,
    },
    /// It was archived.
    Archived {
        /// Until when.
        archive: Archive,
    },
    /// It was set to unresolved.
    Unresolved,
    /// It came back after it was resolved.
    Regressed {
        /// The release of the event.
        release: Option<String>,
    },
    /// It has many more events than before it was archived.
    Escalated {
        /// The events of the hour.
        hour: i64,
    },
    /// What it was archived until has happened.
    Unarchived,
    /// It was assigned.
    Assigned {
        /// To whom; none: to nobody.
        to: Option<String>,
    },
    /// Its priority was set.
    Prioritized {
        /// The priority; none: that of its level.
        priority: Option<Priority>,
    },
    /// It was bookmarked, or no longer is.
    Bookmarked {
        /// Whether it is.
        is_bookmarked: bool,
    },
    /// It was marked as seen, or as not seen.
    Seen {
        /// Whether it is.
        is_seen: bool,
    },
    /// Other issues were merged into it.
    Merged {
        /// Their numbers; they are gone.
        issues: Vec<i64>,
    },
    /// A group was taken out of it.
    Unmerged {
        /// The issue that the group is now.
        into: i64,
    },
    /// It was made of a group of another issue.
    UnmergedFrom {
        /// The other issue.
        issue: i64,
    },
    /// Its alerts are not sent for a time.
    Muted {
        /// Until when; none: until a newer release.
        until: Option<Timestamp>,
        /// The newest release as it was muted, where a newer one ends it.
        release: Option<String>,
    },
    /// Its alerts are sent again.
    Unmuted,
    /// The last change was undone.
    Undone,
    /// Somebody wrote a comment.
    Comment {
        /// The text.
        text: String,
    },
}

impl ActivityKind {
    /// Whether it is a comment.
    #[must_use]
    pub fn is_comment(&self) -> bool {
        matches!(self, Self::Comment { .. })
    }
}
