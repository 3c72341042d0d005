//! Pagination by offset in the `Link` header: <https://docs.sentry.io/api/pagination/>

use super::events::Pairs;
use crate::web::parameters::number;
use crate::web::percent_encoding::encode;

/// `0:<offset>:<is previous>`, as Sentry spells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Entries to skip.
    pub offset: u32,
}

impl Cursor {
    /// Reads a cursor. A text that is not a cursor means the beginning, and a number too large the end.
    pub(super) fn parse(text: &str) -> Self {
        let offset = text.split(':').nth(1).and_then(number);
        Self { offset: offset.unwrap_or_default() }
    }

    /// The `Link` header of the page at this cursor, for a list with this address and these parameters. GitLab reads it
    /// by a pattern, so order and spaces are Sentry's:
    /// <https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/error_tracking/sentry_client/pagination_parser.rb>
    pub(super) fn link(self, list: &str, limit: u32, pairs: &Pairs, has_more: bool) -> String {
        let previous = self.offset.saturating_sub(limit);
        let next = self.offset.saturating_add(limit);
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(name, _)| name != "cursor")
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let kept = kept.join("&");
        let one = |rel: &str, offset: u32, is_previous: u8, has_results: bool| {
            format!(
                "<{list}?{kept}&cursor=0:{offset}:{is_previous}>; rel=\"{rel}\"; results=\"{has_results}\"; \
                 cursor=\"0:{offset}:{is_previous}\""
            )
        };
        format!("{}, {}", one("previous", previous, 1, self.offset > 0), one("next", next, 0, has_more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(Cursor::parse(text), Cursor { offset }, "{text}");
        }
    }

    #[test]
    fn links() {
        let pairs = [("query", "a b>"), ("cursor", "0:25:0"), ("project", "1"), ("project", "2")];
        let pairs: Pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let link = Cursor { offset: 25 }.link("http://b.test/x/", 25, &pairs, true);
        let kept = "query=a%20b%3E&project=1&project=2";
        assert_eq!(
            link,
            format!(
                "<http://b.test/x/?{kept}&cursor=0:0:1>; rel=\"previous\"; results=\"true\"; cursor=\"0:0:1\", \
                 <http://b.test/x/?{kept}&cursor=0:50:0>; rel=\"next\"; results=\"true\"; cursor=\"0:50:0\""
            )
        );
    }
}
