//! Reading releases and their health.

use super::StoreError;
use super::project_settings::NewDeploy;
use crate::model::timestamp::Timestamp;
use crate::model::version_order::Dated;

/// A release of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The project.
    pub project_id: i64,
    /// `shop@1.4.2`.
    pub version: String,
    /// When it was first heard of, or created by the API.
    pub created: Timestamp,
    /// Its first event; none without events.
    pub first_event: Option<Timestamp>,
    /// Its last event; none without events.
    pub last_event: Option<Timestamp>,
    /// Number of its events.
    pub events: u64,
    /// Issues whose first event is of this release.
    pub new_issues: u64,
}

impl Release {
    /// Version and date, for the order of releases.
    #[must_use]
    pub fn dated(&self) -> Dated<'_> {
        Dated { version: &self.version, date: self.created }
    }
}

/// A stored deploy of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Deploy {
    /// Its number.
    pub id: i64,
    /// What is known of it.
    pub of: NewDeploy,
}

/// Counts of sessions, or of users: each is counted once, by its worst state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HealthCounts {
    /// All of them.
    pub total: u64,
    /// With handled errors.
    pub errored: u64,
    /// With an unhandled error that was survived.
    pub unhandled: u64,
    /// Crashed.
    pub crashed: u64,
    /// Abnormal.
    pub abnormal: u64,
}

/// The health of a release, or of a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// By session.
    pub sessions: HealthCounts,
    /// By user; zero where sessions name no users.
    pub users: HealthCounts,
    /// Whether the users were counted in a sample, as there are very many: their number then is "about".
    pub is_users_estimate: bool,
}

/// The range of a question about health.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthFilter {
    /// The project.
    pub project_id: i64,
    /// One release, or all of them.
    pub release: Option<String>,
    /// One environment, or all of them.
    pub environment: Option<String>,
    /// Start of the range; its hour counts wholly.
    pub from: Timestamp,
    /// End of the range.
    pub to: Timestamp,
}

/// Reads releases.
pub trait Releases: Send + Sync {
    /// The releases of a project, the newest first by `created`.
    fn releases(&self, project_id: i64, offset: u32, limit: u32) -> Result<Vec<Release>, StoreError>;
    /// One release.
    fn release(&self, project_id: i64, version: &str) -> Result<Option<Release>, StoreError>;
    /// A page of the deploys of a version, the last one first.
    fn deploys(&self, version: &str, offset: u32, limit: u32) -> Result<Vec<Deploy>, StoreError>;
    /// The number of deploys of a version, and the last one; none without any.
    fn last_deploy(&self, version: &str) -> Result<Option<(u64, Deploy)>, StoreError>;
    /// The counts of sessions in a range. Unlike [`Self::health`] it reads no users, of which there may be millions.
    fn session_counts(&self, filter: &HealthFilter) -> Result<HealthCounts, StoreError>;
    /// The health in a range.
    fn health(&self, filter: &HealthFilter) -> Result<Health, StoreError>;
    /// The health of each release in a range, for adoption.
    fn health_by_release(
        &self,
        filter: &HealthFilter,
        limit: u32,
    ) -> Result<Vec<(String, Health)>, StoreError>;
    /// The users of each day (UTC), oldest first.
    fn users_by_day(&self, filter: &HealthFilter) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError>;
    /// Counts of sessions over time, oldest first: in hours up to a range of three days, else in days.
    fn health_trend(&self, filter: &HealthFilter) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError>;
}
