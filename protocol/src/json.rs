//! JSON, read lazily and written by hand.
//!
//! Envelope headers need no tree: a [`Members`] walk gives each key and value as the slice of text it stands in. It is
//! linear in the text, nests at most [`MAX_DEPTH`] deep, and never panics; text that is no JSON simply ends the walk.
//! The core only writes: what a page made itself (tags, user, breadcrumbs) passes through unread.

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
