//! The members of a frame that the grouping reads, collected in one pass.

use serde_json::Value;

use super::super::event_fields::Fields;

/// The grouping-relevant members of a frame; absent ones are empty or 0.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Parts<'a> {
    pub function: &'a str,
    pub module: &'a str,
    pub platform: &'a str,
    pub lineno: u64,
    pub colno: u64,
    /// Whether the frame has an address or an index of wasm or of machine code.
    pub has_address: bool,
    filename: &'a str,
    abs_path: &'a str,
    package: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads the members of a frame.
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

    /// The frame's file, else the best substitute for it.
    pub(super) fn file(&self) -> &'a str {
        let all = [self.filename, self.abs_path, self.module, self.package];
        all.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
    }
}
