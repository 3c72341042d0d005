//! The parts of a running server.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::admission::Keys;
use crate::admission::rate::Rates;
use crate::admission::token_uses::TokenUses;
use crate::admission::usage::Usages;
use crate::config::{Config, Live};
use crate::data_dir::store_health::StoreHealth;
use crate::inbox::{Inbox, InboxError};
use crate::log_limiter::LogLimiter;
use crate::metrics::{AlertCounts, Deletions, Timings};
use crate::model::project::DEMO;
use crate::model::timestamp::Timestamp;
use crate::outcome::Outcomes;
use crate::secret::random_hex;
use crate::serve::connections::Connections;
use crate::store::{StoreError, Stores};
use crate::symbols::{Converter, Symbols};

/// The parts of a running server. Endpoints borrow them; no part holds the whole.
pub struct App {
    /// The checked configuration, as it is now.
    pub live: Arc<Live>,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    /// Projects, issues, events, alerts.
    pub stores: Stores,
    /// What was said 200 to and is not yet stored.
    pub inbox: Inbox,
    /// What was uploaded to find source lines with.
    pub symbols: Arc<Symbols>,
    /// Which key may send to which project, in memory.
    pub keys: Keys,
    /// How fast projects and keys may send.
    pub rates: Rates,
    /// How much projects have sent.
    pub usages: Usages,
    /// Counts of what became of items.
    pub outcomes: Arc<Outcomes>,
    /// Counts of what became of them at the upstreams.
    pub forwarded: Arc<Outcomes>,
    /// How long things take.
    pub timings: Arc<Timings>,
    /// Whether the store is whole, and what the pages say about it.
    pub health: Arc<StoreHealth>,
    /// When tokens were used.
    pub token_uses: Arc<TokenUses>,
    /// Counts of what became of new issues in the outbox.
    pub alert_counts: Arc<AlertCounts>,
    /// Counts of what retention deleted.
    pub deletions: Arc<Deletions>,
    /// Bounds the log lines of refusals.
    pub log_limiter: LogLimiter,
}

/// Why the parts of the server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made.
    #[error("cannot make the data directory {}", path.display())]
    Data {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The store failed.
    #[error("cannot read the projects")]
    Store(#[from] StoreError),
    /// The inbox cannot be opened.
    #[error("cannot open the inbox")]
    Inbox(#[from] InboxError),
    /// The machine gives no random bytes.
    #[error("there are no random bytes")]
    Random(#[from] getrandom::Error),
}

impl App {
    /// Opens the inbox, makes the demo project if there is none, and learns the keys.
    pub fn open(config: Config, stores: Stores) -> Result<Self, OpenError> {
        Self::open_with(config, stores, Converter::Thread)
    }

    /// The same, and says where uploads are converted.
    pub fn open_with(config: Config, stores: Stores, converter: Converter) -> Result<Self, OpenError> {
        std::fs::create_dir_all(&config.data)
            .map_err(|source| OpenError::Data { path: config.data.clone(), source })?;
        stores.projects.ensure_project(DEMO, &random_hex(16)?)?;
        let keys = Keys::new(stores.projects.projects()?);
        let usages = Usages::default();
        let now = Timestamp::now();
        usages.replace(stores.projects.usages(now)?, now);
        let inbox = Inbox::open(&config.data, config.limits.queue, stores.ingest.cursor()?)?;
        let health: Arc<StoreHealth> = Arc::default();
        health.report_continuity(inbox.continuity());
        let symbols = Symbols::open(&config.data)
            .map_err(|source| OpenError::Data { path: config.data.clone(), source })?;
        let live = Arc::new(Live::new(config));
        Ok(Self {
            connections: Arc::new(Connections::new(Arc::clone(&live))),
            live,
            stores,
            inbox,
            symbols: Arc::new(symbols.converter(converter)),
            keys,
            rates: Rates::default(),
            usages,
            outcomes: Arc::default(),
            forwarded: Arc::default(),
            timings: Arc::default(),
            health,
            token_uses: Arc::default(),
            alert_counts: Arc::default(),
            deletions: Arc::default(),
            log_limiter: LogLimiter::default(),
        })
    }

    /// The checked configuration, as it is now.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.live.get()
    }
}
