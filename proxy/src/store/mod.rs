//! Storage of projects, issues, events and alerts: one trait for each role, with only the methods that its caller
//! needs. The implementation uses SQLite.

mod alert_batch;
mod alert_facts;
mod alert_rules;
mod alerts;
mod attachments;
mod channel_failures;
mod dead_letters;
mod error;
mod event_counts;
mod export;
mod feedback;
mod forward_queue;
mod ingest;
mod integrity;
mod issue_events;
mod issue_moves;
mod issue_work;
mod issues;
mod outcome_counts;
mod pending_symbols;
mod performance;
mod performance_retention;
mod project_settings;
mod projects;
mod relay;
mod releases;
mod retention;
mod roles;
mod saved_searches;
mod silences;
mod sqlite;
mod tokens;

pub use alert_batch::{AlertBatch, AlertGroup, AlertState, GroupKey, OpenAlert};
pub use alert_facts::{AlertFacts, EvaluateAlerts, RuleCount};
pub use alert_rules::{
    AlertRuleError, AlertRules, ChangeAlertRules, MOST_RULES_OF_PROJECT, MOST_RULES_OF_PROJECTS, StoredRule,
};
pub use alerts::{AlertLog, AlertOutbox, SealedAlert, StoredAlert};
pub use attachments::{Attachments, RetainAttachments};
pub use channel_failures::{ChannelFailures, ChannelHealth, TryResult};
pub use dead_letters::{
    BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterQueue, DeadLetterTotals, DeadLetters, NewDeadLetter,
};
pub use event_counts::{CountedEvents, EventCounts, EventFilter, EventProperties};
pub use export::{Export, ExportCursor};
pub use feedback::{FeedbackFilter, FeedbackLog};
pub use forward_queue::{Forward, ForwardQueue};
pub use ingest::{Batch, Ingest, Recorded, TraceRecorded};
pub use integrity::{DiskUse, Integrity};
pub use issue_events::{EventCursor, EventRange, IssueEvents, MOST_OF_PROJECT, Visited};
pub use issue_moves::{Discard, IssueGroup, IssueGroups, IssueJobs, IssueMoves, MOST_DISCARDS, MoveError};
pub use issue_work::{Applied, ChangeError, ChangeRecord, EndArchives, IssueActivity, IssueWork};
pub use issues::{IssueQuery, IssueSort, Issues, Neighbours, TagCount};
pub use outcome_counts::{CountOutcomes, OutcomeCount, OutcomeCounts, OutcomeQuery};
pub use pending_symbols::PendingSymbols;
pub use performance::{
    Dimension, Distribution, FoldVitals, MOST_COMBINATIONS, MOST_NAMES, Measure, OPEN as VITALS_OPEN,
    OTHER_NAME, Performance, PerformanceFilter, SegmentOrder, Summary, TraceError,
};
pub use performance_retention::{
    PerformanceDeleted, PerformanceSize, PerformanceStep, PerformanceUse, RetainPerformance,
};
pub use project_settings::{
    KeyChange, MOST_PROJECTS, NewDeploy, NewProject, ProjectChanges, ProjectDetail, ProjectError, ProjectKey,
    ProjectSettings, StoredSetting,
};
pub use projects::{ProjectAdmin, Projects, Usage};
pub use relay::{FoldRelayed, RelayAlerts, ToldIssue};
pub use releases::{Deploy, Health, HealthCounts, HealthFilter, Release, Releases};
pub use retention::{
    ClockState, Deleted, Full, Hour, Retention, RetentionState, RetentionStatus, Step, ThinningPlan,
};
pub use silences::{ChangeSilences, MOST_SILENCES, SilenceError, Silences};
pub use sqlite::Sqlite;
pub use tokens::{NewToken, Token, TokenAdmin, Tokens};

pub use error::StoreError;
pub use roles::{PastFacts, Reader, Store, Stores};
pub use saved_searches::{MOST_SAVED, SaveSearches, SavedSearch, SavedSearches};
