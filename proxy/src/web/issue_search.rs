//! Searches for issues, of pages and the web API.

use balefire_protocol::event_id;

use super::issue_lookup;
use super::read_error::ReadError;
use super::viewer::Identity;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::issue_id;
use crate::model::timestamp::Timestamp;
use crate::search::{Search, SearchError, parse};
use crate::store::{Reader, StoreError};

/// The search that is made if none is asked for. An empty one finds all issues. Both are as in Sentry.
pub(super) const DEFAULT: &str = "is:unresolved";

/// Reads a search of this viewer.
pub(super) fn read(text: Option<&str>, viewer: &Identity, now: Timestamp) -> Result<Search, SearchError> {
    let name = match viewer {
        Identity::Token { name, .. } => Some(name.as_str()),
        Identity::ExpiredToken | Identity::UnknownToken | Identity::Nobody => None,
    };
    Ok(parse(text.unwrap_or(DEFAULT), now)?.asked_by(name))
}

/// The issue whose short id (`SHOP-1Z`) is all of the search, as Sentry finds it.
pub(super) fn issue(store: &dyn Reader, search: &Search) -> Result<Option<Issue>, ReadError> {
    let named = search.single_word().filter(|word| matches!(issue_id::parse(word), Some((Some(_), _))));
    match named.map(|word| issue_lookup::issue(store, word)) {
        None | Some(Err(ReadError::NotFound)) => Ok(None),
        Some(found) => found.map(Some),
    }
}

/// The event whose id is all of the search, as Sentry finds it; the newest one of several projects.
pub(super) fn event(
    store: &dyn Reader,
    search: &Search,
    project: Option<&str>,
) -> Result<Option<StoredEvent>, StoreError> {
    match search.single_word().and_then(event_id::read) {
        Some(event_id) => store.event(project, &event_id),
        None => Ok(None),
    }
}
