//! Signals that the system sends to a running server: stop, or reload the configuration.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Receives SIGHUP. On systems without SIGHUP it never receives anything.
pub struct ReloadSignals(#[cfg(unix)] Signal);

#[cfg(unix)]
impl ReloadSignals {
    /// Starts to receive signals. Must be called within a runtime.
    pub fn new() -> io::Result<Self> {
        Ok(Self(signal(SignalKind::hangup())?))
    }

    /// Waits for the next SIGHUP.
    pub async fn next(&mut self) -> Option<()> {
        self.0.recv().await
    }
}

#[cfg(not(unix))]
impl ReloadSignals {
    /// Does nothing, because this system has no SIGHUP.
    pub fn new() -> io::Result<Self> {
        Ok(Self())
    }

    /// Never completes.
    pub async fn next(&mut self) -> Option<()> {
        std::future::pending().await
    }
}

/// Completes at Ctrl-C or SIGTERM. The handler is registered at the call, before the first `await`: an unhandled signal
/// would end the process. Must be called within a runtime.
#[cfg(unix)]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C.
#[cfg(not(unix))]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
    })
}
