//! Values under keys.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use balefire_protocol::json::write_string;

use crate::Value;
use crate::map_value::MapValue;

/// Values under keys, as JSON.
///
/// Values are written when they are inserted, so an app that never inserts one is spared the code that writes them; reading
/// one back reads all, and gives a copy.
///
/// ```
/// let mut order: balefire::Map = balefire::Map::new();
/// order.insert("cents".into(), 4800.into());
/// order.insert("articles".into(), vec!["lantern", "oil"].into());
/// let same = balefire::Map::from([("cents", 4800.into()), ("articles", vec!["lantern", "oil"].into())]);
/// assert_eq!(order, same);
/// assert_eq!(order.get("cents"), Some(4800.into()));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map<K = String, V = Value> {
    members: Members,
    of: PhantomData<(K, V)>,
}

/// The members of a map of any type: `"cents":4800,..`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Members(String);

impl Members {
    /// Writes a key and gives the place for its value.
    fn key(&mut self, key: &str) -> &mut String {
        self.separate();
        write_string(&mut self.0, key);
        self.0.push(':');
        &mut self.0
    }

    fn separate(&mut self) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push('{');
        out.push_str(&self.0);
        out.push('}');
    }
}

impl<K, V> Map<K, V> {
    /// Without values.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Members(String::new()), of: PhantomData }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.members.0.clear();
    }

    /// Adds a text, without the code that writes other values.
    pub(crate) fn insert_text(&mut self, key: &str, text: &str) {
        write_string(self.members.key(key), text);
    }

    /// Adds what is written as JSON.
    pub(crate) fn insert_with(&mut self, key: &str, write: impl FnOnce(&mut String)) {
        write(self.members.key(key));
    }

    /// Adds all values of another one.
    pub(crate) fn extend_with<V2>(&mut self, other: &Map<K, V2>) {
        if !other.is_empty() {
            self.members.separate();
            self.members.0.push_str(&other.members.0);
        }
    }

    /// Its members, without the type of their values.
    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    pub(crate) fn write(&self, out: &mut String) {
        self.members.write(out);
    }
}

impl<K: AsRef<str>, V: MapValue> Map<K, V> {
    /// Adds a value. Of two under one key the later counts.
    #[allow(clippy::needless_pass_by_value, reason = "as a map of the standard library has it")]
    pub fn insert(&mut self, key: K, value: V) {
        self.insert_with(key.as_ref(), |out| value.write(out));
    }
}

impl<V: MapValue> Map<String, V> {
    /// A copy of the value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<V> {
        self.read().remove(key).map(V::read)
    }

    /// Whether there is a value under a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.read().contains_key(key)
    }

    /// Takes a value away.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        let mut members = self.read();
        let removed = members.remove(key)?;
        self.clear();
        for (key, value) in members {
            self.insert_with(&key, |out| value.write(out));
        }
        Some(V::read(removed))
    }

    /// Copies of all, by their keys.
    pub fn iter(&self) -> impl Iterator<Item = (String, V)> {
        self.read().into_iter().map(|(key, value)| (key, V::read(value)))
    }

    fn read(&self) -> serde_json::Map<String, Value> {
        let mut text = String::new();
        self.write(&mut text);
        serde_json::from_str(&text).unwrap_or_default()
    }
}

impl<K: Into<String>, V: MapValue> FromIterator<(K, V)> for Map<String, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut map = Self::new();
        map.extend(members);
        map
    }
}

impl<K: Into<String>, V: MapValue> Extend<(K, V)> for Map<String, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        for (key, value) in members {
            self.insert(key.into(), value);
        }
    }
}

impl<K: Into<String>, V: MapValue> From<BTreeMap<K, V>> for Map<String, V> {
    fn from(members: BTreeMap<K, V>) -> Self {
        members.into_iter().collect()
    }
}

impl From<serde_json::Map<String, Value>> for Map {
    fn from(members: serde_json::Map<String, Value>) -> Self {
        members.into_iter().collect()
    }
}

impl<V: MapValue, const N: usize> From<[(&str, V); N]> for Map<String, V> {
    fn from(members: [(&str, V); N]) -> Self {
        members.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Context;

    fn written<V>(map: &Map<String, V>) -> Value {
        let mut out = String::new();
        map.write(&mut out);
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn values_as_json() {
        let mut map: Map = Map::new();
        assert_eq!(written(&map), json!({}));
        map.insert("a \"key\"".into(), "a\nvalue".into());
        map.insert("cents".into(), 4800.into());
        map.insert("share".into(), 0.25.into());
        map.insert("cents".into(), 1.into());
        assert_eq!(written(&map), json!({"a \"key\"": "a\nvalue", "cents": 1, "share": 0.25}));
    }

    #[test]
    fn values_are_read_back_and_taken_away() {
        let mut tags: Map<String, String> = Map::new();
        tags.insert("shop".to_owned(), "\"tea\"".to_owned());
        tags.insert("shop".into(), "oil".into());
        tags.insert("till".into(), "7".into());
        assert_eq!(tags.get("shop").as_deref(), Some("oil"));
        assert!(tags.contains_key("till") && !tags.contains_key("door"));
        assert_eq!(tags.remove("shop").as_deref(), Some("oil"));
        assert_eq!(tags.remove("shop"), None);
        assert_eq!(tags.iter().collect::<Vec<_>>(), [("till".to_owned(), "7".to_owned())]);
        tags.clear();
        assert!(tags.is_empty());
    }

    #[test]
    fn contexts_are_maps() {
        let mut contexts: Map<String, Context> = Map::new();
        contexts.insert("order".into(), json!({"paid": false}).into());
        assert_eq!(written(&contexts), json!({"order": {"paid": false}}));
        assert_eq!(contexts.get("order"), Some(json!({"paid": false}).into()));
    }
}
