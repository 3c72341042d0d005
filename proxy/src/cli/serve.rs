//! `balefire-proxy serve`: runs the server on its own listener until a signal stops the process.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use balefire_proxy::app::App;
use balefire_proxy::config::{Flags, Live, Loaded, load};
use balefire_proxy::model::project::DEMO;
use balefire_proxy::serve;
use balefire_proxy::server::Server;
use balefire_proxy::symbols::Converter;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::environment::environment;
use super::output::say;
use super::signals::{ReloadSignals, told_to_stop};

/// Time that the server may take after the grace period to report that the period is over.
const MARGIN: Duration = Duration::from_secs(2);

/// Runs the server.
pub fn run(loaded: Loaded, flags: Flags) -> anyhow::Result<()> {
    for line in loaded.lines() {
        tracing::debug!("{line}");
    }
    let config = loaded.config;
    // The store opens before the port is bound: a second server on the same data directory must fail here.
    let opened = Server::open(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime
        .block_on(async { serve::listen(config.listen) })
        .with_context(|| format!("cannot listen at {}", config.listen))?;
    let address = listener.local_addr()?;
    let converter = Converter::of_this_program().context("cannot find the program itself")?;
    let server = opened.start(config.bound_to(address), converter)?;
    announce(server.app());
    // Registers the signal handler now: an unhandled signal would end the process.
    let hangups = runtime.block_on(async { ReloadSignals::new() })?;
    let told = wait_for_signals()?;
    runtime.spawn(reload_when_told(hangups, Arc::clone(&server.app().live), flags));
    say(&format!("balefire-proxy is ready at http://{address}"))?;
    serve_until_told(&runtime, &server, listener, told);
    let stopped = server.stop();
    // The store closes its file and releases the lock when the last request ends. Work that exceeds the grace period is
    // dropped: no client has received a 200 for it.
    runtime.shutdown_timeout(MARGIN);
    stopped.end();
    Ok(())
}

/// Notifications from the thread that waits for signals.
struct Told {
    /// Completes when the server must stop.
    stop: oneshot::Receiver<()>,
    /// Completes when the grace period is over.
    give_up: oneshot::Receiver<()>,
}

/// Waits for the stop signal and then for the end of the grace period. It uses its own thread, so that busy server
/// threads cannot delay it.
fn wait_for_signals() -> anyhow::Result<Told> {
    let (stop, stopped) = oneshot::channel::<()>();
    let (give_up, given_up) = oneshot::channel::<()>();
    let own = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Registers the signal handler now: an unhandled signal would end the process.
    let told = own.block_on(async { told_to_stop() })?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        own.block_on(async {
            told.await;
            drop(stop);
            tokio::time::sleep(serve::GRACE + MARGIN).await;
            drop(give_up);
        });
    })?;
    Ok(Told { stop: stopped, give_up: given_up })
}

/// Serves until the stop signal, and then for the grace period.
fn serve_until_told(runtime: &Runtime, server: &Server, listener: TcpListener, told: Told) {
    let stop = async {
        // Either the stop signal arrived, or the signal thread ended.
        let _ = told.stop.await;
    };
    let (routers, connections) = (server.routers(), Arc::clone(&server.app().connections));
    runtime.block_on(async {
        tokio::select! {
            () = serve::serve(routers, listener, connections, stop) => {}
            _ = told.give_up => tracing::warn!("the server is too busy to end its requests"),
        }
    });
}

/// Reads the configuration again at each SIGHUP. An invalid configuration changes nothing.
async fn reload_when_told(mut hangups: ReloadSignals, live: Arc<Live>, flags: Flags) {
    while hangups.next().await.is_some() {
        match load(&flags, environment()) {
            Ok(loaded) => {
                for line in loaded.lines() {
                    tracing::debug!("{line}");
                }
                live.replace(loaded.config);
                tracing::info!("config reloaded");
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "config reload rejected, old configuration stays");
            }
        }
    }
}

fn announce(app: &App) {
    let config = app.config();
    tracing::info!("listening at {}, reached at {}", config.listen, config.public_url);
    tracing::info!("data lies in {}", config.data.display());
    if let Some(project) = app.keys.project(DEMO) {
        for key in &project.keys {
            tracing::info!("DSN of {DEMO}: {}", config.dsn(key, project.id));
        }
    }
    if config.channels.is_empty() {
        tracing::info!("no alert channel is configured: alerts are kept at /alerts/");
    }
}
