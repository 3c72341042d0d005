//! Data that is added to events, held by the app itself.

use serde_json::{Map, Value};

/// The sections that are merged key by key.
const KEYED: [&str; 3] = ["tags", "extra", "contexts"];

/// A scope: members that it adds to events.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    members: Map<String, Value>,
}

impl Scope {
    /// Makes changes as [`crate::Scope`] writes them: `[["setTag","shop","tea"],..]`.
    pub(super) fn change(&mut self, calls: &str) {
        let calls: Vec<Vec<Value>> = serde_json::from_str(calls).unwrap_or_default();
        for call in calls {
            let mut parts = call.into_iter();
            let name = parts.next();
            let (first, second) = (parts.next(), parts.next());
            match (name.as_ref().and_then(Value::as_str).unwrap_or_default(), first) {
                ("setTag", Some(Value::String(key))) => self.set_in("tags", key, second),
                ("setExtra", Some(Value::String(key))) => self.set_in("extra", key, second),
                ("setContext", Some(Value::String(key))) => {
                    self.set_in("contexts", key, second.filter(|it| !it.is_null()));
                }
                ("setUser", user) => self.set("user", user.filter(|it| !it.is_null())),
                ("setLevel", level) => self.set("level", level),
                ("setFingerprint", parts) => self.set("fingerprint", parts),
                ("setTransactionName", name) => self.set("transaction", name),
                ("update", Some(Value::Object(sections))) => {
                    for (section, values) in sections {
                        match values {
                            Value::Object(values) => {
                                for (key, value) in values {
                                    self.set_in(&section, key, Some(value));
                                }
                            }
                            value => self.set(&section, Some(value)),
                        }
                    }
                }
                ("clear", _) => self.members.clear(),
                _ => {}
            }
        }
    }

    fn set(&mut self, key: &str, value: Option<Value>) {
        match value {
            Some(value) => self.members.insert(key.to_owned(), value),
            None => self.members.remove(key),
        };
    }

    fn set_in(&mut self, section: &str, key: String, value: Option<Value>) {
        let section = self.members.entry(section).or_insert_with(|| Map::new().into());
        let Value::Object(section) = section else { return };
        match value {
            Some(value) => section.insert(key, value),
            None => section.remove(&key),
        };
    }

    /// Adds members that an event does not have itself. The level of a scope replaces that of the event, as in Sentry's SDKs.
    pub(super) fn apply(&self, event: &mut Map<String, Value>) {
        for (key, value) in &self.members {
            match (value, event.get_mut(key)) {
                (Value::Object(ours), Some(Value::Object(own))) if KEYED.contains(&key.as_str()) => {
                    for (key, value) in ours {
                        own.entry(key.as_str()).or_insert_with(|| value.clone());
                    }
                }
                (_, Some(_)) if key != "level" => {}
                _ => {
                    event.insert(key.clone(), value.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn applied(calls: Value, event: Value) -> Value {
        let mut scope = Scope::default();
        scope.change(&calls.to_string());
        let mut event = event.as_object().unwrap().clone();
        scope.apply(&mut event);
        Value::Object(event)
    }

    #[test]
    fn what_an_event_does_not_say_the_scope_does() {
        let calls = json!([
            ["setTag", "shop", "tea"], ["setTag", "of", "scope"], ["setTag", "gone", "1"], ["setTag", "gone"],
            ["setExtra", "cart", [1, null]], ["setContext", "order", {"paid": true}], ["setUser", {"id": "42"}],
            ["setLevel", "warning"], ["setFingerprint", ["a"]], ["setTransactionName", "/cart"]
        ]);
        assert_eq!(
            applied(calls, json!({"level": "error", "tags": {"of": "event"}, "fingerprint": ["b"]})),
            json!({
                "level": "warning", "tags": {"of": "event", "shop": "tea"}, "extra": {"cart": [1, null]},
                "contexts": {"order": {"paid": true}}, "user": {"id": "42"}, "fingerprint": ["b"],
                "transaction": "/cart"
            })
        );
    }

    #[test]
    fn what_is_taken_away_is_gone() {
        let calls = json!([
            ["setContext", "order", {}], ["setContext", "order", null], ["setUser", {"id": "1"}], ["setUser", null],
            ["setLevel", "info"], ["setLevel"]
        ]);
        assert_eq!(applied(calls, json!({})), json!({"contexts": {}}));
        assert_eq!(applied(json!([["setTag", "a", "b"], ["clear"]]), json!({})), json!({}));
    }

    #[test]
    fn what_is_no_change_changes_nothing() {
        for calls in [json!(7), json!([7]), json!([[]]), json!([["setTag"]]), json!([["toString", 1]])] {
            assert_eq!(applied(calls, json!({})), json!({}));
        }
    }
}
