//! The users whom the newest events of an issue name.

use std::collections::HashMap;
use std::ops::ControlFlow;

use serde_json::Value;

use super::event_facts::EventFacts;
use crate::model::timestamp::Timestamp;
use crate::store::{EventRange, Reader, StoreError};

/// Most users on the list.
const MOST_USERS: usize = 100;
/// Most events that are read for it, the newest ones.
const MOST_READ: u32 = 2_000;

/// A user, in the words of the newest event that names them. What scrubbing has removed is not there.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::web) struct TouchedUser {
    pub id: String,
    pub email: String,
    /// The username, else the name.
    pub name: String,
    pub ip_address: String,
    /// Their newest event among those that were read.
    pub last_seen: Timestamp,
    /// Its id.
    pub event_id: String,
    /// Their events among those that were read.
    pub events: u64,
}

/// The users.
#[derive(Debug, Default)]
pub(in crate::web) struct TouchedUsers {
    /// Whose newest event is newest comes first.
    pub users: Vec<TouchedUser>,
    /// Number of events that were read.
    pub read: u32,
    /// Whether older events or further users are left out.
    pub is_cut: bool,
}

/// The users of the newest events of a range.
pub(in crate::web) fn touched_users(
    store: &dyn Reader,
    range: &EventRange,
) -> Result<TouchedUsers, StoreError> {
    let mut found = TouchedUsers::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let visited = store.visit_events(range, MOST_READ, &mut |event| {
        let facts = EventFacts::of(&event.body);
        let Some(user) = facts.user().and_then(user) else { return ControlFlow::Continue(()) };
        let key = user.key();
        match places.get(&key).copied() {
            Some(at) => {
                if let Some(known) = found.users.get_mut(at) {
                    known.events = known.events.saturating_add(facts.times());
                }
            }
            None if found.users.len() >= MOST_USERS => found.is_cut = true,
            None => {
                places.insert(key, found.users.len());
                found.users.push(TouchedUser {
                    last_seen: event.timestamp,
                    event_id: event.event_id,
                    events: facts.times(),
                    ..user
                });
            }
        }
        ControlFlow::Continue(())
    })?;
    found.read = visited.events;
    found.is_cut |= !visited.is_complete;
    Ok(found)
}

/// The user, if the event names one by anything.
fn user(user: &Value) -> Option<TouchedUser> {
    let text = |key: &str| match &user[key] {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let name = Some(text("username")).filter(|name| !name.is_empty()).unwrap_or_else(|| text("name"));
    let user = TouchedUser {
        id: text("id"),
        email: text("email"),
        name,
        ip_address: text("ip_address"),
        last_seen: Timestamp(0.0),
        event_id: String::new(),
        events: 0,
    };
    (!user.key().is_empty()).then_some(user)
}

impl TouchedUser {
    /// By what users are told apart, in the order in which events are counted for `Issue::users`.
    fn key(&self) -> String {
        let all = [("id", &self.id), ("email", &self.email), ("name", &self.name), ("ip", &self.ip_address)];
        let first = all.into_iter().find(|(_, value)| !value.is_empty());
        first.map(|(kind, value)| format!("{kind}:{value}")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn told_apart_by_the_first_that_is_there() {
        for (value, key) in [
            (json!({"id": 7, "email": "a@b.test"}), Some("id:7")),
            (json!({"email": "a@b.test", "ip_address": "::1"}), Some("email:a@b.test")),
            (json!({"name": "Ada"}), Some("name:Ada")),
            (json!({"ip_address": "::1"}), Some("ip:::1")),
            (json!({"id": null, "geo": {"city": "x"}}), None),
            (json!({}), None),
        ] {
            assert_eq!(user(&value).map(|user| user.key()).as_deref(), key, "{value}");
        }
    }
}
