//! A request for a list, and the answer with a page of it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::Value;

use super::cursor::Cursor;
use super::events::Pairs;
use super::page_size::rows;
use crate::store::EventCursor;
use crate::web::json_response;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;

/// Entries of a page: by default, and at most. Grafana asks for up to 10,000: a number that is too large is no error.
const LIMIT: (u32, u32) = (25, 100);
/// Longest query string of a list, in bytes: the answer's `Link` header has it twice, and clients bound their headers, as
/// Node.js does at 16 KiB: <https://nodejs.org/api/http.html#httpmaxheadersize>
const QUERY_STRING: usize = 4_096;

/// A request for a list.
#[derive(Debug, Clone)]
pub(super) struct ListRequest {
    path: String,
    /// The parameters in their order.
    pub pairs: Pairs,
    /// The part that is asked for.
    pub page: Page,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Page {
    /// Of a list of events: only those that are older than that of this place.
    pub before: Option<EventCursor>,
    /// Entries to skip.
    pub offset: u32,
    /// Entries at most.
    pub limit: u32,
}

/// The entries of a page, and whether there are more after them.
pub(super) struct Entries {
    pub entries: Vec<Value>,
    pub has_more: bool,
}

impl Page {
    fn of(pairs: &Pairs) -> Result<Self, ReadError> {
        let cursor = Cursor::parse(first(pairs, "cursor").unwrap_or_default());
        let cursor = cursor.ok_or_else(|| {
            ReadError::Unsupported("cursor is none that a Link header of this server had".into())
        })?;
        Ok(Self { before: cursor.before, offset: cursor.offset, limit: rows(pairs, LIMIT)? })
    }

    /// The page of a list that is known wholly.
    pub(super) fn cut<T>(self, list: &[T], json: impl Fn(&T) -> Value) -> Entries {
        let entries = list.iter().skip(self.offset as usize).take(self.limit as usize).map(json).collect();
        let end = (self.offset as usize).saturating_add(self.limit as usize);
        Entries { entries, has_more: list.len() > end }
    }
}

impl ListRequest {
    /// The first value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        first(&self.pairs, name)
    }

    /// The answer with a page, for a server with this address.
    pub(super) fn answer(&self, public_url: &str, found: Entries) -> Response {
        self.answer_before(public_url, found, None)
    }

    /// The same of a search that ended early: if no more entries are known, the next page goes on from this place.
    pub(super) fn answer_before(
        &self,
        public_url: &str,
        found: Entries,
        older: Option<EventCursor>,
    ) -> Response {
        let list = format!("{public_url}{}", self.path);
        let Page { before, offset, limit } = self.page;
        let at = Cursor { before, offset };
        let next = match found.has_more {
            true => Some(at.after(limit)),
            false => older.map(|older| Cursor { before: Some(older), offset: 0 }),
        };
        let link = at.link(&list, limit, &self.pairs, next);
        let mut answer = json_response::private(&Value::Array(found.entries));
        if let Ok(link) = HeaderValue::from_str(&link) {
            answer.headers_mut().insert(header::LINK, link);
        }
        answer
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListRequest {
    type Rejection = ReadError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ReadError> {
        if parts.uri.query().is_some_and(|query| query.len() > QUERY_STRING) {
            return Err(ReadError::Unsupported(format!(
                "the query string is longer than {QUERY_STRING} bytes"
            )));
        }
        let QueryString(pairs) = QueryString::<Pairs>::from_request_parts(parts, state).await?;
        let page = Page::of(&pairs)?;
        Ok(Self { path: parts.uri.path().to_owned(), pairs, page })
    }
}

/// The first value of a parameter.
pub(super) fn first<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        for (pairs, expect) in [
            (&[][..], Some((0, 25))),
            (&[("limit", "7"), ("cursor", "0:14:0")], Some((14, 7))),
            (&[("limit", "7"), ("per_page", "8")], Some((0, 8))),
            (&[("limit", "7"), ("per_page", "")], Some((0, 7))),
            (&[("limit", "10000")], Some((0, 100))),
            (&[("limit", "0")], None),
            (&[("per_page", "-1")], None),
            (&[("per_page", "many")], None),
            (&[("cursor", "0:-1:0")], None),
        ] {
            let owned: Pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            let expect = expect.map(|(offset, limit)| Page { before: None, offset, limit });
            assert_eq!(Page::of(&owned).ok(), expect, "{pairs:?}");
        }
    }

    #[test]
    fn a_list_is_cut() {
        let page = |offset| Page { before: None, offset, limit: 2 }.cut(&[1, 2, 3, 4], |n| (*n).into());
        for (offset, entries, has_more) in
            [(0, &[1, 2][..], true), (2, &[3, 4], false), (3, &[4], false), (u32::MAX, &[], false)]
        {
            let found = page(offset);
            assert_eq!(
                (found.entries, found.has_more),
                (entries.iter().map(|n| (*n).into()).collect(), has_more)
            );
        }
    }
}
