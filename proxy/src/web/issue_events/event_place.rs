//! The event of an issue that an address names: by its id, or by its place among the others.

use balefire_protocol::event_id;

use super::recommended::recommended_event;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::store::{Reader, StoreError};

/// An event of an issue, in Sentry's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) enum EventPlace {
    /// `latest`: the newest one.
    Latest,
    /// `oldest`.
    Oldest,
    /// `recommended`: the one that tells most.
    Recommended,
    /// The one with this id.
    Id(String),
}

impl EventPlace {
    /// The event that the last part of an address names.
    pub(in crate::web) fn read(segment: &str) -> Option<Self> {
        match segment {
            "latest" => Some(Self::Latest),
            "oldest" => Some(Self::Oldest),
            "recommended" => Some(Self::Recommended),
            id => event_id::read(id).map(Self::Id),
        }
    }

    /// The event, if the issue has it.
    pub(in crate::web) fn find(
        &self,
        store: &dyn Reader,
        issue: &Issue,
    ) -> Result<Option<StoredEvent>, StoreError> {
        match self {
            Self::Latest => store.latest_event(issue.id),
            Self::Oldest => store.oldest_event(issue.id),
            Self::Recommended => recommended_event(store, issue.id),
            Self::Id(event_id) => {
                let event = store.event(Some(&issue.project), event_id)?;
                Ok(event.filter(|event| event.issue_id == issue.id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_ids() {
        let id = "0123456789abcdef0123456789abcdef";
        for (segment, expect) in [
            ("latest", Some(EventPlace::Latest)),
            ("oldest", Some(EventPlace::Oldest)),
            ("recommended", Some(EventPlace::Recommended)),
            (id, Some(EventPlace::Id(id.into()))),
            ("newest", None),
            ("", None),
        ] {
            assert_eq!(EventPlace::read(segment), expect, "{segment}");
        }
    }
}
