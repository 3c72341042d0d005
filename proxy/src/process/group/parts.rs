//! The members of a frame that the grouping looks at, read in one pass.

use serde_json::Value;

use super::super::event_fields::Fields;

/// What a frame says of itself; empty or 0 where it says nothing.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Parts<'a> {
    pub function: &'a str,
    pub module: &'a str,
    pub platform: &'a str,
    pub lineno: u64,
    pub colno: u64,
    /// Whether it has an address or an index of wasm or of machine code.
    pub has_address: bool,
    filename: &'a str,
    abs_path: &'a str,
    package: &'a str,
}

impl<'a> Parts<'a> {
    /// The parts of a frame.
    pub(super) fn of(frame: &'a Fields) -> Self {
        let mut parts = Self::default();
        for (key, value) in frame {
            match (key.as_str(), value) {
                ("function", Value::String(text)) => parts.function = text,
                ("filename", Value::String(text)) => parts.filename = text,
                ("lineno", Value::Number(number)) => parts.lineno = number.as_u64().unwrap_or_default(),
                ("colno", Value::Number(number)) => parts.colno = number.as_u64().unwrap_or_default(),
                ("module", Value::String(text)) => parts.module = text,
                ("abs_path", Value::String(text)) => parts.abs_path = text,
                ("package", Value::String(text)) => parts.package = text,
                ("platform", Value::String(text)) => parts.platform = text,
                ("instruction_addr" | "raw_function", _) => parts.has_address = true,
                _ => {}
            }
        }
        parts
    }

    /// The file, else the next best that is known.
    pub(super) fn file(&self) -> &'a str {
        let all = [self.filename, self.abs_path, self.module, self.package];
        all.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
    }
}
