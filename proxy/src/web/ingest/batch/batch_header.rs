//! The first line of a batch: the lengths of its parts.

use balefire_protocol::json::{self, ElementsError, elements};

use super::batch_error::ParseBatchError;
use crate::model::envelope_id::EnvelopeId;

/// Most envelopes in a batch.
pub const ENVELOPES: usize = 256;
/// Most objects of members that the envelopes of a batch share: one for each item, and one for each header.
pub const MEMBERS: usize = 2 * ENVELOPES;
/// Most breadcrumbs that the envelopes of a batch share.
pub const BREADCRUMBS: usize = 2_048;
/// Most stacks that the envelopes of a batch share.
pub const STACKS: usize = 1_024;
/// Longest first line, in bytes: room for all of these.
const HEADER: usize = 64 << 10;
/// Longest time of sending that is taken over, in bytes: an RFC 3339 time has 20 to 35.
const SENT_AT: usize = 64;

/// The first line.
#[derive(Debug)]
pub(super) struct BatchHeader {
    /// The page's clock when it sent the batch.
    pub(super) sent_at: Option<String>,
    pub(super) envelopes: Vec<EnvelopeEntry>,
    pub(super) members: Vec<usize>,
    pub(super) breadcrumbs: Vec<usize>,
    pub(super) stacks: Vec<usize>,
}

/// What the first line says of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EnvelopeEntry {
    pub(super) id: EnvelopeId,
    pub(super) length: usize,
    /// The index of the shared members of its header.
    pub(super) members: Option<usize>,
}

/// Whether the first member of a body's first line is `batch`, which no header of an envelope has. Every plain envelope is
/// asked this, so no more than the first bytes are looked at.
#[must_use]
pub fn is_batch(body: &[u8]) -> bool {
    let object = body.trim_ascii_start().strip_prefix(b"{");
    object.is_some_and(|members| members.trim_ascii_start().starts_with(b"\"batch\""))
}

/// The header, and the rest of the body.
pub(super) fn parse(body: &[u8]) -> Result<(BatchHeader, &[u8]), ParseBatchError> {
    let (line, rest) = first_line(body).ok_or(ParseBatchError::Length)?;
    if line.len() > HEADER {
        return Err(ParseBatchError::HeaderSize(HEADER));
    }
    let line = std::str::from_utf8(line).map_err(|_| ParseBatchError::Member("the header"))?;
    if json::member(line, "batch").and_then(json::unsigned) != Some(1) {
        return Err(ParseBatchError::Version);
    }
    let envelopes = list(line, "envelopes", ENVELOPES)?;
    let envelopes = envelopes.into_iter().map(envelope).collect::<Option<_>>();
    let header = BatchHeader {
        sent_at: json::string_member(line, "sent_at").filter(|text| is_time(text)),
        envelopes: envelopes.ok_or(ParseBatchError::Member("envelopes"))?,
        members: lengths(line, "members", MEMBERS)?,
        breadcrumbs: lengths(line, "breadcrumbs", BREADCRUMBS)?,
        stacks: lengths(line, "stacks", STACKS)?,
    };
    Ok((header, rest))
}

/// Whether a text may be a time. It has nothing that would grow in JSON beyond twice its length.
fn is_time(text: &str) -> bool {
    text.len() <= SENT_AT && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn first_line(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = body.iter().position(|byte| *byte == b'\n')?;
    Some((body.get(..end)?, body.get(end + 1..)?))
}

fn list<'a>(line: &'a str, kind: &'static str, most: usize) -> Result<Vec<&'a str>, ParseBatchError> {
    let Some(array) = json::member(line, kind) else { return Ok(Vec::new()) };
    elements(array, most).map_err(|error| match error {
        ElementsError::Malformed => ParseBatchError::Member(kind),
        ElementsError::TooMany(most) => ParseBatchError::TooMany { kind, most },
    })
}

fn lengths(line: &str, kind: &'static str, most: usize) -> Result<Vec<usize>, ParseBatchError> {
    let lengths = list(line, kind, most)?.into_iter().map(length).collect::<Option<_>>();
    lengths.ok_or(ParseBatchError::Member(kind))
}

fn length(raw: &str) -> Option<usize> {
    usize::try_from(json::unsigned(raw)?).ok()
}

fn envelope(raw: &str) -> Option<EnvelopeEntry> {
    let id = EnvelopeId::parse(&json::string_member(raw, "id")?)?;
    let members = json::member(raw, "members").map(|raw| length(raw).ok_or(())).transpose().ok()?;
    Some(EnvelopeEntry { id, length: length(json::member(raw, "length")?)?, members })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

    #[track_caller]
    fn refuse(line: &str, error: ParseBatchError) {
        assert_eq!(parse(format!("{line}\n").as_bytes()).unwrap_err(), error);
    }

    #[test]
    fn a_batch_and_an_envelope() {
        for (body, expect) in [
            ("{\"batch\":1}\n", true),
            (" { \"batch\" : 2 }\n", true),
            ("{\"dsn\":\"x\",\"batch\":1}\n", false),
            ("{\"event_id\":\"x\"}\n", false),
            ("{\"sdk\":{\"batch\":1}}\n", false),
            ("{\"dsn\":\"\\\"batch\\\":1\"}\n", false),
            ("{\"batches\":1}", false),
            ("", false),
        ] {
            assert_eq!(is_batch(body.as_bytes()), expect, "{body}");
        }
    }

    #[test]
    fn all_members() {
        let line = format!(
            "{{\"batch\":1,\"sent_at\":\"2026-11-28T10:00:00Z\",\"envelopes\":[{{\"id\":\"{ID}\",\"length\":7,\"members\":1}}],\
             \"members\":[4,5],\"breadcrumbs\":[1,2],\"stacks\":[3]}}\nrest"
        );
        let (header, rest) = parse(line.as_bytes()).unwrap();
        assert_eq!(header.sent_at.as_deref(), Some("2026-11-28T10:00:00Z"));
        let id = EnvelopeId::parse(ID).unwrap();
        assert_eq!(header.envelopes, [EnvelopeEntry { id, length: 7, members: Some(1) }]);
        assert_eq!(header.members, [4, 5]);
        assert_eq!((header.breadcrumbs, header.stacks, rest), (vec![1, 2], vec![3], &b"rest"[..]));
    }

    #[test]
    fn only_a_time_is_taken_over() {
        for (text, expect) in [
            ("2026-11-28 10:00:00Z", true),
            ("\\u0000", false),
            ("é", false),
            (&"7".repeat(SENT_AT + 1), false),
        ] {
            let line = format!("{{\"batch\":1,\"sent_at\":\"{text}\"}}\n");
            assert_eq!(parse(line.as_bytes()).unwrap().0.sent_at.is_some(), expect, "{text}");
        }
    }

    #[test]
    fn refused() {
        refuse("{\"batch\":2}", ParseBatchError::Version);
        refuse("{\"batch\":true}", ParseBatchError::Version);
        refuse("{\"batch\":1,\"envelopes\":{}}", ParseBatchError::Member("envelopes"));
        refuse(
            "{\"batch\":1,\"envelopes\":[{\"id\":\"7\",\"length\":1}]}",
            ParseBatchError::Member("envelopes"),
        );
        refuse(
            &format!("{{\"batch\":1,\"envelopes\":[{{\"id\":\"{ID}\",\"length\":-1}}]}}"),
            ParseBatchError::Member("envelopes"),
        );
        refuse(
            &format!("{{\"batch\":1,\"envelopes\":[{{\"id\":\"{ID}\",\"length\":1,\"members\":-1}}]}}"),
            ParseBatchError::Member("envelopes"),
        );
        refuse("{\"batch\":1,\"members\":[null]}", ParseBatchError::Member("members"));
        refuse("{\"batch\":1,\"breadcrumbs\":[1.5]}", ParseBatchError::Member("breadcrumbs"));
        refuse("{\"batch\":1,\"stacks\":[\"7\"]}", ParseBatchError::Member("stacks"));
        let many = |kind, most| {
            let line = format!("{{\"batch\":1,\"{kind}\":[{}1]}}", "1,".repeat(most));
            refuse(&line, ParseBatchError::TooMany { kind, most });
        };
        many("envelopes", ENVELOPES);
        many("members", MEMBERS);
        many("breadcrumbs", BREADCRUMBS);
        many("stacks", STACKS);
        refuse(
            &format!("{{\"batch\":1,\"x\":\"{}\"}}", "x".repeat(HEADER)),
            ParseBatchError::HeaderSize(HEADER),
        );
    }
}
