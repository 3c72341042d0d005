//! The roles of a store, and the assignment of roles to the modules of the server.

use super::alert_facts::{AlertFacts, EvaluateAlerts};
use super::alert_rules::{AlertRules, ChangeAlertRules};
use super::alerts::{AlertLog, AlertOutbox};
use super::attachments::Attachments;
use super::channel_failures::ChannelFailures;
use super::dead_letters::{DeadLetterQueue, DeadLetters};
use super::event_counts::EventCounts;
use super::export::Export;
use super::feedback::FeedbackLog;
use super::forward_queue::ForwardQueue;
use super::ingest::Ingest;
use super::integrity::{DiskUse, Integrity};
use super::issue_events::IssueEvents;
use super::issue_moves::{IssueGroups, IssueJobs, IssueMoves};
use super::issue_work::{EndArchives, IssueActivity, IssueWork};
use super::issues::Issues;
use super::outcome_counts::{CountOutcomes, OutcomeCounts};
use super::pending_symbols::PendingSymbols;
use super::performance::{FoldVitals, Performance};
use super::performance_retention::PerformanceUse;
use super::project_settings::{ProjectChanges, ProjectSettings};
use super::projects::{ProjectAdmin, Projects};
use super::relay::RelayAlerts;
use super::releases::Releases;
use super::retention::{Retention, RetentionStatus};
use super::saved_searches::SavedSearches;
use super::silences::Silences;
use super::tokens::{TokenAdmin, Tokens};
use std::sync::Arc;

/// A trait that unites roles: whatever has all of them has it.
macro_rules! unite {
    ($(#[$doc:meta])* $name:ident: $first:ident $(+ $role:ident)*) => {
        $(#[$doc])*
        pub trait $name: $first $(+ $role)* {}
        impl<S> $name for S where S: $first $(+ $role)* {}
    };
}

unite! {
    /// All roles of a store. See [`Stores`] for the single roles.
    Store: ProjectAdmin
        + SavedSearches
        + Silences
        + Issues
        + IssueEvents
        + Attachments
        + FeedbackLog
        + IssueActivity
        + IssueWork
        + EndArchives
        + OutcomeCounts
        + CountOutcomes
        + ProjectSettings
        + ProjectChanges
        + EventCounts
        + Export
        + IssueGroups
        + IssueMoves
        + IssueJobs
        + Ingest
        + PendingSymbols
        + ForwardQueue
        + AlertLog
        + AlertOutbox
        + RelayAlerts
        + EvaluateAlerts
        + AlertRules
        + ChangeAlertRules
        + DeadLetterQueue
        + TokenAdmin
        + Performance
        + Releases
        + FoldVitals
        + Retention
        + Integrity
}

unite! {
    /// What a rule would have found is told from these.
    PastFacts: AlertFacts + IssueEvents + IssueActivity
}

unite! {
    /// Everything that pages and the web API read. It has no methods that write.
    Reader: Projects
        + SavedSearches
        + Silences
        + Issues
        + IssueEvents
        + Attachments
        + FeedbackLog
        + IssueActivity
        + IssueGroups
        + OutcomeCounts
        + ProjectSettings
        + EventCounts
        + Performance
        + Releases
        + AlertLog
        + ChannelFailures
        + PastFacts
        + AlertRules
        + DeadLetters
        + RetentionStatus
        + DiskUse
        + PerformanceUse
}

/// The roles of one store, or of several stores. Each module of the server gets only the role that it needs.
#[derive(Clone)]
pub struct Stores {
    /// For pages and the web API.
    pub reader: Arc<dyn Reader>,
    /// For the demo project and the commands.
    pub projects: Arc<dyn ProjectAdmin>,
    /// For authentication.
    pub tokens: Arc<dyn Tokens>,
    /// For the worker.
    pub ingest: Arc<dyn Ingest>,
    /// For people's changes to issues.
    pub issue_work: Arc<dyn IssueWork>,
    /// For moving and deleting issues.
    pub issue_moves: Arc<dyn IssueMoves>,
    /// For going on with that.
    pub issue_jobs: Arc<dyn IssueJobs>,
    /// For the end of archiving.
    pub archives: Arc<dyn EndArchives>,
    /// For uploads.
    pub pending_symbols: Arc<dyn PendingSymbols>,
    /// For the outbox.
    pub alerts: Arc<dyn AlertOutbox>,
    /// For messages of other programs.
    pub relay: Arc<dyn RelayAlerts>,
    /// For the rules with a threshold.
    pub alert_evaluation: Arc<dyn EvaluateAlerts>,
    /// For changes of rules on the pages.
    pub alert_rules: Arc<dyn ChangeAlertRules>,
    /// For the forwarder.
    pub forwards: Arc<dyn ForwardQueue>,
    /// For folding vitals.
    pub vitals: Arc<dyn FoldVitals>,
    /// For changes of projects on the pages.
    pub project_changes: Arc<dyn ProjectChanges>,
    /// For the counts of outcomes.
    pub outcomes: Arc<dyn CountOutcomes>,
    /// For retention.
    pub retention: Arc<dyn Retention>,
    /// For the integrity check at the start.
    pub integrity: Arc<dyn Integrity>,
}

impl Stores {
    /// Uses one store for all roles.
    pub fn of<S: Store + 'static>(store: &Arc<S>) -> Self {
        Self {
            reader: Arc::clone(store) as _,
            projects: Arc::clone(store) as _,
            tokens: Arc::clone(store) as _,
            ingest: Arc::clone(store) as _,
            issue_work: Arc::clone(store) as _,
            issue_moves: Arc::clone(store) as _,
            issue_jobs: Arc::clone(store) as _,
            archives: Arc::clone(store) as _,
            pending_symbols: Arc::clone(store) as _,
            alerts: Arc::clone(store) as _,
            relay: Arc::clone(store) as _,
            alert_evaluation: Arc::clone(store) as _,
            alert_rules: Arc::clone(store) as _,
            forwards: Arc::clone(store) as _,
            vitals: Arc::clone(store) as _,
            project_changes: Arc::clone(store) as _,
            outcomes: Arc::clone(store) as _,
            retention: Arc::clone(store) as _,
            integrity: Arc::clone(store) as _,
        }
    }
}
