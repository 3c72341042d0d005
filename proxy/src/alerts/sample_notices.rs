//! Notices of invented issues, to show what a channel would get.

use crate::alerts::digest::SAMPLES;
use crate::model::alert::{Alert, Digest, Notice, Sample};
use crate::model::alert_issue::AlertIssue;
use crate::model::alert_rule::{Mentions, Severity};
use crate::model::channel_failure::{ChannelNews, ChannelNewsKind};
use crate::model::event::Description;
use crate::model::firing::{Cause, CauseKind, Firing, Measured, Quantity, Recovery, Relayed};
use crate::model::timestamp::Timestamp;

/// The title of the invented issue.
pub const TITLE: &str = "TypeError: Cannot read properties of undefined (reading 'price')";
/// The number of the invented issue.
const ISSUE: i64 = 7;
/// The frames of the invented issue, newest first.
const FRAMES: [&str; 2] = ["priceOf (cart.js:12)", "renderCart (cart.js:40)"];
/// The events of its last hours.
const HOURS: [u32; 24] = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 3, 5];

/// Makes a text of a notice out of the usual one.
pub type Text<'a> = &'a dyn Fn(&str) -> String;

/// A kind of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named like the notice that it makes")]
pub enum SampleKind {
    NewIssue,
    Regression,
    Threshold,
    NothingHeard,
    Recovered,
    Digest,
    Relayed,
    ChannelFails,
    Test,
}

impl SampleKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NewIssue,
        Self::Regression,
        Self::Threshold,
        Self::NothingHeard,
        Self::Recovered,
        Self::Digest,
        Self::Relayed,
        Self::ChannelFails,
        Self::Test,
    ];

    /// The word in an address.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NewIssue => "new_issue",
            Self::Regression => "regression",
            Self::Threshold => "threshold",
            Self::NothingHeard => "nothing_heard",
            Self::Recovered => "recovered",
            Self::Digest => "digest",
            Self::Relayed => "relayed",
            Self::ChannelFails => "channel_fails",
            Self::Test => "test",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The alert of a kind about an invented issue.
#[must_use]
pub fn sample_alert(kind: SampleKind, now: Timestamp) -> Alert {
    let notice = sample_notice(kind, &str::to_owned, now);
    let issue_id = match &notice {
        Notice::Fired(firing) => firing.issue.as_ref(),
        Notice::Recovered(recovery) => recovery.issue.as_ref(),
        _ => None,
    };
    let issue_id = issue_id.map(|issue| issue.issue_id);
    about(issue_id, "shop", "default", notice)
}

/// The alert about an issue with this notice, for no channel.
#[must_use]
pub fn about(issue_id: Option<i64>, project: &str, rule: &str, notice: Notice) -> Alert {
    Alert {
        issue_id,
        project_id: 0,
        project: project.to_owned(),
        is_fatal: false,
        channel: None,
        rule: Some(rule.to_owned()),
        notice,
    }
}

/// A notice of this kind. Each text that would come from an event is first given to `text`.
#[must_use]
pub fn sample_notice(kind: SampleKind, text: Text<'_>, now: Timestamp) -> Notice {
    let fired = |cause, issue: Option<AlertIssue>, severity| {
        Notice::Fired(Box::new(Firing {
            rule: "default".into(),
            severity,
            cause,
            url: issue.as_ref().map(|_| text("https://shop.example/cart")),
            frames: if issue.is_some() { FRAMES.map(text).to_vec() } else { Vec::new() },
            hours: if issue.is_some() { HOURS.to_vec() } else { Vec::new() },
            suspect_release: issue.as_ref().map(|_| text("shop@1.4.3")),
            environment: None,
            release: None,
            issue,
            mentions: Mentions::default(),
        }))
    };
    let events = || {
        Cause::Threshold(Measured {
            quantity: Quantity::IssueEvents,
            value: 120.0,
            limit: 100.0,
            window: 300.0,
            before: None,
            samples: None,
        })
    };
    let issue = || Some(issue(text, now));
    match kind {
        SampleKind::NewIssue => fired(Cause::NewIssue, issue(), Severity::Warning),
        SampleKind::Regression => {
            fired(Cause::Regression { release: Some("1.4.3".into()) }, issue(), Severity::Warning)
        }
        SampleKind::Threshold => fired(events(), issue(), Severity::Warning),
        SampleKind::NothingHeard => {
            let since = Timestamp(now.0 - 3_600.0);
            fired(Cause::NothingHeard { since, window: 3_600.0 }, None, Severity::Critical)
        }
        SampleKind::Recovered => Notice::Recovered(Box::new(Recovery {
            rule: "default".into(),
            cause: events(),
            issue: issue(),
            value: Some(2.0),
            since: Timestamp(now.0 - 900.0),
            at: now,
            environment: Some(text("production")),
            ..Recovery::default()
        })),
        SampleKind::Digest => Notice::Digest(digest(text, now)),
        SampleKind::Relayed => Notice::Relayed(Box::new(Relayed {
            source: "api".into(),
            title: text("Backup failed"),
            text: text("The disk of db-1 is full."),
            level: "warning".into(),
            link: Some("https://example.com/".into()),
            ..Relayed::default()
        })),
        SampleKind::ChannelFails => Notice::Channel(Box::new(ChannelNews {
            kind: ChannelNewsKind::Fails,
            channel: "ops".into(),
            fallback: "mail".into(),
            since: Timestamp(now.0 - 900.0),
            at: now,
            error: text("the robot is gone (errcode 300005)"),
            alerts: 0,
        })),
        SampleKind::Test => Notice::Test,
    }
}

fn issue(text: Text<'_>, now: Timestamp) -> AlertIssue {
    AlertIssue {
        issue_id: ISSUE,
        description: Description {
            title: text(TITLE),
            culprit: text("priceOf at https://shop.example/cart.js"),
            exception_type: "TypeError".into(),
            value: text("Cannot read properties of undefined (reading 'price')"),
            filename: text("https://shop.example/cart.js"),
            function: text("priceOf"),
        },
        level: "error".into(),
        count: 12,
        users: 3,
        first_seen: now,
        release: Some(text("shop@1.4.3")),
        environment: Some(text("production")),
    }
}

fn digest(text: Text<'_>, now: Timestamp) -> Digest {
    let named = i64::try_from(SAMPLES).unwrap_or_default();
    let sample =
        |issue_id| Sample { issue_id, level: "error".into(), title: text(TITLE), cause: CauseKind::NewIssue };
    Digest {
        issues: u32::try_from(SAMPLES + 2).unwrap_or_default(),
        fatal: 0,
        issue_ids: (1, named + 2),
        since: Timestamp(now.0 - 60.0),
        until: now,
        samples: (1..=named).rev().map(sample).collect(),
    }
}
