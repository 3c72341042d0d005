//! The parts of an issue's page that are about work on it.

use maud::Markup;

use super::activity_list::{ACTIVITIES, activity_list};
use super::panel::{WorkView, panel};
use super::undo_notice::undo_notice;
use crate::model::issue::Issue;
use crate::model::issue_state::Activity;
use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::model::version_order::newest_first;
use crate::store::{ChangeRecord, Reader, Release, StoreError, TagCount};
use crate::web::pages::links;

/// Number of releases, and of environments, that the forms offer.
const OFFERED: usize = 20;
/// Number of releases created last among which the newest are looked for.
const LOOK: u32 = 200;

/// The data of these parts.
pub(in crate::web::pages) struct IssueWorkView {
    activities: Vec<Activity>,
    releases: Vec<String>,
    environments: Vec<String>,
    change: Option<ChangeRecord>,
    mutes: Vec<Silence>,
    lacks: Option<TokenScope>,
    path: String,
}

impl IssueWorkView {
    /// Reads the data, for a viewer that lacks this scope, after this change.
    pub(in crate::web::pages) fn read(
        store: &dyn Reader,
        issue: &Issue,
        tags: &[TagCount],
        lacks: Option<TokenScope>,
        change: Option<i64>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let releases = newest_first(store.releases(issue.project_id, 0, LOOK)?, Release::dated);
        let mut mutes = store.silences(now, 0)?;
        mutes.retain(|silence| silence.issue() == Some(issue.id));
        let environments = tags.iter().filter(|tag| tag.key == "environment");
        Ok(Self {
            activities: store.activity(issue.id, 0, ACTIVITIES + 1)?,
            releases: releases.into_iter().take(OFFERED).map(|release| release.version).collect(),
            environments: environments.take(OFFERED).map(|tag| tag.value.clone()).collect(),
            change: change.map(|id| store.change(id)).transpose()?.flatten(),
            mutes,
            lacks,
            path: links::issue(issue.id),
        })
    }

    /// Whether the viewer may change the issue.
    pub(in crate::web::pages) fn may_change(&self) -> bool {
        self.lacks.is_none()
    }

    /// The notice after a change.
    pub(in crate::web::pages) fn notice(&self, now: Timestamp) -> Markup {
        undo_notice(self.change.as_ref(), &self.path, self.lacks.is_none(), now)
    }

    /// The state, and the forms that change it.
    pub(in crate::web::pages) fn panel(&self, issue: &Issue, now: Timestamp) -> Markup {
        let Self { releases, environments, mutes, lacks, .. } = self;
        panel(&WorkView { issue, releases, environments, mutes, lacks: *lacks }, now)
    }

    /// The comments, and what happened.
    pub(in crate::web::pages) fn activity(&self, issue: &Issue, now: Timestamp) -> Markup {
        activity_list(issue.id, &self.activities, self.lacks.is_none(), now)
    }
}
