//! The members of a stored event that are counted over many events. The rest of the body is skipped and makes no values.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The counted members.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EventFacts {
    /// Own and derived tags, as processing has written them.
    tags: Option<BTreeMap<String, Value>>,
    times_seen: Option<u64>,
    user: Option<Value>,
}

impl EventFacts {
    /// Those of a body. A body that cannot be read has none.
    pub(super) fn of(body: &str) -> Self {
        serde_json::from_str(body).unwrap_or_default()
    }

    /// How many identical events it stands for.
    pub(super) fn times(&self) -> u64 {
        self.times_seen.unwrap_or(1).max(1)
    }

    /// The tags that are texts.
    pub(super) fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.tags.iter().flatten();
        all.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }

    /// The user, as the event says it.
    pub(super) fn user(&self) -> Option<&Value> {
        self.user.as_ref().filter(|user| user.is_object())
    }
}
