//! Several values under one name.

use std::collections::BTreeMap;

use crate::{Map, Value};

/// A context of events, see [`Scope::set_context`](crate::Scope::set_context).
///
/// Made of a [`Map`], or of an object of `serde_json`; another value stands under the key `value`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(pub(crate) Map);

impl From<Map> for Context {
    fn from(members: Map) -> Self {
        Self(members)
    }
}

impl From<&Map> for Context {
    fn from(members: &Map) -> Self {
        Self(members.clone())
    }
}

impl From<serde_json::Map<String, Value>> for Context {
    fn from(members: serde_json::Map<String, Value>) -> Self {
        Self(members.into())
    }
}

impl<K: AsRef<str>, V: Into<Value>> From<BTreeMap<K, V>> for Context {
    fn from(members: BTreeMap<K, V>) -> Self {
        Self(members.into())
    }
}

impl From<Value> for Context {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => members.into(),
            value => Map::from([("value", value)]).into(),
        }
    }
}
