//! Classes of bytes in names and values.

/// Whether a byte may be in a name before `=` or `:`; a URL writes brackets as `%5B`.
pub(super) const fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']' | b'%' | b'$')
        || !byte.is_ascii()
}

/// Letters and digits: a number next to one of them is only a part. Chinese has no spaces, so its letters end a word.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Letters, digits, and the marks of base64url.
pub(super) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// A space within a line.
pub(super) const fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// A space, or the end of a line.
pub(super) const fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// Whether a byte always ends a value without quotes.
pub(super) const fn is_hard_end(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'&' | b';' | b'"' | b'`' | b'<' | b'>' | b'\\')
}

/// Whether a byte may end a value without quotes; the next bytes decide.
pub(super) const fn is_soft_end(byte: u8) -> bool {
    matches!(byte, b'\'' | b',' | b')' | b'}' | b']')
}
