//! What the endpoints share, the routes, and the life of the server.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;

use crate::admission::Keys;
use crate::admission::rate::Rates;
use crate::admission::usage::Usages;
use crate::config::{Config, Live};
use crate::data_dir::store_health::StoreHealth;
use crate::inbox::{Inbox, InboxError};
use crate::metrics::{AlertCounts, Deletions, Timings};
use crate::model::scope::Access;
use crate::model::timestamp::Timestamp;
use crate::outcome::Outcomes;
use crate::secret::random_hex;
use crate::serve::Routers;
use crate::serve::connections::Connections;
use crate::store::{Store, StoreError};
use crate::symbols::{Converter, Symbols};
use crate::web::assets::sdk;
use crate::web::ingest::envelope;
use crate::web::ingest::quiet::Quiet;
use crate::web::reading::Reading;
use crate::web::upload::{artifacts, chunk_upload};
use crate::web::viewer::token_auth::TokenUses;
use crate::web::viewer::{page_auth, page_host};
use crate::web::{api, health, metrics, missing, pages, reserve};

/// The project that is always there.
pub const DEMO: &str = "demo";

/// The parts of a running server. Endpoints borrow them; no part holds the whole.
pub struct App {
    /// The checked configuration, as it is now.
    pub live: Arc<Live>,
    /// The connections that are open.
    pub connections: Arc<Connections>,
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
    /// Whether the store is whole, and what the pages say about it.
    pub health: Arc<StoreHealth>,
    /// When tokens were used.
    pub token_uses: Arc<TokenUses>,
    /// Counts of what became of new issues in the outbox.
    pub alert_counts: Arc<AlertCounts>,
    /// Counts of what retention deleted.
    pub deletions: Arc<Deletions>,
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
        let health: Arc<StoreHealth> = Arc::default();
        health.report_continuity(inbox.continuity());
        let symbols = Symbols::open(&config.data)
            .map_err(|source| StartError::Data { path: config.data.clone(), source })?;
        let live = Arc::new(Live::new(config));
        Ok(Self {
            connections: Arc::new(Connections::new(Arc::clone(&live))),
            live,
            store,
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
            quiet: Quiet::default(),
        })
    }

    /// The checked configuration, as it is now.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.live.get()
    }
}

/// The routes of those who have a place, and of those who have none.
pub fn routers(app: Arc<App>) -> Routers {
    Routers { reserve: reserve::router(Arc::clone(&app)), all: router(app) }
}

/// All routes.
fn router(app: Arc<App>) -> Router {
    let config = app.config();
    // Without a token to keep others out, the host name has to.
    let guarded = |routes, is_public, access| {
        if is_public {
            page_host::require_known(routes, Arc::clone(&app.live))
        } else {
            page_auth::require_token(routes, Reading::from_ref(&app), access)
        }
    };
    let pages = guarded(pages::router(), !config.pages.token_required, Access::Pages);
    let demo = guarded(sdk::demo_router(), config.demo.public, Access::Demo);
    let metrics = if config.metrics.public {
        metrics::router()
    } else {
        page_auth::require_token(metrics::router(), Reading::from_ref(&app), Access::Metrics)
    };
    Router::new()
        .merge(envelope::router())
        .merge(sdk::router())
        .merge(health::router())
        .merge(metrics)
        .merge(api::router())
        .merge(artifacts::router())
        .merge(chunk_upload::router())
        .merge(pages)
        .merge(demo)
        .fallback(missing::not_found)
        .method_not_allowed_fallback(missing::method_not_allowed)
        .with_state(app)
}
