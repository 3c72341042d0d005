//! What the endpoints share, the routes, and the life of the server.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::FromRef;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::admission::Keys;
use crate::config::Config;
use crate::endpoints::reading::Reading;
use crate::endpoints::{api, artifacts, chunk_upload, dashboard, envelope, health, missing, page_auth, sdk};
use crate::inbox::{Inbox, InboxError};
use crate::outcome::Outcomes;
use crate::secret::random_hex;
use crate::store::{Store, StoreError};
use crate::symbols::Symbols;

/// The project that is always there.
pub const DEMO: &str = "demo";
/// How long requests under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(15);

/// The parts of a running server. Endpoints borrow them; no part holds the whole.
pub struct App {
    /// The checked configuration.
    pub config: Config,
    /// Projects, issues, events, alerts.
    pub store: Arc<dyn Store>,
    /// What was said 200 to and is not yet stored.
    pub inbox: Inbox,
    /// What was uploaded to find source lines with.
    pub symbols: Arc<Symbols>,
    /// Which key may send to which project, in memory.
    pub keys: Keys,
    /// Counts of what became of items.
    pub outcomes: Arc<Outcomes>,
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
        std::fs::create_dir_all(&config.data)
            .map_err(|source| StartError::Data { path: config.data.clone(), source })?;
        store.ensure_project(DEMO, &random_hex(16)?)?;
        let keys = Keys::new(store.projects()?);
        let inbox = Inbox::open(&config.data, config.limits.queue, store.cursor()?)?;
        let symbols = Symbols::open(&config.data)
            .map_err(|source| StartError::Data { path: config.data.clone(), source })?;
        Ok(Self { config, store, inbox, symbols: Arc::new(symbols), keys, outcomes: Arc::default() })
    }
}

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    let pages = dashboard::router();
    Router::new()
        .merge(envelope::router())
        .merge(sdk::router())
        .merge(health::router())
        .merge(api::router())
        .merge(artifacts::router())
        .merge(chunk_upload::router())
        .merge(page_auth::lock(pages, Reading::from_ref(&app), app.config.pages.token_required))
        .fallback(missing::not_found)
        .method_not_allowed_fallback(missing::method_not_allowed)
        .with_state(app)
}

/// Serves until told to stop, then lets requests under way end.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (told, stopping) = oneshot::channel();
    let stop = async move {
        stop.await;
        // Nobody listens only if serving has ended already.
        let _ = told.send(());
    };
    let listener = listener.tap_io(|stream| {
        // Small answers at once; that the option cannot be set does no harm.
        let _ = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, router(app)).with_graceful_shutdown(stop);
    let late = async move {
        if stopping.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = async move { serving.await } => served,
        () = late => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}

/// Waits for Ctrl-C, or for SIGTERM where there is such a thing.
pub async fn told_to_stop() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGTERM");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
