//! Pagination by offset in the `Link` header: <https://docs.sentry.io/api/pagination/>

use crate::web::parameters::number;
use crate::web::percent_encoding::encode;

/// `0:<offset>:<is previous>`, as Sentry spells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Issues to skip.
    pub offset: u32,
}

impl Cursor {
    /// Reads a cursor. A text that is not a cursor means the beginning, and a number too large the end.
    pub(super) fn parse(text: &str) -> Self {
        let offset = text.split(':').nth(1).and_then(number);
        Self { offset: offset.unwrap_or_default() }
    }

    /// The `Link` header of the page at this cursor, for a list with this address and search.
    pub(super) fn link(self, list: &str, limit: u32, query: Option<&str>, has_more: bool) -> String {
        let previous = self.offset.saturating_sub(limit);
        let next = self.offset.saturating_add(limit);
        let one = |rel: &str, offset: u32, is_previous: u8, has_results: bool| {
            let query = query.map(|query| format!("&query={}", encode(query))).unwrap_or_default();
            format!(
                "<{list}?&limit={limit}{query}&cursor=0:{offset}:{is_previous}>; rel=\"{rel}\"; \
                 results=\"{has_results}\"; cursor=\"0:{offset}:{is_previous}\""
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
        let link = Cursor { offset: 25 }.link("http://b.test/x/", 25, Some("a b>"), true);
        assert_eq!(
            link,
            "<http://b.test/x/?&limit=25&query=a%20b%3E&cursor=0:0:1>; rel=\"previous\"; results=\"true\"; cursor=\"0:0:1\", \
             <http://b.test/x/?&limit=25&query=a%20b%3E&cursor=0:50:0>; rel=\"next\"; results=\"true\"; cursor=\"0:50:0\""
        );
    }
}
