//! An event of the app's own making.

use std::borrow::Cow;

use balefire_protocol::json::{Object, write_array, write_string};

use crate::map::Members;
use crate::{Context, Level, Map, Stacktrace, User, Values};

/// The fingerprint of events that have none of their own: the server's rules.
const DEFAULT_FINGERPRINT: &[Cow<'static, str>] = &[Cow::Borrowed("{{ default }}")];

/// An event, see [`capture_event`](crate::capture_event). The recorder adds its id, the time, the page and the scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a> {
    /// Its level. Default [`Level::Error`].
    pub level: Level,
    /// Its text.
    pub message: Option<String>,
    /// The part of the app that reports it.
    pub logger: Option<String>,
    /// The current transaction, such as a route.
    pub transaction: Option<String>,
    /// Its exceptions; each comes after its cause.
    pub exception: Values<Exception>,
    /// The user.
    pub user: Option<User>,
    /// Tags, which events can be searched by.
    pub tags: Map<String, String>,
    /// Extra data.
    pub extra: Map,
    /// Contexts: several values under one name.
    pub contexts: Map<String, Context>,
    /// The fingerprint, by which the server groups. Default `{{ default }}`, its own rules.
    pub fingerprint: Cow<'a, [Cow<'a, str>]>,
}

impl Default for Event<'_> {
    fn default() -> Self {
        Self {
            level: Level::Error,
            message: None,
            logger: None,
            transaction: None,
            exception: Values::new(),
            user: None,
            tags: Map::new(),
            extra: Map::new(),
            contexts: Map::new(),
            fingerprint: Cow::Borrowed(DEFAULT_FINGERPRINT),
        }
    }
}

/// An exception.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exception {
    /// Its type.
    pub ty: String,
    /// Its message.
    pub value: Option<String>,
    /// The module of its type.
    pub module: Option<String>,
    /// Its stack, for [`capture_event`](crate::capture_event). Default none: the server shows the event without one.
    pub stacktrace: Option<Stacktrace>,
}

impl Event<'_> {
    /// Without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The fingerprint, if it is not that of all events.
    pub(crate) fn own_fingerprint(&self) -> Option<&[Cow<'_, str>]> {
        let fingerprint = &*self.fingerprint;
        (!fingerprint.is_empty() && fingerprint != DEFAULT_FINGERPRINT).then_some(fingerprint)
    }

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
            write_array(values.key("values"), &*self.exception, |out, exception| {
                let mut object = Object::new(out);
                object
                    .string("type", &exception.ty)
                    .given("value", exception.value.as_deref().unwrap_or_default())
                    .given("module", exception.module.as_deref().unwrap_or_default());
                if let Some(stacktrace) = &exception.stacktrace {
                    stacktrace.write(&mut object);
                }
                object.end();
            });
            values.end();
        }
        if let Some(user) = &self.user {
            user.write(object.key("user"));
        }
        self.write_maps(&mut object);
        if let Some(parts) = self.own_fingerprint() {
            write_array(object.key("fingerprint"), parts, |out, part| write_string(out, part));
        }
        object.end();
        json
    }

    /// Tags, extra data and contexts.
    pub(crate) fn maps(&self) -> [(&'static str, &Members); 3] {
        [
            ("tags", self.tags.members()),
            ("extra", self.extra.members()),
            ("contexts", self.contexts.members()),
        ]
    }

    /// Writes those that are not empty.
    pub(crate) fn write_maps(&self, object: &mut Object<'_>) {
        for (key, members) in self.maps() {
            if !members.is_empty() {
                members.write(object.key(key));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Frame;

    #[test]
    fn an_event_as_the_wire_spells_it() {
        let event = Event {
            level: Level::Warning,
            message: Some("stock is low".into()),
            logger: Some("shop".into()),
            exception: vec![Exception {
                ty: "Stock".into(),
                value: Some("below 5".into()),
                module: Some("till".into()),
                stacktrace: Some(Stacktrace {
                    frames: vec![Frame {
                        function: Some("count".into()),
                        filename: Some("rules/stock.lua".into()),
                        lineno: Some(7),
                        in_app: Some(true),
                        ..Frame::default()
                    }],
                }),
            }]
            .into(),
            user: Some(User { username: Some("ada".into()), ..User::default() }),
            tags: Map::from([("article", "tea".into())]),
            contexts: Map::from([("stock", json!({"left": 4}).into())]),
            fingerprint: vec!["stock".into()].into(),
            ..Event::default()
        };
        assert_eq!(
            serde_json::from_str::<Value>(&event.to_json()).unwrap(),
            json!({
                "level": "warning", "message": "stock is low", "logger": "shop",
                "exception": {"values": [{
                    "type": "Stock", "value": "below 5", "module": "till",
                    "stacktrace": {"frames": [
                        {"function": "count", "filename": "rules/stock.lua", "lineno": 7, "in_app": true}
                    ]}
                }]},
                "user": {"username": "ada"}, "tags": {"article": "tea"},
                "contexts": {"stock": {"left": 4}}, "fingerprint": ["stock"]
            })
        );
        assert_eq!(Event::default().to_json(), r#"{"level":"error"}"#);
    }
}
