//! The members, breadcrumbs and stacks of a batch, which its envelopes share. A part is checked once, before it is written into events:
//! it must be exactly one JSON value of its kind, so that it cannot end the list or the event that it is written into.

use serde::de::IgnoredAny;

use super::batch_error::ParseBatchError;
use super::batch_header::BatchHeader;
use super::shared_members::SharedMembers;

/// The parts. Breadcrumbs are joined with commas, so that a range of them is one slice.
#[derive(Debug)]
pub(super) struct SharedParts<'a> {
    members: Vec<SharedMembers<'a>>,
    joined: String,
    /// Where each breadcrumb begins and ends in `joined`.
    breadcrumbs: Vec<(usize, usize)>,
    stacks: Vec<&'a str>,
}

impl<'a> SharedParts<'a> {
    /// Splits the parts off, and gives the rest of the body.
    pub(super) fn split(
        header: &BatchHeader,
        body: &'a [u8],
    ) -> Result<(SharedParts<'a>, &'a [u8]), ParseBatchError> {
        let mut rest = body;
        let mut members = Vec::with_capacity(header.members.len());
        for (index, length) in header.members.iter().enumerate() {
            let one = SharedMembers::parse(split(&mut rest, *length)?);
            members.push(one.ok_or(ParseBatchError::Members(index))?);
        }
        let sum = header.breadcrumbs.iter().try_fold(0_usize, |sum, length| sum.checked_add(*length));
        if sum.is_none_or(|sum| sum > body.len()) {
            return Err(ParseBatchError::Length);
        }
        let mut joined = String::with_capacity(sum.unwrap_or(0) + header.breadcrumbs.len());
        let mut breadcrumbs = Vec::with_capacity(header.breadcrumbs.len());
        for (index, length) in header.breadcrumbs.iter().enumerate() {
            let text = json_value(split(&mut rest, *length)?, b'{', b'}');
            let text = text.ok_or(ParseBatchError::Breadcrumb(index))?;
            if index > 0 {
                joined.push(',');
            }
            let from = joined.len();
            joined.push_str(text);
            breadcrumbs.push((from, joined.len()));
        }
        let mut stacks = Vec::with_capacity(header.stacks.len());
        for (index, length) in header.stacks.iter().enumerate() {
            let text = json_value(split(&mut rest, *length)?, b'"', b'"');
            stacks.push(text.ok_or(ParseBatchError::Stack(index))?);
        }
        Ok((SharedParts { members, joined, breadcrumbs, stacks }, rest))
    }

    /// The members of one object.
    pub(super) fn members(&self, index: usize) -> Option<&SharedMembers<'a>> {
        self.members.get(index)
    }

    /// The breadcrumbs from one index up to another, which is excluded, with commas between them.
    pub(super) fn breadcrumbs(&self, from: usize, to: usize) -> Option<&str> {
        if from == to {
            return (to <= self.breadcrumbs.len()).then_some("");
        }
        let (start, _) = self.breadcrumbs.get(from..to)?.first()?;
        let (_, end) = self.breadcrumbs.get(from..to)?.last()?;
        self.joined.get(*start..*end)
    }

    /// A stack, with its quotes.
    pub(super) fn stack(&self, index: usize) -> Option<&'a str> {
        self.stacks.get(index).copied()
    }
}

/// Splits this many bytes off.
pub(super) fn split<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], ParseBatchError> {
    let (part, after) = rest.split_at_checked(length).ok_or(ParseBatchError::Length)?;
    *rest = after;
    Ok(part)
}

/// The text of one JSON value that begins and ends with these bytes. It is scanned once, and nothing is made of it.
fn json_value(bytes: &[u8], begin: u8, end: u8) -> Option<&str> {
    if bytes.first() != Some(&begin) || bytes.last() != Some(&end) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_breadcrumb(text: &str) -> bool {
        json_value(text.as_bytes(), b'{', b'}').is_some()
    }

    #[test]
    fn a_breadcrumb_is_one_object() {
        for text in ["{}", "{\"a\":[1,{\"b\":\"}\\\"\"}]}", "{\"a\":\"\\ud83d\"}"] {
            assert!(is_breadcrumb(text), "{text}");
        }
        for text in [
            "",
            "{",
            "{}{}",
            "{},{}",
            "{}],\"x\":[{}",
            "[{}]",
            "{\"a\":]}",
            "{\"a\":\"}",
            " {}",
            "{} ",
            "{\"a\":1,}",
            "{\"a\":\"\n\"}",
            "{}}",
        ] {
            assert!(!is_breadcrumb(text), "{text}");
        }
        assert!(json_value(b"{\"a\":\"\xff\"}", b'{', b'}').is_none());
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        // The scan does not recurse; the worker bounds the depth of the event.
        assert!(is_breadcrumb(&deep));
    }

    #[test]
    fn a_stack_is_one_string() {
        let is_stack = |text: &str| json_value(text.as_bytes(), b'"', b'"').is_some();
        assert!(is_stack("\"Error: x\\n    at f (a.js:1:2)\"") && is_stack("\"\""));
        for text in ["\"", "\"a\",\"b\"", "\"a\"],\"x\":[\"b\"", "null", "{\"a\":1}", "\"a\nb\"", "\"\\\""] {
            assert!(!is_stack(text), "{text}");
        }
    }
}
