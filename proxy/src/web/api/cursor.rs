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
    /// Reads a cursor. A text that is not a cursor means the beginning, and a number too large the end.
    pub(super) fn parse(text: &str) -> Self {
        let offset = text.split(':').nth(1).and_then(number);
        let before = text.split(':').next().and_then(EventCursor::parse);
        Self { before, offset: offset.unwrap_or_default() }
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
            ("0:25:0", 25),
            ("0:0:1", 0),
            ("", 0),
            ("x:y:z", 0),
            ("0:-5:0", 0),
            ("0:99999999999:0", u32::MAX),
        ] {
            assert_eq!(Cursor::parse(text), Cursor { before: None, offset }, "{text}");
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
        assert_eq!(Cursor::parse("1800000000.25-7:0:0"), older);
        let link = Cursor::parse("1800000000.25-7:25:0").link("/x/", 25, &Vec::new(), None);
        assert!(
            link.contains("rel=\"previous\"; results=\"true\"; cursor=\"1800000000.25-7:0:1\""),
            "{link}"
        );
        assert!(link.contains("rel=\"next\"; results=\"false\"; cursor=\"1800000000.25-7:50:0\""), "{link}");
    }
}
