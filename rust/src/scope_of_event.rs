//! The scope that has the members of an event for which a capture has no place.

use balefire_protocol::json::Object;

use crate::calls::Calls;
use crate::{Event, Level};

/// The calls that make the scope, as JSON; the level only if it is not that of the capture.
pub(crate) fn scope_of_event(event: &Event<'_>, level: Option<Level>) -> String {
    let mut calls = Calls::default();
    if level != Some(event.level) {
        calls.set_level(event.level);
    }
    if let Some(user) = &event.user {
        calls.set_user(user);
    }
    if let Some(transaction) = &event.transaction {
        calls.set_transaction(transaction);
    }
    if let Some(fingerprint) = event.own_fingerprint() {
        calls.set_fingerprint(fingerprint);
    }
    if event.maps().iter().any(|(_, members)| !members.is_empty()) {
        calls.call("update", |args| {
            let mut members = Object::new(args.next());
            event.write_maps(&mut members);
            members.end();
        });
    }
    if let Some(logger) = &event.logger {
        calls.call("update", |args| {
            let mut members = Object::new(args.next());
            members.string("logger", logger);
            members.end();
        });
    }
    calls.into_json()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Map;

    #[test]
    fn members_without_a_place_become_a_scope() {
        let event = Event {
            level: Level::Info,
            tags: Map::from([("shop", "tea".into())]),
            contexts: Map::from([("order", json!({"paid": true}).into())]),
            fingerprint: vec!["stock".into()].into(),
            logger: Some("till".into()),
            ..Event::default()
        };
        assert_eq!(
            scope_of_event(&event, Some(Level::Error)),
            r#"[["setLevel","info"],["setFingerprint",["stock"]],["update",{"tags":{"shop":"tea"},"contexts":{"order":{"paid":true}}}],["update",{"logger":"till"}]]"#
        );
    }
}
