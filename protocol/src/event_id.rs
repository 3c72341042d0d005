//! Event ids: 32 lower-case hexadecimal digits on the wire.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/#required-attributes>

use alloc::string::String;

use crate::text;

/// Number of digits in an id.
const DIGITS: usize = 32;

/// Reads an id in any spelling of a UUID: with or without dashes, in braces, as a URN. The id of only zeros is refused,
/// because a client that sends it uses it for all its events.
#[must_use]
pub fn read(id: &str) -> Option<String> {
    let id = id.trim_ascii();
    let id = id.strip_prefix("urn:uuid:").unwrap_or(id);
    let id = id.strip_prefix('{').and_then(|id| id.strip_suffix('}')).unwrap_or(id);
    let mut digits = String::with_capacity(DIGITS);
    let mut is_nil = true;
    for byte in id.bytes() {
        text::step();
        match byte {
            b'-' => continue,
            b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' if digits.len() < DIGITS => {
                is_nil &= byte == b'0';
                digits.push(char::from(byte.to_ascii_lowercase()));
            }
            _ => return None,
        }
    }
    (digits.len() == DIGITS && !is_nil).then_some(digits)
}

/// Writes bytes as an id.
#[must_use]
pub fn write(bytes: [u8; DIGITS / 2]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| HEX.get(usize::from(half)).copied().map_or('0', char::from);
    bytes.into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

    #[test]
    fn spellings() {
        for id in [
            ID,
            "9EC79C33EC9942AB8353589FCB2E04DC",
            "9ec79c33-ec99-42ab-8353-589fcb2e04dc",
            " 9ec79c33ec9942ab8353589fcb2e04dc\n",
            "{9ec79c33-ec99-42ab-8353-589fcb2e04dc}",
            "urn:uuid:9ec79c33-ec99-42ab-8353-589fcb2e04dc",
        ] {
            assert_eq!(read(id).as_deref(), Some(ID), "{id}");
        }
        for id in [
            "",
            "9ec79c33",
            "9ec79c33ec9942ab8353589fcb2e04dc0",
            "9ec79c33ec9942ab8353589fcb2e04dg",
            "{9ec79c33ec9942ab8353589fcb2e04dc",
            "00000000-0000-0000-0000-000000000000",
            "漢字漢字漢字漢字漢字漢",
        ] {
            assert_eq!(read(id), None, "{id}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes: [u8; 16] = core::array::from_fn(|n| (n * 17) as u8);
        assert_eq!(write(bytes), "00112233445566778899aabbccddeeff");
        assert_eq!(read(&write(bytes)).as_deref(), Some("00112233445566778899aabbccddeeff"));
    }
}
