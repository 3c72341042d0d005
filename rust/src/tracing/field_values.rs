//! The fields of a span or of an event of `tracing`.

use std::error::Error;
use std::fmt::{self, Write};

use tracing_core::field::Visit;
use tracing_core::{Event as TracingEvent, Field};

use crate::chain::chain;
use crate::{Map, Value};

/// Fields, with the special ones apart.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The message.
    pub message: Option<String>,
    /// The operation of a span: the field `sentry.op`.
    pub op: Option<String>,
    /// Replaces the name of a span: the field `sentry.name`.
    pub name: Option<String>,
    /// Type and message of the last error among them, and of its sources.
    pub errors: Vec<(String, String)>,
    /// All others.
    pub values: Map,
    /// The same as a text: `order=7 shop="tea"`.
    pub described: String,
}

impl Fields {
    /// Those of an event.
    pub(super) fn of(event: &TracingEvent<'_>) -> Self {
        let mut fields = Self::default();
        event.record(&mut fields);
        fields
    }

    fn insert(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = Some(text),
            ("sentry.op", Value::String(text)) => self.op = Some(text),
            ("sentry.name", Value::String(text)) => self.name = Some(text),
            (name, value) => {
                if !self.described.is_empty() {
                    self.described.push(' ');
                }
                let value = value.to_string();
                for part in [name, "=", &value] {
                    self.described.push_str(part);
                }
                self.values.insert_with(name, |out| out.push_str(&value));
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value.into());
    }

    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        self.errors = chain(value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        // If the app's own formatting fails, the text before it is kept.
        let _ = write!(text, "{value:?}");
        self.insert(field, text.into());
    }
}
