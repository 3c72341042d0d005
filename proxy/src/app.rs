//! What the endpoints share, the routes, and the life of the server.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;

use crate::admission::Keys;
use crate::admission::rate::Rates;
use crate::admission::usage::Usages;
use crate::clock::Timestamp;
use crate::config::{Config, Live};
use crate::endpoints::quiet::Quiet;
use crate::endpoints::reading::Reading;
use crate::endpoints::{
    api, artifacts, chunk_upload, dashboard, envelope, health, metrics, missing, page_auth, sdk,
};
use crate::inbox::{Inbox, InboxError};
use crate::metrics::Timings;
use crate::outcome::Outcomes;
use crate::secret::random_hex;
use crate::store::{Store, StoreError};
use crate::symbols::{Converter, Symbols};

/// The project that is always there.
pub const DEMO: &str = "demo";

/// The parts of a running server. Endpoints borrow them; no part holds the whole.
pub struct App {
    /// The checked configuration, as it is now.
    pub live: Arc<Live>,
    /// Projects, issues, events, alerts.
    pub store: Arc<dyn Store>,
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
    /// Keeps a flood of refusals from the log.
    pub quiet: Quiet,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
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
    pub fn open(config: Config, store: Arc<dyn Store>) -> Result<Self, StartError> {
        Self::open_with(config, store, Converter::Thread)
    }

    /// The same, and says where uploads are converted.
    pub fn open_with(
        config: Config,
        store: Arc<dyn Store>,
        converter: Converter,
    ) -> Result<Self, StartError> {
        std::fs::create_dir_all(&config.data)
            .map_err(|source| StartError::Data { path: config.data.clone(), source })?;
        store.ensure_project(DEMO, &random_hex(16)?)?;
        let keys = Keys::new(store.projects()?);
        let usages = Usages::default();
        let now = Timestamp::now();
        usages.replace(store.usages(now)?, now);
        let inbox = Inbox::open(&config.data, config.limits.queue, store.cursor()?)?;
        let symbols = Symbols::open(&config.data)
            .map_err(|source| StartError::Data { path: config.data.clone(), source })?;
        Ok(Self {
            live: Arc::new(Live::new(config)),
            store,
            inbox,
            symbols: Arc::new(symbols.converter(converter)),
            keys,
            rates: Rates::default(),
            usages,
            outcomes: Arc::default(),
            forwarded: Arc::default(),
            timings: Arc::default(),
            quiet: Quiet::default(),
        })
    }

    /// The checked configuration, as it is now.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.live.get()
    }
}

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    let pages = dashboard::router();
    Router::new()
        .merge(envelope::router())
        .merge(sdk::router())
        .merge(health::router())
        .merge(metrics::router())
        .merge(api::router())
        .merge(artifacts::router())
        .merge(chunk_upload::router())
        .merge(page_auth::lock(pages, Reading::from_ref(&app), app.config().pages.token_required))
        .fallback(missing::not_found)
        .method_not_allowed_fallback(missing::method_not_allowed)
        .with_state(app)
}
