//! Damage of the store: logged once, shown on the pages, and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::data_dir::notices::{Notice, Notices};
use crate::data_dir::wal::LostCommits;
use crate::inbox::Continuity;

/// Cause of the notice about a damaged store.
const DAMAGED: &str = "store damaged";
/// Cause of the notice about a damaged log.
const DAMAGED_LOG: &str = "database log damaged";
/// Cause of the notice about missing envelopes between inbox and store.
const DISCONTINUOUS: &str = "store and inbox apart";

/// Damage found since the server started.
#[derive(Debug, Default)]
pub struct StoreHealth {
    /// The notices that the pages show.
    pub notices: Arc<Notices>,
    is_damaged: AtomicBool,
    damaged_reads: AtomicU64,
}

impl StoreHealth {
    /// Reports damage of the store.
    pub fn report_damage(&self, finding: &str) {
        self.is_damaged.store(true, Ordering::Relaxed);
        if self.notices.set(DAMAGED, Notice::StoreDamaged) {
            tracing::error!(finding, "store damaged");
        }
    }

    /// Reports that the log of a database was damaged before it was opened.
    pub fn report_damaged_log(&self, log: &str, lost: LostCommits) {
        let LostCommits { frame, commits } = lost;
        self.is_damaged.store(true, Ordering::Relaxed);
        tracing::error!(log, frame, commits, "database log damaged, commits lost");
        self.notices.set(DAMAGED_LOG, Notice::LogDamaged { log: log.to_owned(), commits });
    }

    /// Counts a request that failed because its data is damaged.
    pub fn count_damaged_read(&self) {
        self.damaged_reads.fetch_add(1, Ordering::Relaxed);
    }

    /// Reports whether envelopes are missing between inbox and store.
    pub fn report_continuity(&self, continuity: &Continuity) {
        match continuity {
            Continuity::Continuous => {}
            Continuity::StoreBehind { cursor, oldest, missing } => {
                self.is_damaged.store(true, Ordering::Relaxed);
                tracing::error!(%cursor, %oldest, missing, "store older than inbox, envelopes missing");
                self.notices.set(DISCONTINUOUS, Notice::StoreOlder { missing: *missing });
            }
            Continuity::InboxBehind { cursor, newest } => {
                tracing::warn!(%cursor, %newest, "inbox older than store, waiting envelopes may be missing");
                self.notices.set(DISCONTINUOUS, Notice::InboxOlder);
            }
        }
    }

    /// Whether damage was found.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// How many requests failed because of damage.
    #[must_use]
    pub fn damaged_reads(&self) -> u64 {
        self.damaged_reads.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::Offset;

    #[test]
    fn damage_is_shown_once_and_counted() {
        let health = StoreHealth::default();
        health.report_continuity(&Continuity::Continuous);
        assert!(!health.is_damaged() && health.notices.list().is_empty());
        health.report_damage("a page");
        health.report_damage("another");
        health.count_damaged_read();
        assert!(health.is_damaged() && health.damaged_reads() == 1);
        assert_eq!(health.notices.list().len(), 1);
    }

    #[test]
    fn a_damaged_log() {
        let health = StoreHealth::default();
        health.report_damaged_log("store.db-wal", LostCommits { frame: 7, commits: 3 });
        assert!(
            health.is_damaged()
                && health.notices.list() == [Notice::LogDamaged { log: "store.db-wal".into(), commits: 3 }]
        );
    }

    #[test]
    fn envelopes_missing_between_inbox_and_store() {
        let health = StoreHealth::default();
        let (cursor, newest) = (Offset::new("9"), Offset::new("4"));
        health.report_continuity(&Continuity::InboxBehind { cursor, newest });
        assert!(!health.is_damaged() && health.notices.list() == [Notice::InboxOlder]);
        let (cursor, oldest) = (Offset::new("4"), Offset::new("10"));
        health.report_continuity(&Continuity::StoreBehind { cursor, oldest, missing: 5 });
        assert!(health.is_damaged() && health.notices.list() == [Notice::StoreOlder { missing: 5 }]);
    }
}
