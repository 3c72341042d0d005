//! The fields of a span or of an event of `tracing`.

use std::error::Error;
use std::fmt::{self, Write};

use balefire_protocol::json::{write_string, write_unsigned};
use serde_json::Number;
use tracing_core::field::Visit;
use tracing_core::{Event as TracingEvent, Field};

use super::origin::Origin;
use crate::Map;
use crate::chain::chain;

/// Begins the names of fields that are tags.
const TAGS: &str = "tags.";

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
    /// The text of the field `error`, as `#[instrument(err)]` writes it.
    error: Option<String>,
    /// Fields whose names begin with `tags.`, without that.
    pub tags: Map<String, String>,
    /// Where a record of the crate `log` comes from.
    pub origin: Origin,
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
        fields.message = fields.message.or(fields.error.take());
        fields
    }

    /// Takes a text.
    fn text(&mut self, field: &Field, text: String) {
        match field.name() {
            "message" => self.message = Some(text),
            "sentry.op" => self.op = Some(text),
            "sentry.name" => self.name = Some(text),
            "log.target" => self.origin.target = Some(text),
            "log.module_path" => self.origin.module = Some(text),
            "log.file" => self.origin.file = Some(text),
            name => {
                if let Some(key) = name.strip_prefix(TAGS) {
                    return self.tags.insert_text(key, &text);
                }
                let mut json = String::new();
                write_string(&mut json, &text);
                self.value(name, &json);
                if name == "error" {
                    self.error = Some(text);
                }
            }
        }
    }

    /// Takes a number or a truth value, as JSON.
    fn json(&mut self, field: &Field, json: &str) {
        let name = field.name();
        if name == "log.line" {
            self.origin.line = Some(json.to_owned());
        } else if let Some(key) = name.strip_prefix(TAGS) {
            self.tags.insert_text(key, json);
        } else {
            self.value(name, json);
        }
    }

    fn value(&mut self, name: &str, json: &str) {
        if !self.described.is_empty() {
            self.described.push(' ');
        }
        for part in [name, "=", json] {
            self.described.push_str(part);
        }
        self.values.insert_with(name, |out| out.push_str(json));
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinity.
        let number = Number::from_f64(value).map(|number| number.to_string());
        self.json(field, number.as_deref().unwrap_or("null"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        let mut json = String::from(if value < 0 { "-" } else { "" });
        write_unsigned(&mut json, value.unsigned_abs());
        self.json(field, &json);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let mut json = String::new();
        write_unsigned(&mut json, value);
        self.json(field, &json);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.json(field, if value { "true" } else { "false" });
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        self.errors = chain(value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        // If the app's own formatting fails, the text before it is kept.
        let _ = write!(text, "{value:?}");
        self.text(field, text);
    }
}
