//! Values of the app's own types, as serde writes them.

use serde::Serialize;

use crate::Value;

/// The value as JSON; none if it cannot be written. In a page JavaScript writes the text: serde-wasm-bindgen makes its value.
#[cfg(target_arch = "wasm32")]
pub(crate) fn written(value: &impl Serialize) -> Option<Value> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = value.serialize(&serializer).ok()?;
    let text = js_sys::JSON::stringify(&value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn written(value: &impl Serialize) -> Option<Value> {
    serde_json::to_value(value).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn members_and_what_cannot_be_written() {
        #[derive(Serialize)]
        struct Order<'a> {
            article: &'a str,
            cents: u32,
        }
        assert_eq!(
            written(&Order { article: "tea", cents: 1250 }),
            Some(json!({"article": "tea", "cents": 1250}))
        );
        assert_eq!(written(&BTreeMap::from([((1, 2), "a")])), None);
        let empty = crate::Context::of(&BTreeMap::from([((1, 2), "a")]));
        assert_eq!(empty, crate::Context::default());
    }
}
