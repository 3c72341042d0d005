//! What is added to every event: user, tags, extra, contexts, and the ring of breadcrumbs.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use balefire_protocol::event::Level;
use balefire_protocol::json::{self, Raw};

use crate::fields::Fields;
use crate::shift::shift;

/// What is added to every event. Values are JSON text and pass through untouched.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    entries: Vec<Entry>,
}

/// One value: of a section that is an object (`tags`), or the section itself (`user`), which has no key.
#[derive(Debug, Clone)]
struct Entry {
    section: Section,
    /// A JSON string.
    key: String,
    /// JSON; empty once it is removed.
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

impl Section {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "tags" => Self::Tags,
            "extra" => Self::Extra,
            "contexts" => Self::Contexts,
            "user" => Self::User,
            "level" => Self::Level,
            "fingerprint" => Self::Fingerprint,
            _ => return None,
        })
    }
}

impl Scope {
    /// Sets values, each three fields: the section's name, the key as a JSON string (empty where the section has
    /// none), the value as JSON; `null` or nothing removes it.
    pub fn patch(&mut self, mut fields: Fields<'_>) {
        while fields.has_more() {
            let (section, key, value) = (Section::parse(fields.text()), fields.text(), fields.text());
            if let Some(section) = section {
                self.set(section, key, value);
            }
        }
    }

    fn set(&mut self, section: Section, key: &str, value: Raw<'_>) {
        let value = if value == "null" { "" } else { value }.to_string();
        match self.entries.iter_mut().find(|entry| entry.section == section && entry.key == key) {
            Some(entry) => entry.value = value,
            None => self.entries.push(Entry { section, key: key.to_string(), value }),
        }
    }

    /// The section as an object; empty where nothing was set.
    #[must_use]
    pub fn object(&self, section: Section) -> String {
        let mut out = String::new();
        for entry in self.entries.iter().filter(|entry| entry.section == section) {
            if !entry.value.is_empty() {
                out.push_str(if out.is_empty() { "{" } else { "," });
                out.push_str(&entry.key);
                out.push_str(":");
                out.push_str(&entry.value);
            }
        }
        if !out.is_empty() {
            out.push_str("}");
        }
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
        if self.ring.len() < self.most {
            return self.ring.push(breadcrumb);
        }
        shift(&mut self.ring, breadcrumb);
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

    fn scope(patches: &[[&str; 3]]) -> Scope {
        let mut scope = Scope::default();
        for patch in patches {
            scope.patch(Fields::of(&patch.join("\u{1f}")));
        }
        scope
    }

    #[test]
    fn sets_and_replaces() {
        let scope = scope(&[
            ["tags", r#""a""#, "1"],
            ["tags", r#""b\"""#, "2"],
            ["level", "", r#""warning""#],
            ["tags", r#""a""#, "3"],
            ["user", "", r#"{"id":"7"}"#],
        ]);
        assert_eq!(scope.object(Section::Tags), r#"{"a":3,"b\"":2}"#);
        assert_eq!(scope.value(Section::User), r#"{"id":"7"}"#);
        assert_eq!(scope.level(), Some(Level::Warning));
        assert_eq!(scope.object(Section::Extra), "");
    }

    #[test]
    fn null_and_nothing_remove() {
        let user = ["user", "", r#"{"id":"7"}"#];
        let extra = ["extra", r#""a""#, "1"];
        let scope = scope(&[user, extra, ["user", "", "null"], ["extra", r#""a""#, ""]]);
        assert_eq!((scope.value(Section::User), scope.object(Section::Extra).as_str()), ("", ""));
    }

    #[test]
    fn what_is_no_patch_changes_nothing() {
        assert!(scope(&[["", "", ""], ["nosuch", "", "1"]]).entries.is_empty());
        assert_eq!(scope(&[["level", "", r#""loud""#]]).level(), None);
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
