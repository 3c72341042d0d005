//! The look through the store at the start: at once where it is small, in the background where it is large and the last
//! server did not end as it should.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::data_lock::LastStop;
use crate::store::{Store, StoreError};
use crate::store_health::StoreHealth;

/// Largest store that is looked through before the server is ready, in bytes: some tenths of a second.
const AT_ONCE: u64 = 64 << 20;

/// The check of a start.
#[derive(Debug)]
pub enum Check {
    /// It has ended, or there was no need of one.
    Done,
    /// It goes on beside the server, which does not wait for it.
    Running(JoinHandle<()>),
}

impl Check {
    /// Whether it has ended.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self {
            Self::Done => true,
            Self::Running(thread) => thread.is_finished(),
        }
    }
}

/// Looks through the store, or begins to. What is found goes to `health`.
pub fn check_at_start(
    store: &Arc<dyn Store>,
    health: &Arc<StoreHealth>,
    last_stop: LastStop,
) -> io::Result<Check> {
    let is_small = store.size().is_ok_and(|size| size <= AT_ONCE);
    if is_small {
        check(store.as_ref(), health);
        return Ok(Check::Done);
    }
    if last_stop == LastStop::Clean {
        return Ok(Check::Done);
    }
    tracing::info!("the last server did not end as it should: the store is looked through in the background");
    let (store, health) = (Arc::clone(store), Arc::clone(health));
    let work = move || {
        check(store.as_ref(), &health);
        tracing::info!(damaged = health.is_damaged(), "the store was looked through");
    };
    std::thread::Builder::new().name("integrity".into()).spawn(work).map(Check::Running)
}

fn check(store: &dyn Store, health: &StoreHealth) {
    match store.quick_check() {
        Ok(None) => {}
        Ok(Some(finding)) => health.report_damage(&finding),
        Err(error) if matches!(error, StoreError::Damaged(_)) => {
            health.report_damage("a page cannot be read")
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "store not looked through");
        }
    }
}
