//! Reads all issues and events of a project, piece by piece.

use super::StoreError;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// A place in the order in which issues or events are read. The default is the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportCursor(pub(super) i64);

/// Reads a project in pieces of bounded size. Between two pieces others write, so an issue or event that comes meanwhile
/// may be read too.
pub trait Export: Send + Sync {
    /// The next issues that were seen at a time or later, in the order of their numbers, and where to go on. The list is
    /// empty at the end.
    fn export_issues(
        &self,
        project_id: i64,
        since: Timestamp,
        after: ExportCursor,
    ) -> Result<(Vec<Issue>, ExportCursor), StoreError>;
    /// The next events that arrived at a time or later, in the order of arrival, and where to go on. The list is empty at
    /// the end.
    fn export_events(
        &self,
        project_id: i64,
        since: Timestamp,
        after: ExportCursor,
    ) -> Result<(Vec<StoredEvent>, ExportCursor), StoreError>;
}
