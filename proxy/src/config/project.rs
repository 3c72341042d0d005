//! What is said of a project: its own words, and where it has none those that are for all.

use std::sync::Arc;

use balefire_protocol::dsn::Dsn;
use ipnet::IpNet;

use crate::allowed_origin::Allowed;
use crate::scrub::{Scrubber, Settings};
use crate::secret::Secret;

/// What is said of a project.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProjectRules {
    /// Which pages may send. None: all may.
    pub origins: Vec<Allowed>,
    /// Which addresses may send. None: all may.
    pub allow_ips: Vec<IpNet>,
    /// Which addresses may not, even if they are among those that may.
    pub deny_ips: Vec<IpNet>,
    /// Most requests a second, over ten seconds; 0: as many as come.
    pub rate: u32,
    /// The same for each of the project's keys.
    pub key_rate: u32,
    /// Most events a day (of UTC); 0: as many as come.
    pub quota: u64,
    /// An hour with more events than this, and ten times as many as is usual, is a spike; 0: none is.
    pub spike: u64,
    /// What is taken out of what is sent.
    pub scrub: Settings,
    /// Takes it out.
    pub scrubber: Arc<Scrubber>,
    /// The Sentry to which envelopes go on. The whole DSN is kept from sight: who has it may send there.
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
            scrubber: Arc::new(Scrubber::new(&scrub).expect("defaults without patterns compile")),
            scrub,
            upstream: None,
        }
    }
}
