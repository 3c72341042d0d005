//! Parameters of paths and query strings: texts and numbers, each with a bound.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::read_error::ReadError;

/// Longest search, in characters.
pub(super) const SEARCH: usize = 200;

/// A search without the space around it, if anything is left; an error if it is longer than [`SEARCH`]. A U+0000 is
/// replaced as HTML replaces it: <https://html.spec.whatwg.org/multipage/parsing.html#parse-error-unexpected-null-character>
pub(super) fn search(text: Option<&str>) -> Result<Option<String>, ReadError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        // Counts at most one character more than may be.
        Some(text) if text.chars().nth(SEARCH).is_some() => Err(ReadError::SearchTooLong(SEARCH)),
        text => Ok(text.map(|text| text.replace('\0', "\u{fffd}"))),
    }
}

/// A parameter without the space around it, if anything is left.
pub(super) fn non_empty(text: Option<String>) -> Option<String> {
    text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
}

/// A number of decimal digits; one above `u32::MAX` counts as that. None: it is something else.
pub(super) fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// A query string. Its rejection is JSON as all others; axum's own is plain text.
pub(super) struct QueryString<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryString<T> {
    type Rejection = ReadError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ReadError> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|_: QueryRejection| ReadError::BadQuery)
    }
}

/// The one variable part of a path. A part that is invalid UTF-8 leads to 404.
pub(super) struct PathSegment(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for PathSegment {
    type Rejection = ReadError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ReadError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(segment)| Self(segment)).map_err(|_: PathRejection| ReadError::NotFound)
    }
}

/// Several variable parts of a path, as a tuple.
pub(super) struct PathSegments<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathSegments<T> {
    type Rejection = ReadError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ReadError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(segments)| Self(segments)).map_err(|_: PathRejection| ReadError::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches() {
        let table = [
            (None, None),
            (Some(" \t"), None),
            (Some(" a b "), Some("a b")),
            (Some("a\0"), Some("a\u{fffd}")),
        ];
        for (text, expect) in table {
            assert_eq!(search(text).unwrap().as_deref(), expect);
        }
        let longest = "é".repeat(SEARCH);
        assert_eq!(search(Some(&format!(" {longest} "))).unwrap().as_deref(), Some(longest.as_str()));
        assert!(matches!(search(Some(&format!("{longest}a"))), Err(ReadError::SearchTooLong(SEARCH))));
    }

    #[test]
    fn numbers() {
        for (text, expect) in [
            ("0", Some(0)),
            ("025", Some(25)),
            ("4294967296", Some(u32::MAX)),
            ("99999999999999999999999", Some(u32::MAX)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("٣", None),
        ] {
            assert_eq!(number(text), expect, "{text}");
        }
    }
}
