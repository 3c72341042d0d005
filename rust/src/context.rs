//! Several values under one name.

use std::collections::BTreeMap;

use crate::map_value::MapValue;
use crate::{Map, Value};

/// A context of events, see [`Scope::set_context`](crate::Scope::set_context).
///
/// Made of a [`Map`], of a map of the standard library, or of an object of `serde_json`; another value stands under the key
/// `value`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(pub(crate) Map);

impl Context {
    /// A context of these members, as the `sentry` crate spells it.
    ///
    /// ```
    /// let mut order = std::collections::BTreeMap::new();
    /// order.insert(String::from("article"), "tea".into());
    /// order.insert(String::from("cents"), 1250.into());
    /// balefire::configure_scope(|scope| scope.set_context("order", balefire::protocol::Context::Other(order)));
    /// ```
    #[allow(non_snake_case, reason = "the name of a variant there")]
    pub fn Other(members: impl Into<Self>) -> Self {
        members.into()
    }
}

#[cfg(feature = "serde")]
impl Context {
    /// A context of a type of the app's own: its members, as serde writes them. What it cannot write, such as a map with keys
    /// that are no texts, is an empty context.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Order<'a> {
    ///     article: &'a str,
    ///     cents: u32,
    /// }
    ///
    /// balefire::configure_scope(|scope| {
    ///     scope.set_context("order", balefire::Context::of(&Order { article: "tea", cents: 1250 }));
    /// });
    /// ```
    pub fn of(value: &impl serde::Serialize) -> Self {
        crate::written::written(value).map(Self::from).unwrap_or_default()
    }
}

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

impl<K: Into<String>> From<BTreeMap<K, Value>> for Context {
    fn from(members: BTreeMap<K, Value>) -> Self {
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

impl MapValue for Context {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }

    fn read(json: Value) -> Self {
        json.into()
    }
}
