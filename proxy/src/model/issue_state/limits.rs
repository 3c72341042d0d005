//! Limits of the texts and numbers of a change.

use super::change::{ArchiveUntil, IssueChange, ResolveIn, StatusChange};

/// Most issues of one change.
pub const MOST_ISSUES: usize = 1_000;
/// Longest comment, in characters.
pub const COMMENT: usize = 10_000;
/// Longest name of an assignee, in characters.
const ASSIGNEE: usize = 200;
/// Longest version of a release, in characters, as at Sentry:
/// <https://docs.sentry.io/product/releases/setup/#setting-a-release>
const RELEASE: usize = 250;
/// Longest name of an environment, in characters: <https://docs.sentry.io/product/sentry-basics/environments/>
const ENVIRONMENT: usize = 64;
/// Longest time that an issue is archived for, and longest period, in minutes: ten years.
const MINUTES: u32 = 10 * 365 * 24 * 60;
/// Most events or users that an archived issue waits for.
const MORE: u32 = 1_000_000_000;

/// Why a change is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChange {
    /// Too many issues.
    #[error("a change has at most 1000 issues")]
    Issues,
    /// The assignee.
    #[error("an assignee is a name of 1 to 200 characters")]
    Assignee,
    /// The release.
    #[error("a release is a version of 1 to 250 characters")]
    Release,
    /// The environment.
    #[error("an environment is a name of 1 to 64 characters")]
    Environment,
    /// A time or a period.
    #[error("a time is 1 to 5256000 minutes")]
    Minutes,
    /// A number of events or users.
    #[error("a number of events or users is 1 to 1000000000")]
    More,
    /// The comment.
    #[error("a comment has 1 to 10000 characters")]
    Comment,
}

impl IssueChange {
    /// Checks the limits of its texts and numbers.
    pub fn check(&self) -> Result<(), InvalidChange> {
        if let Some(Some(name)) = &self.assignee {
            check_text(name, ASSIGNEE, InvalidChange::Assignee)?;
        }
        match &self.status {
            None | Some(StatusChange::Unresolve) => Ok(()),
            Some(StatusChange::Resolve(place)) => match place {
                ResolveIn::Now | ResolveIn::NextRelease | ResolveIn::LatestRelease => Ok(()),
                ResolveIn::Release(version) => check_text(version, RELEASE, InvalidChange::Release),
            },
            Some(StatusChange::Archive(until)) => match until {
                ArchiveUntil::Escalating | ArchiveUntil::Forever => Ok(()),
                ArchiveUntil::Minutes(minutes) => check_minutes(*minutes),
                ArchiveUntil::Events(more, minutes) | ArchiveUntil::Users(more, minutes) => {
                    if !(1..=MORE).contains(more) {
                        return Err(InvalidChange::More);
                    }
                    minutes.map_or(Ok(()), check_minutes)
                }
                ArchiveUntil::Environment(name) => check_text(name, ENVIRONMENT, InvalidChange::Environment),
            },
        }
    }
}

/// Checks the text of a comment.
pub fn check_comment(text: &str) -> Result<(), InvalidChange> {
    let is_short = text.chars().nth(COMMENT).is_none();
    if is_short && !text.trim().is_empty() && !text.contains('\0') {
        Ok(())
    } else {
        Err(InvalidChange::Comment)
    }
}

fn check_text(text: &str, most: usize, invalid: InvalidChange) -> Result<(), InvalidChange> {
    let is_short = text.chars().nth(most).is_none();
    if is_short && !text.trim().is_empty() && !text.contains(char::is_control) {
        Ok(())
    } else {
        Err(invalid)
    }
}

fn check_minutes(minutes: u32) -> Result<(), InvalidChange> {
    if (1..=MINUTES).contains(&minutes) { Ok(()) } else { Err(InvalidChange::Minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let assign = |name: &str| IssueChange { assignee: Some(Some(name.into())), ..IssueChange::default() };
        let to = |status| IssueChange { status: Some(status), ..IssueChange::default() };
        let resolve = |version: &str| to(StatusChange::Resolve(ResolveIn::Release(version.into())));
        let archive = |until| to(StatusChange::Archive(until));
        for (change, expect) in [
            (IssueChange::default(), Ok(())),
            (assign("Anna"), Ok(())),
            (assign(&"é".repeat(200)), Ok(())),
            (assign(&"é".repeat(201)), Err(InvalidChange::Assignee)),
            (assign(" "), Err(InvalidChange::Assignee)),
            (assign("a\nb"), Err(InvalidChange::Assignee)),
            (resolve("a@1"), Ok(())),
            (resolve(""), Err(InvalidChange::Release)),
            (resolve(&"a".repeat(251)), Err(InvalidChange::Release)),
            (archive(ArchiveUntil::Minutes(0)), Err(InvalidChange::Minutes)),
            (archive(ArchiveUntil::Minutes(5_256_000)), Ok(())),
            (archive(ArchiveUntil::Minutes(5_256_001)), Err(InvalidChange::Minutes)),
            (archive(ArchiveUntil::Events(0, None)), Err(InvalidChange::More)),
            (archive(ArchiveUntil::Events(1, Some(0))), Err(InvalidChange::Minutes)),
            (archive(ArchiveUntil::Users(1, Some(60))), Ok(())),
            (archive(ArchiveUntil::Environment("x".repeat(65))), Err(InvalidChange::Environment)),
        ] {
            assert_eq!(change.check(), expect, "{change:?}");
        }
        for (text, is_valid) in
            [("a", true), ("a\nb", true), (" \n", false), ("a\0", false), (&"é".repeat(COMMENT), true)]
        {
            assert_eq!(check_comment(text).is_ok(), is_valid);
        }
        assert_eq!(check_comment(&"é".repeat(COMMENT + 1)), Err(InvalidChange::Comment));
    }
}
