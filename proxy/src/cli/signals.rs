//! What the system tells a running server: to stop, or to read its configuration again.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGHUPs as they come. None ever comes where there is no such thing.
pub struct ReloadSignals(#[cfg(unix)] Signal);

#[cfg(unix)]
impl ReloadSignals {
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
impl ReloadSignals {
    /// Listens from now on.
    pub fn new() -> io::Result<Self> {
        Ok(Self())
    }

    /// Never.
    pub async fn next(&mut self) -> Option<()> {
        std::future::pending().await
    }
}

/// Ends at Ctrl-C, or at SIGTERM where there is such a thing. Listens from now on, and not from when it is first waited
/// for: until then the signal would end the process. Must be called within a runtime.
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

/// Ends at Ctrl-C.
#[cfg(not(unix))]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
    })
}
