//! What the system tells a running server: to stop, or to read its configuration again.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGHUPs as they come. None ever comes where there is no such thing.
pub struct Hangups(#[cfg(unix)] Signal);

#[cfg(unix)]
impl Hangups {
    /// Listens from now on. Must be called within a runtime.
    pub fn new() -> io::Result<Self> {
        Ok(Self(signal(SignalKind::hangup())?))
    }

    /// The next one.
    pub async fn next(&mut self) -> Option<()> {
        self.0.recv().await
    }
}

#[cfg(not(unix))]
impl Hangups {
    /// Listens from now on.
    pub fn new() -> io::Result<Self> {
        Ok(Self())
    }

    /// Never.
    pub async fn next(&mut self) -> Option<()> {
        std::future::pending().await
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
    match signal(SignalKind::terminate()) {
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
