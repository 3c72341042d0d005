//! Pagination in the `Link` header: <https://docs.sentry.io/api/pagination/>
//!
//! A cursor is `<value>:<offset>:<is previous>`. The value is 0, or the place of an event from which a search goes on.

use std::fmt;

use super::events::Pairs;
use crate::store::EventCursor;
use crate::web::parameters::number;
use crate::web::percent_encoding::encode;

/// A place in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cursor {
    /// Only events that are older than that of this place.
    pub before: Option<EventCursor>,
    /// Entries to skip.
    pub offset: u32,
}

impl Cursor {
    /// Reads a cursor. An empty text means the beginning, and a number too large the end. Another text is no cursor: the
    /// beginning in its place would be a list without an end for a client that goes from page to page.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let mut parts = text.split(':');
        let (value, offset, is_previous) = (parts.next()?, parts.next()?, parts.next()?);
        let before = match number(value) {
            Some(_) => None,
            None => Some(EventCursor::parse(value)?),
        };
        (matches!(is_previous, "0" | "1") && parts.next().is_none())
            .then_some(Self { before, offset: number(offset)? })
    }

    /// The `Link` header of the page at this cursor, for a list with this address and these parameters, and the cursor that
    /// follows, if anything may. GitLab reads it by a pattern, so order and spaces are Sentry's:
    /// <https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/error_tracking/sentry_client/pagination_parser.rb>
    pub(super) fn link(self, list: &str, limit: u32, pairs: &Pairs, next: Option<Self>) -> String {
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(name, _)| name != "cursor")
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let kept = kept.join("&");
        let one = |rel: &str, at: Self, is_previous: u8, has_results: bool| {
            let cursor = format!("{at}:{is_previous}");
            format!(
                "<{list}?{kept}&cursor={cursor}>; rel=\"{rel}\"; results=\"{has_results}\"; cursor=\"{cursor}\""
            )
        };
        let previous = Self { offset: self.offset.saturating_sub(limit), ..self };
        let previous = one("previous", previous, 1, self.offset > 0);
        format!("{previous}, {}", one("next", next.unwrap_or(self.after(limit)), 0, next.is_some()))
    }

    /// The cursor of the page after this one.
    pub(super) fn after(self, limit: u32) -> Self {
        Self { offset: self.offset.saturating_add(limit), ..self }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.before {
            Some(before) => write!(f, "{before}:{}", self.offset),
            None => write!(f, "0:{}", self.offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn cursors() {
        for (text, offset) in [
            ("0:25:0", Some(25)),
            ("0:0:1", Some(0)),
            ("", Some(0)),
            ("0:99999999999:0", Some(u32::MAX)),
            ("x:y:z", None),
            ("0:-5:0", None),
            ("0:5", None),
            ("0:5:0:0", None),
            ("0:5:2", None),
            ("5", None),
            ("x:5:0", None),
        ] {
            let expect = offset.map(|offset| Cursor { before: None, offset });
            assert_eq!(Cursor::parse(text), expect, "{text}");
        }
    }

    #[test]
    fn links() {
        let pairs = [("query", "a b>"), ("cursor", "0:25:0"), ("project", "1"), ("project", "2")];
        let pairs: Pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let at = Cursor { before: None, offset: 25 };
        let link = at.link("http://b.test/x/", 25, &pairs, Some(at.after(25)));
        let kept = "query=a%20b%3E&project=1&project=2";
        assert_eq!(
            link,
            format!(
                "<http://b.test/x/?{kept}&cursor=0:0:1>; rel=\"previous\"; results=\"true\"; cursor=\"0:0:1\", \
                 <http://b.test/x/?{kept}&cursor=0:50:0>; rel=\"next\"; results=\"true\"; cursor=\"0:50:0\""
            )
        );
    }
    #[test]
    fn a_search_goes_on_from_the_place_of_an_event() {
        let before = EventCursor { timestamp: Timestamp(1_800_000_000.25), row: 7 };
        let older = Cursor { before: Some(before), offset: 0 };
        let link = Cursor::default().link("/x/", 25, &Vec::new(), Some(older));
        assert!(link.contains("rel=\"next\"; results=\"true\"; cursor=\"1800000000.25-7:0:0\""), "{link}");
        assert_eq!(Cursor::parse("1800000000.25-7:0:0"), Some(older));
        let link = Cursor { offset: 25, ..older }.link("/x/", 25, &Vec::new(), None);
        assert!(
            link.contains("rel=\"previous\"; results=\"true\"; cursor=\"1800000000.25-7:0:1\""),
            "{link}"
        );
        assert!(link.contains("rel=\"next\"; results=\"false\"; cursor=\"1800000000.25-7:50:0\""), "{link}");
    }
}
