//! The look through the store at the start: at once where it is small, in the background where it is large and the last
//! server did not end as it should.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::data_dir::lock::LastStop;
use crate::data_dir::store_health::StoreHealth;
use crate::data_dir::wal::{LostCommits, lost_commits};
use crate::store::{Integrity, StoreError};

/// Largest store that is looked through before the server is ready, in bytes: some tenths of a second.
const AT_ONCE: u64 = 64 << 20;

/// The logs of the databases.
const LOGS: [&str; 2] = ["store.db-wal", "inbox.db-wal"];

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

/// Looks through the logs of the databases, before they are opened: what damage hides of them is gone from then on.
#[must_use]
pub fn check_logs(data: &Path) -> Vec<(&'static str, LostCommits)> {
    let look = |name: &'static str| match lost_commits(&data.join(name)) {
        Ok(lost) => Some((name, lost?)),
        Err(error) => {
            tracing::warn!(%error, name, "database log not looked through");
            None
        }
    };
    LOGS.into_iter().filter_map(look).collect()
}

/// Looks through the store, or begins to. What is found goes to `health`.
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
    tracing::info!("the last server did not end as it should: the store is looked through in the background");
    let (store, health) = (Arc::clone(store), Arc::clone(health));
    let work = move || {
        check(store.as_ref(), &health);
        tracing::info!(damaged = health.is_damaged(), "the store was looked through");
    };
    std::thread::Builder::new().name("integrity".into()).spawn(work).map(Check::Running)
}

fn check(store: &dyn Integrity, health: &StoreHealth) {
    match store.quick_check() {
        Ok(None) => {}
        Ok(Some(finding)) => health.report_damage(&finding),
        Err(StoreError::Damaged(_)) => health.report_damage("a page cannot be read"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "store not looked through");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{NewToken, Sqlite, TokenAdmin};

    /// A store with a damaged page, and what is known of it.
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
    fn a_small_store_is_looked_through_at_once() {
        for last_stop in [LastStop::Clean, LastStop::Unclean] {
            let (_directory, store, health) = damaged();
            let check = check_up_to(1 << 30, &store, &health, last_stop).unwrap();
            assert!(matches!(check, Check::Done) && health.is_damaged());
        }
    }

    #[test]
    fn a_large_store_is_looked_through_in_the_background_after_a_stop_that_was_not_clean() {
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
