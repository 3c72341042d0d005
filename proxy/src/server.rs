//! A running server without a listener, for `balefire-proxy serve` and for an application that mounts it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use balefire_protocol::category::Category;

use crate::alerts::{outbox, periodic};
use crate::app::{App, OpenError};
use crate::config::Config;
use crate::data_dir::integrity::{Check, check_at_start, check_logs};
use crate::data_dir::lock::{DataLock, DataLockError};
use crate::data_dir::store_health::StoreHealth;
use crate::data_dir::wal::LostCommits;
use crate::end_archives;
use crate::flush_outcomes;
use crate::fold_vitals;
use crate::forward;
use crate::issue_jobs;
use crate::outcome::{DiscardReason, Outcome};
use crate::retention;
use crate::serve::Routers;
use crate::store::{Sqlite, StoreError, Stores};
use crate::symbols::Converter;
use crate::tasks::Task;
use crate::web::router;
use crate::worker::{Marker, Worker};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be created.
    #[error("cannot make {}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another server uses the data directory, or the lock cannot be taken.
    #[error("cannot open the store in {}", path.display())]
    Lock {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: DataLockError,
    },
    /// The store cannot be opened.
    #[error("cannot open the store in {}", path.display())]
    Store {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// The parts of the server cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The marker of the worker cannot be opened.
    #[error("cannot open the worker's marker")]
    Marker(#[source] io::Error),
    /// A thread cannot be started.
    #[error("cannot start {task}")]
    Task {
        /// Its work.
        task: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A locked and opened data directory, before any task runs.
pub struct Opened {
    lock: DataLock,
    stores: Stores,
    damaged_logs: Vec<(&'static str, LostCommits)>,
}

/// A running server. [`Server::router`] or [`Server::routers`] give its routes.
pub struct Server {
    app: Arc<App>,
    routers: Routers,
    tasks: Tasks,
    lock: DataLock,
    check: Check,
}

/// A stopped server. The data directory stays locked until this is dropped.
#[must_use = "`end` says that it was stopped as it should be, so that the next start need not look through the store"]
pub struct Stopped {
    lock: DataLock,
    check: Check,
    health: Arc<StoreHealth>,
}

impl Server {
    /// Locks and opens the data directory of a configuration.
    pub fn open(config: &Config) -> Result<Opened, StartError> {
        let path = || config.data.clone();
        std::fs::create_dir_all(&config.data)
            .map_err(|source| StartError::Directory { path: path(), source })?;
        let lock =
            DataLock::acquire(&config.data).map_err(|source| StartError::Lock { path: path(), source })?;
        let damaged_logs = check_logs(&config.data);
        let store =
            Sqlite::open(&config.data).map_err(|source| StartError::Store { path: path(), source })?;
        Ok(Opened { lock, stores: Stores::of(&Arc::new(store)), damaged_logs })
    }

    /// The parts of the server.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// All routes, for an application that serves them itself, at the root or below a path:
    /// `Router::new().nest_service("/errors", server.router())`. The application then sets the limits of connections
    /// and the timeouts of headers and responses; all other limits are the same as in the program. `docs/mounting.md`
    /// lists them, and `examples/mounted_server.rs` is such an application.
    pub fn router(&self) -> Router {
        self.routers.all.clone()
    }

    /// The routes for [`crate::serve::serve`].
    #[must_use]
    pub fn routers(&self) -> Routers {
        self.routers.clone()
    }

    /// Stores the envelopes in the inbox, and stops the background tasks. Unsent alerts and envelopes stay in the
    /// store.
    pub fn stop(self) -> Stopped {
        tracing::info!("storing what is still in the inbox");
        self.tasks.stop();
        Stopped { lock: self.lock, check: self.check, health: Arc::clone(&self.app.health) }
    }
}

impl Opened {
    /// Starts the background tasks.
    pub fn start(self, config: Config, converter: Converter) -> Result<Server, StartError> {
        let app = Arc::new(App::open_with(config, self.stores, converter)?);
        for (log, lost) in self.damaged_logs {
            app.health.report_damaged_log(log, lost);
        }
        let check = check_at_start(&app.stores.integrity, &app.health, self.lock.last_stop())
            .map_err(|source| StartError::Task { task: "the look through the store", source })?;
        let tasks = Tasks::start(&app)?;
        // Created once, so that all listeners share one memory budget for bodies.
        let routers = router::routers(Arc::clone(&app));
        Ok(Server { app, routers, tasks, lock: self.lock, check })
    }
}

impl Stopped {
    /// Records that the server stopped cleanly. Call this when the store is no longer in use.
    pub fn end(self) {
        // If the store is damaged or its check is unfinished, the next start checks it.
        if self.check.is_done()
            && !self.health.is_damaged()
            && let Err(error) = self.lock.end_clean()
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "clean stop not noted");
        }
    }
}

/// The background threads.
struct Tasks {
    worker: Task,
    outbox: Task,
    alert_rules: Task,
    forward: Task,
    retention: Task,
    fold_vitals: Task,
    end_archives: Task,
    issue_jobs: Task,
    outcomes: Task,
}

impl Tasks {
    fn start(app: &App) -> Result<Self, StartError> {
        let failed = |task: &'static str| move |source| StartError::Task { task, source };
        let outbox =
            outbox::spawn(Arc::clone(&app.stores.alerts), Arc::clone(&app.live), app.link_key.clone())
                .map_err(failed("the outbox"))?;
        let (waker, counts) = (outbox.waker(), Arc::clone(&app.alert_counts));
        let alert_rules = periodic::spawn(
            Arc::clone(&app.stores.alert_evaluation),
            Arc::clone(&app.live),
            move |grouped| {
                counts.count(grouped);
                if grouped.notified + grouped.folded > 0 {
                    waker.wake();
                }
            },
        )
        .map_err(failed("the alert rules"))?;
        let forward = forward::spawn(
            Arc::clone(&app.stores.forwards),
            Arc::clone(&app.live),
            Arc::clone(&app.forwarded),
        )
        .map_err(failed("the forwarder"))?;
        let deletions = Arc::clone(&app.deletions);
        let retention = retention::spawn(Arc::clone(&app.stores.retention), Arc::clone(&app.live), deletions)
            .map_err(failed("retention"))?;
        let folded = Arc::clone(&app.folded_vitals);
        let fold_vitals = fold_vitals::spawn(Arc::clone(&app.stores.vitals), folded)
            .map_err(failed("the folding of vitals"))?;
        let (store, outcomes) = (Arc::clone(&app.stores.outcomes), Arc::clone(&app.project_outcomes));
        let outcomes = flush_outcomes::spawn(store, outcomes).map_err(failed("the writing of outcomes"))?;
        let end_archives = end_archives::spawn(Arc::clone(&app.stores.archives))
            .map_err(failed("the ending of archiving"))?;
        let issue_jobs =
            issue_jobs::spawn(Arc::clone(&app.stores.issue_jobs)).map_err(failed("the moving of issues"))?;
        let worker = Worker {
            inbox: Arc::clone(&app.inbox),
            store: Arc::clone(&app.stores.ingest),
            symbols: Arc::clone(&app.symbols),
            live: Arc::clone(&app.live),
            outcomes: Arc::clone(&app.outcomes),
            timings: Arc::clone(&app.timings),
            health: Arc::clone(&app.health),
            marker: Marker::open(&app.config().data).map_err(StartError::Marker)?,
        };
        let (alerts, forwards, forwarded) = (outbox.waker(), forward.waker(), Arc::clone(&app.forwarded));
        let counts = Arc::clone(&app.alert_counts);
        let worker = worker.spawn(move |done| {
            if done.alerts.notified + done.alerts.folded > 0 {
                alerts.wake();
            }
            counts.count(&done.alerts);
            if done.forwards > 0 {
                forwards.wake();
            }
            if done.not_forwarded > 0 {
                let full = Outcome::RateLimited(DiscardReason::UpstreamFull);
                forwarded.count(full, Category::Request, done.not_forwarded);
            }
            for (reason, category) in &done.left_out {
                forwarded.count(Outcome::Invalid(*reason), *category, 1);
            }
        });
        Ok(Self {
            worker: worker.map_err(failed("the worker"))?,
            outbox,
            alert_rules,
            forward,
            retention,
            fold_vitals,
            end_archives,
            issue_jobs,
            outcomes,
        })
    }

    fn stop(self) {
        self.worker.stop();
        self.alert_rules.stop();
        self.outbox.stop();
        self.forward.stop();
        self.retention.stop();
        self.fold_vitals.stop();
        self.end_archives.stop();
        self.issue_jobs.stop();
        self.outcomes.stop();
    }
}
