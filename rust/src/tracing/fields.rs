//! The fields of a span, or of what was told in it.

use std::error::Error;
use std::fmt::{self, Write};

use tracing_core::Field;
use tracing_core::field::Visit;

use crate::chain::chain;
use crate::{Map, Value};

/// Fields, apart from those that say something of their own.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The words.
    pub message: Option<String>,
    /// What kind of thing a span is: the field `sentry.op`.
    pub op: Option<String>,
    /// What a span is called in the place of its name: the field `sentry.name`.
    pub name: Option<String>,
    /// Type and words of the last error among them, and of its sources.
    pub errors: Vec<(String, String)>,
    /// All others.
    pub values: Map,
}

impl Fields {
    fn keep(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = Some(text),
            ("sentry.op", Value::String(text)) => self.op = Some(text),
            ("sentry.name", Value::String(text)) => self.name = Some(text),
            (name, value) => {
                self.values.insert(name, value);
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value.into());
    }

    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        self.errors = chain(value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut words = String::new();
        // What is there is told, where the app's own formatting fails.
        let _ = write!(words, "{value:?}");
        self.keep(field, words.into());
    }
}
