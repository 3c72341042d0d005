//! Answers with files of the binary, or with pages made of them: entity tags, gzip, and use from other origins.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::embedded::{Embedded, FILES, content_type};
use crate::web::json_response;

/// The names of files stay while their content changes, so a browser asks again after a few minutes.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// A page that holds a DSN must not outlive it.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// A page that was made for this request.
pub(super) fn page_answer(page: String, request: &HeaderMap) -> Response {
    let hash: String =
        Sha256::digest(page.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut answer = conditional(&format!("\"{hash}\""), request, || Bytes::from(page));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, REVALIDATE);
    shared(headers);
    answer
}

/// A file as it is.
pub(super) fn file_answer(file: &'static Embedded, request: &HeaderMap) -> Response {
    let gzip = file.gzip.filter(|_| accepts_gzip(request));
    // Two representations, two tags: <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3>
    let tag = format!("\"{}{}\"", file.hash, if gzip.is_some() { "-gzip" } else { "" });
    let mut answer = conditional(&tag, request, || Bytes::from_static(gzip.unwrap_or(file.plain)));
    let headers = answer.headers_mut();
    if gzip.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(file.path)));
    headers.insert(header::CACHE_CONTROL, CACHE);
    shared(headers);
    answer
}

/// The content, or 304 where the browser has it already.
fn conditional(tag: &str, request: &HeaderMap, content: impl FnOnce() -> Bytes) -> Response {
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
    });
    let mut answer =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { content().into_response() };
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// Allows use and timing by pages of other origins, cross-origin isolated ones included:
/// <https://developer.mozilla.org/docs/Web/HTTP/Headers/Cross-Origin-Resource-Policy>
fn shared(headers: &mut HeaderMap) {
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("timing-allow-origin", HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight.replace(' ', "").trim_end_matches(['0', '.']) == "q=";
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

/// The answer to a file that is missing.
pub(super) fn not_embedded() -> Response {
    let detail = if FILES.is_empty() {
        "this program was built without the SDK: build dist/ first, then the program"
    } else {
        "there is no such file"
    };
    json_response::detail(StatusCode::NOT_FOUND, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    static FILE: Embedded = Embedded { path: "x.js", hash: "abc", plain: b"plain", gzip: Some(b"gz") };

    fn request(headers: &[(header::HeaderName, &str)]) -> HeaderMap {
        headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[track_caller]
    fn check(headers: &[(header::HeaderName, &str)], status: u16, tag: &str) {
        let answer = file_answer(&FILE, &request(headers));
        assert_eq!(
            (answer.status().as_u16(), answer.headers()[header::ETAG].to_str().unwrap()),
            (status, tag)
        );
        assert_eq!(answer.headers().contains_key(header::CONTENT_ENCODING), tag.ends_with("-gzip\""));
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
    }

    #[test]
    fn gzip_where_it_is_accepted() {
        check(&[], 200, "\"abc\"");
        check(&[(header::ACCEPT_ENCODING, "br, gzip;q=0.5")], 200, "\"abc-gzip\"");
        check(&[(header::ACCEPT_ENCODING, "gzip;q=0, br")], 200, "\"abc\"");
        check(&[(header::ACCEPT_ENCODING, "gzip; q=0.0")], 200, "\"abc\"");
    }

    #[test]
    fn not_modified() {
        check(&[(header::IF_NONE_MATCH, "\"abc\"")], 304, "\"abc\"");
        check(&[(header::IF_NONE_MATCH, "\"x\", W/\"abc\"")], 304, "\"abc\"");
        check(&[(header::IF_NONE_MATCH, "\"abc-gzip\"")], 200, "\"abc\"");
        check(
            &[(header::IF_NONE_MATCH, "\"abc-gzip\""), (header::ACCEPT_ENCODING, "gzip")],
            304,
            "\"abc-gzip\"",
        );
    }
}
