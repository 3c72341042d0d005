//! The parts of a running server.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use crate::admission::Keys;
use crate::admission::alert_requests::AlertRequests;
use crate::admission::daily_quotas::DailyQuotas;
use crate::admission::event_quota::EventQuotas;
use crate::admission::request_rate::RequestRates;
use crate::admission::token_uses::TokenUses;
use crate::config::{Config, Live, StoredSettings};
use crate::data_dir::link_key::{self, LinkKeyError};
use crate::data_dir::store_health::StoreHealth;
use crate::inbox::{Inbox, InboxError, InboxStatus, SqliteInbox};
use crate::log_limiter::LogLimiter;
use crate::metrics::{AlertCounts, Deletions, Timings};
use crate::model::action_link::LinkKey;
use crate::model::project::DEMO;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Outcomes, ProjectOutcomes};
use crate::secret::random_hex;
use crate::serve::connections::Connections;
use crate::store::{Reader, StoreError, Stores};
use crate::symbols::{Converter, Symbols};

/// The parts of a running server. Endpoints borrow single parts, and no part owns the whole.
pub struct App {
    /// The current, checked configuration.
    pub live: Arc<Live>,
    /// The open connections.
    pub connections: Arc<Connections>,
    /// Projects, issues, events, alerts.
    pub stores: Stores,
    /// Envelopes that were answered 200 and wait to be stored.
    pub inbox: Arc<dyn Inbox>,
    /// The key that signs the links in messages.
    pub link_key: LinkKey,
    /// The uploaded symbols and sources.
    pub symbols: Arc<Symbols>,
    /// The keys of projects, in memory.
    pub keys: Keys,
    /// The request rates of projects and keys.
    pub request_rates: RequestRates,
    /// The event counts of projects, for quotas and spikes.
    pub event_quotas: EventQuotas,
    /// The counts of spans, transactions and sessions of projects, for their quotas.
    pub daily_quotas: DailyQuotas,
    /// The alerts that are asked for from outside, for their limits.
    pub alert_requests: AlertRequests,
    /// Counts of items by outcome.
    pub outcomes: Arc<Outcomes>,
    /// Counts of outcomes by project that wait to be written to the store.
    pub project_outcomes: Arc<ProjectOutcomes>,
    /// Held while projects are read from the store.
    reloading: Mutex<()>,
    /// Counts of forwarded items by outcome.
    pub forwarded: Arc<Outcomes>,
    /// Histograms of durations.
    pub timings: Arc<Timings>,
    /// The damage that was found in the store, and the notices about it.
    pub health: Arc<StoreHealth>,
    /// The times of token uses.
    pub token_uses: Arc<TokenUses>,
    /// Counts of new issues in the outbox, by result.
    pub alert_counts: Arc<AlertCounts>,
    /// Counts of deletions by retention.
    pub deletions: Arc<Deletions>,
    /// The number of vitals that were folded into distributions.
    pub folded_vitals: Arc<AtomicU64>,
    /// Bounds the number of log lines for refusals.
    pub log_limiter: LogLimiter,
}

/// The reason why the parts of the server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be created.
    #[error("cannot make the data directory {}", path.display())]
    Data {
        /// The directory.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The projects or their keys cannot be read from the store.
    #[error("cannot read the projects")]
    Store(#[from] StoreError),
    /// The inbox cannot be opened.
    #[error("cannot open the inbox")]
    Inbox(#[from] InboxError),
    /// The key of links cannot be read or made.
    #[error(transparent)]
    LinkKey(#[from] LinkKeyError),
    /// The system provides no random bytes.
    #[error("there are no random bytes")]
    Random(#[from] getrandom::Error),
}

impl App {
    /// Opens the inbox, creates the demo project if it is missing, and reads the keys. Uploads are converted in a
    /// thread.
    pub fn open(config: Config, stores: Stores) -> Result<Self, OpenError> {
        Self::open_with(config, stores, Converter::Thread)
    }

    /// Does the same as [`App::open`], with another converter for uploads.
    pub fn open_with(config: Config, stores: Stores, converter: Converter) -> Result<Self, OpenError> {
        std::fs::create_dir_all(&config.data)
            .map_err(|source| OpenError::Data { path: config.data.clone(), source })?;
        stores.projects.ensure_project(DEMO, &random_hex(16)?)?;
        let keys = Keys::new(stores.projects.projects()?);
        let event_quotas = EventQuotas::default();
        let daily_quotas = DailyQuotas::default();
        let now = Timestamp::now();
        event_quotas.replace(stores.projects.usages(now)?, now);
        daily_quotas.replace(&stores.projects.accepted_today(now)?, now);
        let inbox = SqliteInbox::open(&config.data, config.limits.queue, &stores.ingest.cursor()?)?;
        let health: Arc<StoreHealth> = Arc::default();
        health.report_continuity(&inbox.continuity());
        let link_key = link_key::open(&config.data)?;
        let symbols = Symbols::open(&config.data)
            .map_err(|source| OpenError::Data { path: config.data.clone(), source })?;
        let live = Arc::new(Live::new(config));
        live.set_stored(stored_settings(&*stores.reader)?);
        Ok(Self {
            connections: Arc::new(Connections::new(Arc::clone(&live))),
            live,
            stores,
            inbox: Arc::new(inbox),
            link_key,
            symbols: Arc::new(symbols.converter(converter)),
            keys,
            request_rates: RequestRates::default(),
            event_quotas,
            daily_quotas,
            alert_requests: AlertRequests::default(),
            outcomes: Arc::default(),
            project_outcomes: Arc::default(),
            reloading: Mutex::default(),
            forwarded: Arc::default(),
            timings: Arc::default(),
            health,
            token_uses: Arc::default(),
            alert_counts: Arc::default(),
            deletions: Arc::default(),
            folded_vitals: Arc::default(),
            log_limiter: LogLimiter::default(),
        })
    }

    /// Reads projects, keys, event counts and the settings of the pages from the store, one caller after the other: else an
    /// older answer could replace a newer one.
    pub fn reload_projects(&self, now: Timestamp) -> Result<(), StoreError> {
        let _one = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = self.stores.reader.as_ref();
        let (projects, usages, stored) = (reader.projects()?, reader.usages(now)?, stored_settings(reader)?);
        let accepted = reader.accepted_today(now)?;
        self.keys.replace(projects);
        self.event_quotas.replace(usages, now);
        self.daily_quotas.replace(&accepted, now);
        self.live.set_stored(stored);
        Ok(())
    }

    /// The current, checked configuration.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.live.get()
    }
}

/// The settings and rules of the pages, by the names of projects.
pub fn stored_settings(store: &dyn Reader) -> Result<StoredSettings, StoreError> {
    let projects = store.projects()?;
    let mut stored = StoredSettings::default();
    for setting in store.project_settings()? {
        if let Some(project) = projects.iter().find(|project| project.id == setting.project_id) {
            stored.insert(&project.slug, &setting.name, &setting.value);
        }
    }
    for rule in store.alert_rules()? {
        if let Some(project) = projects.iter().find(|project| project.id == rule.project_id) {
            stored.insert_rule(&project.slug, &rule.name, &rule.text);
        }
    }
    Ok(stored)
}
