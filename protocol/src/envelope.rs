//! Envelopes: a line of headers, then items, each a line of headers and a payload.
//!
//! <https://develop.sentry.dev/sdk/data-model/envelopes/>

use alloc::string::String;
use alloc::vec::Vec;

use crate::json;
use crate::text::step;

/// The reason why bytes are not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseEnvelopeError {
    /// The first line is not a JSON object.
    #[error("envelope header is not a json object")]
    Header,
    /// An item's first line is not a JSON object with a `type`.
    #[error("header of item {0} is not a json object with a type")]
    ItemHeader(usize),
    /// An item's length is larger than the rest, or the item does not end at its length.
    #[error("item {0} does not end where its length says")]
    Length(usize),
    /// There are more items than [`Bounds`] allow.
    #[error("the envelope has more than {0} items")]
    Items(usize),
    /// A header is longer than [`Bounds`] allow.
    #[error("a header is larger than {0} bytes")]
    HeaderSize(usize),
}

/// Limits for reading an envelope: [`parse_within`] stops at the first item or header that exceeds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most items.
    pub items: usize,
    /// Longest header, of the envelope and of each item, in bytes.
    pub header: usize,
}

impl Bounds {
    /// No limits, for an envelope that was already read within limits.
    pub const NONE: Self = Self { items: usize::MAX, header: usize::MAX };
}

/// A parsed envelope. It borrows from the bytes from which it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The header line, JSON.
    pub header: &'a str,
    /// The items, in their order.
    pub items: Vec<Item<'a>>,
}

/// One item of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// `event`, `session`, `client_report`, ...
    pub kind: String,
    /// The header line, JSON.
    pub header: &'a str,
    /// The payload as it was sent.
    pub payload: &'a [u8],
}

/// Reads an envelope. Unknown item types and headers are kept; empty lines between items are skipped.
///
/// ```
/// let bytes = b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n";
/// let envelope = balefire_protocol::envelope::parse(bytes).unwrap();
/// assert_eq!(envelope.items[0].payload, b"{}");
/// ```
pub fn parse(bytes: &[u8]) -> Result<Envelope<'_>, ParseEnvelopeError> {
    parse_within(bytes, Bounds::NONE)
}

/// Reads an envelope as [`parse`] does, and stops at the first item or header that exceeds the limits.
pub fn parse_within(bytes: &[u8], bounds: Bounds) -> Result<Envelope<'_>, ParseEnvelopeError> {
    // Some writers in .NET and PowerShell put a byte order mark before their text.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (header, mut rest) = header_line(bytes, bounds)?;
    let header = object(header).ok_or(ParseEnvelopeError::Header)?;
    let mut items = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return Ok(Envelope { header, items });
        }
        let number = items.len();
        if number == bounds.items {
            return Err(ParseEnvelopeError::Items(bounds.items));
        }
        let (item_header, after) = header_line(rest, bounds)?;
        let item_header = object(item_header).ok_or(ParseEnvelopeError::ItemHeader(number))?;
        let kind = json::string_member(item_header, "type").ok_or(ParseEnvelopeError::ItemHeader(number))?;
        let payload;
        (payload, rest) = match json::member(item_header, "length") {
            Some(length) => counted(after, length).ok_or(ParseEnvelopeError::Length(number))?,
            None => line(after),
        };
        items.push(Item { kind, header: item_header, payload });
    }
}

/// Appends an item to an envelope, which already has its header line and perhaps earlier items.
pub fn write_item(envelope: &mut String, kind: &str, payload: &str) {
    let mut header = json::Object::new(envelope);
    header.string("type", kind).unsigned("length", payload.len() as u64);
    header.end();
    envelope.push_str("\n");
    envelope.push_str(payload);
    envelope.push_str("\n");
}

/// Splits the bytes at the next newline (or at the end): the line, and the rest.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let is_end = |byte: &u8| {
        step();
        *byte == b'\n'
    };
    match bytes.iter().position(is_end) {
        Some(at) => (bytes.get(..at).unwrap_or_default(), bytes.get(at + 1..).unwrap_or_default()),
        None => (bytes, &[]),
    }
}

fn header_line(bytes: &[u8], bounds: Bounds) -> Result<(&[u8], &[u8]), ParseEnvelopeError> {
    let (header, rest) = line(bytes);
    if header.len() > bounds.header {
        Err(ParseEnvelopeError::HeaderSize(bounds.header))
    } else {
        Ok((header, rest))
    }
}

fn object(line: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(line).ok()?.trim();
    (text.starts_with('{') && text.ends_with('}')).then_some(text)
}

/// A payload of known length, which must be followed by a newline or the end.
fn counted<'a>(bytes: &'a [u8], length: &str) -> Option<(&'a [u8], &'a [u8])> {
    let length = usize::try_from(json::unsigned(length)?).ok()?;
    let (payload, rest) = bytes.split_at_checked(length)?;
    (rest.is_empty() || rest.starts_with(b"\n")).then_some((payload, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(&str, &[u8])]) {
        let envelope = parse(bytes).unwrap();
        let items: Vec<_> = envelope.items.iter().map(|item| (item.kind.as_str(), item.payload)).collect();
        assert_eq!(items, expect);
    }

    #[track_caller]
    fn refuse(bytes: &[u8], error: ParseEnvelopeError) {
        assert_eq!(parse(bytes), Err(error));
    }

    #[test]
    fn two_items_of_the_specification() {
        let bytes = b"{\"event_id\":\"9ec79c33ec9942ab8353589fcb2e04dc\",\"dsn\":\"https://e12d836b15bb49d7bbf99e64295d995b:@sentry.io/42\"}\n{\"type\":\"attachment\",\"length\":10,\"content_type\":\"text/plain\",\"filename\":\"hello.txt\"}\n\xef\xbb\xbfHello\r\n\n{\"type\":\"event\",\"length\":41,\"content_type\":\"application/json\",\"filename\":\"application.log\"}\n{\"message\":\"hello world\",\"level\":\"error\"}\n";
        check(
            bytes,
            &[
                ("attachment", b"\xef\xbb\xbfHello\r\n"),
                ("event", b"{\"message\":\"hello world\",\"level\":\"error\"}"),
            ],
        );
    }

    #[test]
    fn no_items() {
        check(b"{}", &[]);
        check(b"{}\n\n", &[]);
    }

    #[test]
    fn implicit_length_at_the_end() {
        check(b"{}\n{\"type\":\"session\"}\n{\"started\": 1}", &[("session", b"{\"started\": 1}")]);
    }

    #[test]
    fn empty_payload() {
        check(b"{}\n{\"type\":\"attachment\",\"length\":0}\n\n", &[("attachment", b"")]);
        check(b"{}\n{\"type\":\"attachment\",\"length\":0}\n", &[("attachment", b"")]);
    }

    #[test]
    fn byte_order_mark() {
        check(b"\xef\xbb\xbf{}\n{\"type\":\"event\",\"length\":2}\n{}", &[("event", b"{}")]);
    }

    #[test]
    fn windows_line_ends() {
        check(b"{}\r\n{\"type\":\"event\",\"length\":2}\r\n{}", &[("event", b"{}")]);
    }

    #[test]
    fn refused() {
        refuse(b"", ParseEnvelopeError::Header);
        refuse(b"hello", ParseEnvelopeError::Header);
        refuse(b"\xff\xfe", ParseEnvelopeError::Header);
        refuse(b"{}\nhello", ParseEnvelopeError::ItemHeader(0));
        refuse(b"{}\n{\"length\":0}\n", ParseEnvelopeError::ItemHeader(0));
        refuse(b"{}\n{\"type\":\"event\",\"length\":9}\n{}", ParseEnvelopeError::Length(0));
        refuse(b"{}\n{\"type\":\"event\",\"length\":1}\n{}", ParseEnvelopeError::Length(0));
        refuse(b"{}\n{\"type\":\"event\",\"length\":-1}\n{}", ParseEnvelopeError::Length(0));
        refuse(
            b"{}\n{\"type\":\"event\",\"length\":18446744073709551615}\n{}",
            ParseEnvelopeError::Length(0),
        );
    }

    #[test]
    fn nothing_is_read_beyond_the_bounds() {
        let within = |text: &str, items, header| {
            parse_within(text.as_bytes(), Bounds { items, header }).map(|envelope| envelope.items.len())
        };
        let two = "{}\n{\"type\":\"a\"}\n\n{\"type\":\"a\"}\n\n";
        assert_eq!(within(two, 2, 12), Ok(2));
        assert_eq!(within(two, 1, 12), Err(ParseEnvelopeError::Items(1)));
        assert_eq!(within(two, 2, 11), Err(ParseEnvelopeError::HeaderSize(11)));
        // The items after the first one beyond the limit are not read.
        assert_eq!(within(&format!("{two}no envelope"), 1, 12), Err(ParseEnvelopeError::Items(1)));
        assert_eq!(within(r#"{"dsn":"x"}"#, 0, 10), Err(ParseEnvelopeError::HeaderSize(10)));
    }

    #[test]
    fn written_item_is_read_again() {
        let mut text = String::from("{}\n");
        write_item(&mut text, "event", "{\"a\":\"é\n\"}");
        write_item(&mut text, "session", "{}");
        check(text.as_bytes(), &[("event", "{\"a\":\"é\n\"}".as_bytes()), ("session", b"{}")]);
    }
}
