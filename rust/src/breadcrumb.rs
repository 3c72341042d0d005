//! Breadcrumbs: events that may explain a later error.

use balefire_protocol::json::Object;

use crate::{Level, Map};

/// Something that happened before an error. The recorder adds the time.
#[derive(Debug, Clone, PartialEq)]
pub struct Breadcrumb {
    /// `default`, `navigation`, `http`, ... Default `default`.
    pub ty: String,
    /// Its topic, such as `cart`.
    pub category: Option<String>,
    /// Its level. Default [`Level::Info`].
    pub level: Level,
    /// Its text.
    pub message: Option<String>,
    /// Its data.
    pub data: Map,
}

impl Default for Breadcrumb {
    fn default() -> Self {
        Self { ty: "default".to_owned(), category: None, level: Level::Info, message: None, data: Map::new() }
    }
}

impl Breadcrumb {
    pub(crate) fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object
            .given("type", &self.ty)
            .given("category", self.category.as_deref().unwrap_or_default())
            .string("level", self.level.as_str())
            .given("message", self.message.as_deref().unwrap_or_default());
        if !self.data.is_empty() {
            self.data.write(object.key("data"));
        }
        object.end();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_breadcrumb_as_the_wire_spells_it() {
        let mut out = String::new();
        Breadcrumb {
            category: Some("cart".into()),
            message: Some("opened".into()),
            data: Map::from([("paid", true.into()), ("cents", 4800.into())]),
            ..Breadcrumb::default()
        }
        .write(&mut out);
        let json_value: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            json_value,
            json!({"type": "default", "category": "cart", "level": "info", "message": "opened",
                   "data": {"paid": true, "cents": 4800}})
        );
    }
}
