//! Values under keys.

use std::collections::BTreeMap;

use balefire_protocol::json::write_string;

use crate::Value;

/// Values under keys, as JSON.
///
/// Values are written when they are inserted, so an app that never inserts one is spared the code that writes them.
///
/// ```
/// let mut order = balefire::Map::new();
/// order.insert("cents", 4800);
/// order.insert("articles", vec!["lantern", "oil"]);
/// let same = balefire::Map::from([("cents", 4800.into()), ("articles", vec!["lantern", "oil"].into())]);
/// assert_eq!(order, same);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    /// `"cents":4800,..`
    members: String,
}

impl Map {
    /// Without values.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: String::new() }
    }

    /// Adds a value. Of two under one key the later counts.
    pub fn insert(&mut self, key: impl AsRef<str>, value: impl Into<Value>) {
        self.key(key.as_ref()).push_str(&value.into().to_string());
    }

    /// Adds values of their own.
    pub fn insert_map(&mut self, key: impl AsRef<str>, map: &Self) {
        map.write(self.key(key.as_ref()));
    }

    /// Adds what is written as JSON.
    #[cfg(feature = "tracing")]
    pub(crate) fn insert_with(&mut self, key: &str, write: impl FnOnce(&mut String)) {
        write(self.key(key));
    }

    /// Adds all values of another one.
    pub(crate) fn extend(&mut self, other: &Self) {
        if !self.is_empty() && !other.is_empty() {
            self.members.push(',');
        }
        self.members.push_str(&other.members);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Adds a text, without the code that writes other values.
    pub(crate) fn insert_text(&mut self, key: &str, text: &str) {
        write_string(self.key(key), text);
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push('{');
        out.push_str(&self.members);
        out.push('}');
    }

    /// Writes a key and gives the place for its value.
    fn key(&mut self, key: &str) -> &mut String {
        if !self.is_empty() {
            self.members.push(',');
        }
        write_string(&mut self.members, key);
        self.members.push(':');
        &mut self.members
    }
}

impl<K: AsRef<str>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut map = Self::new();
        for (key, value) in members {
            map.insert(key, value);
        }
        map
    }
}

impl<K: AsRef<str>, V: Into<Value>> From<BTreeMap<K, V>> for Map {
    fn from(members: BTreeMap<K, V>) -> Self {
        members.into_iter().collect()
    }
}

impl From<serde_json::Map<String, Value>> for Map {
    fn from(members: serde_json::Map<String, Value>) -> Self {
        members.into_iter().collect()
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Map {
    fn from(members: [(&str, Value); N]) -> Self {
        members.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_as_json() {
        let mut map = Map::new();
        let mut out = String::new();
        map.write(&mut out);
        assert_eq!(out, "{}");
        map.insert("a \"key\"", "a\nvalue");
        map.insert("cents", 4800);
        map.insert("share", 0.25);
        map.insert_map("inner", &Map::from([("is", true.into())]));
        map.insert("cents", 1);
        let mut out = String::new();
        map.write(&mut out);
        assert_eq!(
            serde_json::from_str::<Value>(&out).unwrap(),
            json!({"a \"key\"": "a\nvalue", "cents": 1, "share": 0.25, "inner": {"is": true}})
        );
    }
}
