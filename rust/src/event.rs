//! An event of the app's own making.

use balefire_protocol::json::{Object, write_array, write_string};

use crate::{Level, Map, User};

/// An event, see [`capture_event`](crate::capture_event). The recorder adds its id, the time, the page and the scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// Its level.
    pub level: Level,
    /// Its text.
    pub message: Option<String>,
    /// The part of the app that reports it.
    pub logger: Option<String>,
    /// The current transaction, such as a route.
    pub transaction: Option<String>,
    /// Its exceptions; each comes after its cause.
    pub exception: Vec<Exception>,
    /// The user.
    pub user: Option<User>,
    /// Tags, which events can be searched by.
    pub tags: Map,
    /// Extra data.
    pub extra: Map,
    /// Contexts: several values under one name.
    pub contexts: Map,
    /// The fingerprint, by which the server groups. Empty for its own rules.
    pub fingerprint: Vec<String>,
}

/// An exception.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exception {
    /// Its type.
    pub ty: String,
    /// Its message.
    pub value: Option<String>,
}

impl Event {
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::new();
        let mut object = Object::new(&mut json);
        object
            .string("level", self.level.as_str())
            .given("message", self.message.as_deref().unwrap_or_default())
            .given("logger", self.logger.as_deref().unwrap_or_default())
            .given("transaction", self.transaction.as_deref().unwrap_or_default());
        if !self.exception.is_empty() {
            let mut values = Object::new(object.key("exception"));
            write_array(values.key("values"), &self.exception, |out, exception| {
                let mut object = Object::new(out);
                object
                    .string("type", &exception.ty)
                    .given("value", exception.value.as_deref().unwrap_or_default());
                object.end();
            });
            values.end();
        }
        if let Some(user) = &self.user {
            user.write(object.key("user"));
        }
        for (key, map) in [("tags", &self.tags), ("extra", &self.extra), ("contexts", &self.contexts)] {
            if !map.is_empty() {
                map.write(object.key(key));
            }
        }
        if !self.fingerprint.is_empty() {
            write_array(object.key("fingerprint"), &self.fingerprint, |out, part| write_string(out, part));
        }
        object.end();
        json
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_event_as_the_wire_spells_it() {
        let event = Event {
            level: Level::Warning,
            message: Some("stock is low".into()),
            logger: Some("shop".into()),
            exception: vec![Exception { ty: "Stock".into(), value: Some("below 5".into()) }],
            user: Some(User { username: Some("ada".into()), ..User::default() }),
            tags: Map::from([("article", "tea".into())]),
            contexts: Map::from([("stock", json!({"left": 4}))]),
            fingerprint: vec!["stock".into()],
            ..Event::default()
        };
        assert_eq!(
            serde_json::from_str::<Value>(&event.to_json()).unwrap(),
            json!({
                "level": "warning", "message": "stock is low", "logger": "shop",
                "exception": {"values": [{"type": "Stock", "value": "below 5"}]},
                "user": {"username": "ada"}, "tags": {"article": "tea"},
                "contexts": {"stock": {"left": 4}}, "fingerprint": ["stock"]
            })
        );
        assert_eq!(Event::default().to_json(), r#"{"level":"error"}"#);
    }
}
