//! Reads JSON lazily, and writes it without a serializer.
//!
//! Envelope headers need no tree: [`Members`] walks an object and returns each key and value as a slice of the text.
//! The walk takes linear time, allows at most [`MAX_DEPTH`] levels, and never panics; malformed text ends it. The core
//! only writes JSON: data that the page made itself (tags, user, breadcrumbs) is copied without reading it.

mod read;
mod write;

pub use read::{
    ElementsError, MAX_DEPTH, Members, Raw, elements, inner, member, string, string_member, unsigned,
};
pub use write::{Object, write_array, write_hex_string, write_millis, write_string, write_unsigned};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_the_way_out_and_in() {
        for text in ["", "plain", "q\"b\\s/", "\n\r\t\u{0}\u{1f}", "é漢😀", "\u{2028}"] {
            let mut out = String::new();
            write_string(&mut out, text);
            assert_eq!(string(&out).as_deref(), Some(text));
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
