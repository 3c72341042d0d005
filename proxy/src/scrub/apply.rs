//! Scrubs events, JSON and texts.

use serde_json::{Map, Value};

use super::{Scrubber, body, walk};

impl Scrubber {
    /// Scrubs an object with the shape of an event: an event, a transaction or feedback.
    ///
    /// ```
    /// use balefire_proxy::scrub::{Scrubber, Settings};
    /// let scrubber = Scrubber::new(&Settings::default()).unwrap();
    /// let mut event = serde_json::json!({"extra": {"password": "hunter2", "cart": 3}});
    /// scrubber.event(event.as_object_mut().unwrap());
    /// assert_eq!(event, serde_json::json!({"extra": {"password": "[Filtered]", "cart": 3}}));
    /// ```
    pub fn event(&self, event: &mut Map<String, Value>) {
        walk::event(self, event);
    }

    /// Scrubs any other JSON: each text in it, and each value with a name.
    pub fn json(&self, value: &mut Value) {
        walk::any(self, value, body::NESTED);
    }

    /// Scrubs a single text.
    pub fn text(&self, text: &mut String) {
        self.texts.clean(text, &self.keys);
    }
}
