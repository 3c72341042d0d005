//! Moves of issues: each begins with one small transaction, and its events follow in pieces.

mod deletion;
mod groups;
mod job;
mod merge;
mod split;

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior};

use self::deletion::Discarder;
use super::{Sqlite, project_deletion};
use crate::model::issue_state::{Actor, MOST_ISSUES};
use crate::model::timestamp::Timestamp;
use crate::store::{IssueJobs, IssueMoves, MoveError, StoreError};

/// Pieces of work that are done before a call returns, so that moves of small issues are then finished.
const AT_ONCE: usize = 20;

impl IssueMoves for Sqlite {
    fn merge_issues(
        &self,
        into: i64,
        issues: &[i64],
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), MoveError> {
        let others: BTreeSet<i64> = issues.iter().copied().filter(|issue| *issue != into).collect();
        if others.is_empty() {
            return Err(MoveError::OneIssue);
        }
        self.begin_move(&others, |connection| merge::begin(connection, into, &others, (actor, now)))
    }

    fn unmerge_group(
        &self,
        issue: i64,
        group: &str,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<i64, MoveError> {
        let mut made = issue;
        self.begin_move(&BTreeSet::from([issue]), |connection| {
            made = split::begin(connection, issue, group, (actor, now))?;
            Ok(())
        })?;
        Ok(made)
    }

    fn delete_issues(&self, issues: &[i64]) -> Result<(), MoveError> {
        let issues = issues.iter().copied().collect();
        self.begin_move(&issues, |connection| deletion::begin(connection, &issues, None))
    }

    fn discard_issues(&self, issues: &[i64], actor: &Actor, now: Timestamp) -> Result<(), MoveError> {
        let issues = issues.iter().copied().collect();
        let discarder = Discarder { actor, now };
        self.begin_move(&issues, |connection| deletion::begin(connection, &issues, Some(&discarder)))
    }

    fn end_discard(&self, id: i64) -> Result<bool, StoreError> {
        Ok(self.writer().prepare_cached("DELETE FROM discards WHERE id = ?1")?.execute([id])? > 0)
    }
}

impl IssueJobs for Sqlite {
    fn work_on_issues(&self) -> Result<bool, StoreError> {
        let (is_any, deleted) = {
            let reader = self.readers.one();
            (job::is_any(&reader)?, project_deletion::next(&reader)?)
        };
        if is_any && work(&mut self.writer())? {
            return Ok(true);
        }
        match deleted {
            Some(project) => project_deletion::work(&mut self.writer(), project).map(|()| true),
            None => Ok(false),
        }
    }
}

impl Sqlite {
    /// Begins a move in a transaction, and does the first pieces of it.
    fn begin_move(
        &self,
        issues: &BTreeSet<i64>,
        begin: impl FnOnce(&Connection) -> Result<(), MoveError>,
    ) -> Result<(), MoveError> {
        if issues.len() > MOST_ISSUES {
            return Err(MoveError::TooMany);
        }
        let mut writer = self.writer();
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        begin(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        drop(writer);
        for _ in 0..AT_ONCE {
            // The writer is free between two pieces.
            match self.work_on_issues() {
                Ok(true) => {}
                Ok(false) => break,
                // The move has begun, and the piece may be of another one. The background goes on.
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "moving issues goes on later");
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Does a piece of the first job. Returns whether there was one. A job that fails becomes the last one, so that the others go
/// on.
fn work(connection: &mut Connection) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some(job) = job::first(&transaction)? else { return Ok(false) };
    let done = match (job.kind.as_str(), job.target) {
        ("merge", Some(target)) => merge::work(&transaction, &job, target),
        ("split", Some(target)) => split::work(&transaction, &job, target),
        _ => deletion::work(&transaction, &job),
    };
    match done {
        Ok(()) => {
            transaction.commit()?;
            Ok(true)
        }
        Err(error) => {
            transaction.rollback()?;
            job::put_last(connection, &job)?;
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests;
