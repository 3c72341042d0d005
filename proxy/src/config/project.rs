//! The settings of a project: its own values, and the defaults for values that it leaves out.

use std::sync::Arc;

use balefire_protocol::dsn::Dsn;
use ipnet::IpNet;

use crate::allowed_origin::Allowed;
use crate::filter::Filters;
use crate::model::grouping_rules::GroupingRules;
use crate::scrub::{Scrubber, Settings};
use crate::secret::Secret;

/// The settings of a project.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProjectRules {
    /// Origins of pages that may send. Empty: all may.
    pub origins: Vec<Allowed>,
    /// IP addresses that may send. Empty: all may.
    pub allow_ips: Vec<IpNet>,
    /// IP addresses that may not send, even if `allow_ips` contains them.
    pub deny_ips: Vec<IpNet>,
    /// Most requests a second, averaged over ten seconds; 0: no limit.
    pub rate: u32,
    /// Most requests a second for each of the project's keys; 0: no limit.
    pub key_rate: u32,
    /// Most events in a day (UTC); 0: no limit.
    pub quota: u64,
    /// An hour is a spike if it has more events than this, and ten times the usual number. 0: spikes are not detected.
    pub spike: u64,
    /// Most spans in a day (UTC); 0: no limit.
    pub spans_per_day: u64,
    /// Most transactions in a day (UTC); 0: no limit.
    pub transactions_per_day: u64,
    /// Most items of sessions in a day (UTC); 0: no limit.
    pub sessions_per_day: u64,
    /// Most attachments in a day (UTC); 0: no limit.
    pub attachments_per_day: u64,
    /// Most feedback in a day (UTC); 0: no limit.
    pub feedback_per_day: u64,
    /// Most alerts that are asked for in a minute with one key or token; 0: no limit.
    pub alert_requests_per_minute: u32,
    /// Most alerts that a client asks for in a minute with DSN keys; 0: no limit.
    pub alert_requests_per_client: u32,
    /// Whether `POST /api/{project_id}/alert/` takes plain text with a DSN key, which stands in every page.
    pub alert_with_dsn_key: bool,
    /// The inbound filters.
    pub filters: Filters,
    /// The settings for scrubbing: the data to remove from events.
    pub scrub: Settings,
    /// Scrubs events by these settings.
    pub scrubber: Arc<Scrubber>,
    /// The rules for grouping: those of the project, then those of all projects.
    pub grouping: Arc<GroupingRules>,
    /// The Sentry server to which envelopes are forwarded. The whole DSN is a secret: anybody who has it may send
    /// there.
    pub upstream: Option<Secret<Dsn>>,
}

impl Default for ProjectRules {
    fn default() -> Self {
        let scrub = Settings::default();
        Self {
            origins: Vec::new(),
            allow_ips: Vec::new(),
            deny_ips: Vec::new(),
            rate: 1_000,
            key_rate: 0,
            quota: 0,
            spike: 10_000,
            spans_per_day: 0,
            transactions_per_day: 0,
            sessions_per_day: 0,
            attachments_per_day: 0,
            feedback_per_day: 1_000,
            alert_requests_per_minute: 60,
            alert_requests_per_client: 10,
            alert_with_dsn_key: false,
            filters: Filters::default(),
            scrubber: Arc::new(Scrubber::new(&scrub).expect("defaults without patterns compile")),
            scrub,
            grouping: Arc::default(),
            upstream: None,
        }
    }
}
