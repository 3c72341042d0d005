//! Searches for issues, of pages and the web API.

use balefire_protocol::event_id;

use super::viewer::Identity;
use crate::model::event::StoredEvent;
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
