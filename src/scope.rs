//! What is added to every event: user, tags, extra, contexts, and the ring of breadcrumbs.

use alloc::collections::VecDeque;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use balefire_protocol::event::{Event, Level, RawJson};
use balefire_protocol::json::{self, Members};

/// What is added to every event. Values are JSON text and pass through untouched.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    user: Option<RawJson>,
    tags: Vec<(String, RawJson)>,
    extra: Vec<(String, RawJson)>,
    contexts: Vec<(String, RawJson)>,
    level: Option<Level>,
    fingerprint: Option<RawJson>,
}

impl Scope {
    /// Takes over what a patch names: `{"user": {..}, "tags": {"k": "v"}, "level": "warning", ..}`; `null` removes.
    pub fn patch(&mut self, patch: &str) {
        for (key, raw) in Members::of(patch) {
            match key.as_str() {
                "user" => self.user = given(raw),
                "tags" => set_all(&mut self.tags, raw),
                "extra" => set_all(&mut self.extra, raw),
                "contexts" => set_all(&mut self.contexts, raw),
                "level" => self.level = json::string(raw).and_then(|word| Level::parse(&word)),
                "fingerprint" => self.fingerprint = given(raw),
                _ => {}
            }
        }
    }

    /// Adds the scope to an event.
    pub fn apply(&self, event: &mut Event) {
        event.user = self.user.clone();
        event.tags.extend_from_slice(&self.tags);
        event.extra.extend_from_slice(&self.extra);
        event.contexts.extend_from_slice(&self.contexts);
        event.fingerprint = self.fingerprint.clone();
        if let Some(level) = self.level {
            event.level = level;
        }
    }
}

fn given(raw: &str) -> Option<RawJson> {
    (raw != "null").then(|| raw.to_string())
}

/// Sets each member of an object in a list of entries.
fn set_all(entries: &mut Vec<(String, RawJson)>, object: &str) {
    for (key, raw) in Members::of(object) {
        entries.retain(|(known, _)| *known != key);
        if let Some(value) = given(raw) {
            entries.push((key, value));
        }
    }
}

/// The newest breadcrumbs, each JSON text.
#[derive(Debug, Clone, Default)]
pub struct Breadcrumbs {
    ring: VecDeque<RawJson>,
    most: usize,
}

impl Breadcrumbs {
    /// Keeps at most this many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { ring: VecDeque::new(), most }
    }

    /// Adds one; the oldest makes room.
    pub fn add(&mut self, breadcrumb: RawJson) {
        self.ring.push_back(breadcrumb);
        if self.ring.len() > self.most {
            self.ring.pop_front();
        }
    }

    /// Adds them all to an event.
    pub fn apply(&self, event: &mut Event) {
        event.breadcrumbs.extend(self.ring.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patches: &[&str], expect: &Event) {
        let mut scope = Scope::default();
        for patch in patches {
            scope.patch(patch);
        }
        let mut event = Event::default();
        scope.apply(&mut event);
        assert_eq!(&event, expect);
    }

    #[test]
    fn sets_and_replaces() {
        check(
            &[r#"{"tags":{"a":"1","b":"2"},"level":"warning"}"#, r#"{"tags":{"a":"3"},"user":{"id":"7"}}"#],
            &Event {
                tags: vec![("b".into(), r#""2""#.into()), ("a".into(), r#""3""#.into())],
                user: Some(r#"{"id":"7"}"#.into()),
                level: Level::Warning,
                ..Event::default()
            },
        );
    }

    #[test]
    fn null_removes() {
        check(
            &[r#"{"user":{"id":"7"},"extra":{"a":1}}"#, r#"{"user":null,"extra":{"a":null}}"#],
            &Event::default(),
        );
    }

    #[test]
    fn what_is_no_patch_changes_nothing() {
        check(&["", "[]", "{\"tags\":7}", "{\"level\":\"loud\"}"], &Event::default());
    }

    #[test]
    fn oldest_breadcrumb_makes_room() {
        let mut breadcrumbs = Breadcrumbs::new(2);
        for n in ["1", "2", "3"] {
            breadcrumbs.add(n.into());
        }
        let mut event = Event::default();
        breadcrumbs.apply(&mut event);
        assert_eq!(event.breadcrumbs, ["2", "3"]);
    }

    #[test]
    fn no_breadcrumbs_are_kept_when_none_are_wanted() {
        let mut breadcrumbs = Breadcrumbs::new(0);
        breadcrumbs.add("1".into());
        let mut event = Event::default();
        breadcrumbs.apply(&mut event);
        assert!(event.breadcrumbs.is_empty());
    }
}
