//! Writes JSON without Rust's formatting code.

use alloc::string::String;

use super::Raw;

/// Appends a JSON string, quoted and escaped.
pub fn write_string(out: &mut String, text: &str) {
    out.push_str("\"");
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        if short.is_empty() {
            out.push_str("\\u00");
            out.push_str(digit(byte >> 4));
            out.push_str(digit(byte & 15));
        } else {
            out.push_str(short);
        }
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push_str("\"");
}

/// Writes one object, member by member. Absent values are omitted.
#[derive(Debug)]
pub struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Opens the object.
    pub fn new(out: &'a mut String) -> Self {
        out.push_str("{");
        Self { out, is_empty: true }
    }

    /// Writes a key and returns the output, for its value.
    ///
    /// The key is written unchanged: it must need no escapes or already have them, like the keys of [`super::Members`].
    pub fn key(&mut self, key: &str) -> &mut String {
        self.out.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.is_empty = false;
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out
    }

    /// Writes a string.
    pub fn string(&mut self, key: &str, value: &str) -> &mut Self {
        write_string(self.key(key), value);
        self
    }

    /// Writes a string, unless it is empty.
    pub fn given(&mut self, key: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            self.string(key, value);
        }
        self
    }

    /// Writes a value that is already JSON text. An empty text is omitted.
    pub fn raw(&mut self, key: &str, json: Raw<'_>) -> &mut Self {
        if !json.is_empty() {
            self.key(key).push_str(json);
        }
        self
    }

    /// Writes a whole number.
    pub fn unsigned(&mut self, key: &str, value: u64) -> &mut Self {
        write_unsigned(self.key(key), value);
        self
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, key: &str, value: bool) -> &mut Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push_str("}");
    }
}

/// Appends an array, each element written by `write`.
pub fn write_array<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    out.push_str("[");
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            out.push_str(",");
        }
        write(out, item);
    }
    out.push_str("]");
}

/// Appends a whole number without Rust's formatting code, which costs kilobytes of wasm.
pub fn write_unsigned(out: &mut String, value: u64) {
    write_digits(out, value, 10);
}

fn write_digits(out: &mut String, value: u64, radix: u64) {
    if value >= radix {
        write_digits(out, value / radix, radix);
    }
    out.push_str(digit((value % radix) as u8));
}

/// Appends milliseconds since 1970 as seconds, the unit on Sentry's wire.
pub fn write_millis(out: &mut String, millis: u64) {
    write_unsigned(out, millis / 1000);
    out.push_str(".");
    write_unsigned(out, millis / 100 % 10);
    write_unsigned(out, millis / 10 % 10);
    write_unsigned(out, millis % 10);
}

/// Appends a number as a string such as `"0x1ac"`, the spelling of addresses on Sentry's wire.
pub fn write_hex_string(out: &mut String, value: u64) {
    out.push_str("\"0x");
    write_digits(out, value, 16);
    out.push_str("\"");
}

/// A digit from 0 to 15. It is a text, because pushing a `char` would add the UTF-8 encoder to the core.
fn digit(value: u8) -> &'static str {
    let at = usize::from(value);
    "0123456789abcdef".get(at..=at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let mut out = String::new();
        write_millis(&mut out, 1_763_868_000_007);
        out.push(' ');
        for value in [0, 0xf, 0x10, 0x1ac, u64::MAX] {
            write_hex_string(&mut out, value);
        }
        assert_eq!(out, r#"1763868000.007 "0x0""0xf""0x10""0x1ac""0xffffffffffffffff""#);
    }

    #[test]
    fn object_writer() {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object
            .string("a", "x")
            .raw("b", "")
            .given("b", "")
            .unsigned("c", 1_234_567_890_123)
            .boolean("d", true)
            .raw("e", "[]");
        object.end();
        assert_eq!(out, r#"{"a":"x","c":1234567890123,"d":true,"e":[]}"#);
    }
}
