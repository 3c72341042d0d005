//! Checks the store at the start: before the server is ready if the store is small; in the background if it is large
//! and the last server did not stop cleanly.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::data_dir::lock::LastStop;
use crate::data_dir::store_health::StoreHealth;
use crate::data_dir::wal::{LostCommits, lost_commits};
use crate::store::{Integrity, StoreError};

/// Largest store that is checked before the server is ready, in bytes. The check of such a store takes some tenths of a
/// second.
const AT_ONCE: u64 = 64 << 20;

/// The logs of the databases.
const LOGS: [&str; 2] = ["store.db-wal", "inbox.db-wal"];

/// The check of the store at a start.
#[derive(Debug)]
pub enum Check {
    /// The check has ended, or none was needed.
    Done,
    /// The check runs in the background.
    Running(JoinHandle<()>),
}

impl Check {
    /// Whether the check has ended.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self {
            Self::Done => true,
            Self::Running(thread) => thread.is_finished(),
        }
    }
}

/// Checks the logs of the databases before they are opened. When SQLite opens a log with a damaged frame, it drops the
/// commits after that frame, so later it is too late to count them.
#[must_use]
pub fn check_logs(data: &Path) -> Vec<(&'static str, LostCommits)> {
    let check = |name: &'static str| match lost_commits(&data.join(name)) {
        Ok(lost) => Some((name, lost?)),
        Err(error) => {
            tracing::warn!(%error, name, "database log not checked");
            None
        }
    };
    LOGS.into_iter().filter_map(check).collect()
}

/// Checks the store, or starts the check in the background. Damage is reported to `health`.
pub fn check_at_start(
    store: &Arc<dyn Integrity>,
    health: &Arc<StoreHealth>,
    last_stop: LastStop,
) -> io::Result<Check> {
    check_up_to(AT_ONCE, store, health, last_stop)
}

fn check_up_to(
    at_once: u64,
    store: &Arc<dyn Integrity>,
    health: &Arc<StoreHealth>,
    last_stop: LastStop,
) -> io::Result<Check> {
    let is_small = store.size().is_ok_and(|size| size <= at_once);
    if is_small {
        check(store.as_ref(), health);
        return Ok(Check::Done);
    }
    if last_stop == LastStop::Clean {
        return Ok(Check::Done);
    }
    tracing::info!("store check started in the background, the last server did not stop cleanly");
    let (store, health) = (Arc::clone(store), Arc::clone(health));
    let work = move || {
        check(store.as_ref(), &health);
        tracing::info!(damaged = health.is_damaged(), "store checked");
    };
    std::thread::Builder::new().name("integrity".into()).spawn(work).map(Check::Running)
}

fn check(store: &dyn Integrity, health: &StoreHealth) {
    match store.quick_check() {
        Ok(None) => {}
        Ok(Some(finding)) => health.report_damage(&finding),
        Err(StoreError::Damaged(_)) => health.report_damage("a page cannot be read"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "store not checked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{NewToken, Sqlite, TokenAdmin};

    /// A store with a damaged page, and its health.
    fn damaged() -> (tempfile::TempDir, Arc<dyn Integrity>, Arc<StoreHealth>) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("store.db");
        let store = Sqlite::open(directory.path()).unwrap();
        for n in 0..100 {
            store
                .add_token(&NewToken::new(&format!("{n:064}"), crate::model::timestamp::Timestamp(1.0)))
                .unwrap();
        }
        drop(store);
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 4_096;
        bytes[last..].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        let store: Arc<dyn Integrity> = Arc::new(Sqlite::open(directory.path()).unwrap());
        (directory, store, Arc::default())
    }

    #[test]
    fn a_small_store_is_checked_at_once() {
        for last_stop in [LastStop::Clean, LastStop::Unclean] {
            let (_directory, store, health) = damaged();
            let check = check_up_to(1 << 30, &store, &health, last_stop).unwrap();
            assert!(matches!(check, Check::Done) && health.is_damaged());
        }
    }

    #[test]
    fn a_large_store_is_checked_in_the_background_after_an_unclean_stop() {
        let (_directory, store, health) = damaged();
        let check = check_up_to(0, &store, &health, LastStop::Clean).unwrap();
        assert!(check.is_done() && !health.is_damaged());
        let Check::Running(thread) = check_up_to(0, &store, &health, LastStop::Unclean).unwrap() else {
            panic!("it runs beside the server");
        };
        thread.join().unwrap();
        assert!(health.is_damaged());
    }
}
