//! The values of maps.

use balefire_protocol::json::write_string;

use crate::Value;

/// A value of a [`Map`](crate::Map): a [`Value`], a text, or a [`Context`](crate::Context).
pub trait MapValue: Sized {
    /// Writes it as JSON.
    fn write(&self, out: &mut String);

    /// Makes it of JSON.
    fn read(json: Value) -> Self;
}

impl MapValue for Value {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }

    fn read(json: Value) -> Self {
        json
    }
}

impl MapValue for String {
    fn write(&self, out: &mut String) {
        write_string(out, self);
    }

    fn read(json: Value) -> Self {
        match json {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }
}
