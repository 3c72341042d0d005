//! What is added to every event: user, tags, extra, contexts, and the ring of breadcrumbs.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use balefire_protocol::event::Level;
use balefire_protocol::json::{self, Members, Object, Raw};

/// What is added to every event. Values are JSON text and pass through untouched.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    entries: Vec<Entry>,
}

/// One value: of a section that is an object (`tags`), or the section itself (`user`), which has no key.
#[derive(Debug, Clone)]
struct Entry {
    section: Section,
    key: String,
    value: String,
}

/// The parts of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Values to search by.
    Tags,
    /// Values to look at.
    Extra,
    /// Named groups of values.
    Contexts,
    /// Who.
    User,
    /// How bad.
    Level,
    /// What groups the event.
    Fingerprint,
}

impl Scope {
    /// Takes over what a patch names: `{"user": {..}, "tags": {"k": "v"}, "level": "warning", ..}`; `null` removes.
    pub fn patch(&mut self, patch: Raw<'_>) {
        for (key, raw) in Members::of(patch) {
            match key {
                "tags" => self.set_all(Section::Tags, raw),
                "extra" => self.set_all(Section::Extra, raw),
                "contexts" => self.set_all(Section::Contexts, raw),
                "user" => self.set(Section::User, "", raw),
                "level" => self.set(Section::Level, "", raw),
                "fingerprint" => self.set(Section::Fingerprint, "", raw),
                _ => {}
            }
        }
    }

    /// Sets one value.
    pub fn set(&mut self, section: Section, key: &str, value: Raw<'_>) {
        self.entries.retain(|entry| entry.section != section || entry.key != key);
        if value != "null" {
            self.entries.push(Entry { section, key: key.to_string(), value: value.to_string() });
        }
    }

    /// The section as an object; empty where nothing was set.
    #[must_use]
    pub fn object(&self, section: Section) -> String {
        let mut out = String::new();
        if self.value(section).is_empty() {
            return out;
        }
        let mut object = Object::new(&mut out);
        for entry in self.entries.iter().filter(|entry| entry.section == section) {
            object.raw(&entry.key, &entry.value);
        }
        object.end();
        out
    }

    /// The value of a section without keys; empty where nothing was set.
    #[must_use]
    pub fn value(&self, section: Section) -> Raw<'_> {
        self.entries.iter().find(|entry| entry.section == section).map_or("", |entry| &entry.value)
    }

    /// The level, if one was set.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        Level::parse(json::inner(self.value(Section::Level))?)
    }

    fn set_all(&mut self, section: Section, object: Raw<'_>) {
        for (key, raw) in Members::of(object) {
            self.set(section, key, raw);
        }
    }
}

/// The newest breadcrumbs, each JSON text.
#[derive(Debug, Clone, Default)]
pub struct Breadcrumbs {
    ring: Vec<String>,
    most: usize,
}

impl Breadcrumbs {
    /// Keeps at most this many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { ring: Vec::new(), most }
    }

    /// Adds one; the oldest makes room.
    pub fn add(&mut self, breadcrumb: String) {
        self.ring.push(breadcrumb);
        if self.ring.len() > self.most {
            // A hundred pointers to move: less than a real ring costs in code.
            self.ring.remove(0);
        }
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[String] {
        &self.ring
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(patches: &[&str]) -> Scope {
        let mut scope = Scope::default();
        for patch in patches {
            scope.patch(patch);
        }
        scope
    }

    #[test]
    fn sets_and_replaces() {
        let scope = scope(&[
            r#"{"tags":{"a":"1","b\"":"2"},"level":"warning"}"#,
            r#"{"tags":{"a":"3"},"user":{"id":"7"}}"#,
        ]);
        assert_eq!(scope.object(Section::Tags), r#"{"b\"":"2","a":"3"}"#);
        assert_eq!(scope.value(Section::User), r#"{"id":"7"}"#);
        assert_eq!(scope.level(), Some(Level::Warning));
        assert_eq!(scope.object(Section::Extra), "");
    }

    #[test]
    fn null_removes() {
        let scope = scope(&[r#"{"user":{"id":"7"},"extra":{"a":1}}"#, r#"{"user":null,"extra":{"a":null}}"#]);
        assert_eq!((scope.value(Section::User), scope.object(Section::Extra).as_str()), ("", ""));
    }

    #[test]
    fn what_is_no_patch_changes_nothing() {
        assert!(scope(&["", "[]", "{\"tags\":7}"]).entries.is_empty());
        assert_eq!(scope(&[r#"{"level":"loud"}"#]).level(), None);
    }

    #[test]
    fn oldest_breadcrumb_makes_room() {
        let mut breadcrumbs = Breadcrumbs::new(2);
        for n in ["1", "2", "3"] {
            breadcrumbs.add(n.into());
        }
        assert_eq!(breadcrumbs.all(), ["2", "3"]);
    }

    #[test]
    fn no_breadcrumbs_are_kept_when_none_are_wanted() {
        let mut breadcrumbs = Breadcrumbs::new(0);
        breadcrumbs.add("1".into());
        assert!(breadcrumbs.all().is_empty());
    }
}
