//! Answers with files of the binary, or with pages made of them: entity tags, gzip, and use from other origins.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::embedded::{Embedded, FILES, content_type};
use crate::web::json_response;

/// Says to the SDK's own scripts that their server takes batches, before they have asked it: <https://w3c.github.io/server-timing/>.
/// `js/script_announced.js` reads it.
const ANNOUNCEMENT: HeaderValue = HeaderValue::from_static("balefire-batch");
/// The names of files stay while their content changes, so a browser asks again after a few minutes.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// The content of a file with a hash in its name stays:
/// <https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Cache-Control#immutable>
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A file that is missing may come with the next build.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
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

/// A file that is served as it is.
#[derive(Debug, Clone)]
pub(super) struct StaticFile {
    /// Its name, from which its type follows.
    pub name: String,
    /// Changes with the content.
    pub hash: String,
    /// The content.
    pub plain: Bytes,
    /// The content as gzip, if that is smaller.
    pub gzip: Option<Bytes>,
    /// Whether the name changes with the content, so that a cache may keep the file for ever.
    pub is_immutable: bool,
}

impl StaticFile {
    /// A file of `dist/`.
    pub(super) fn of(file: &'static Embedded, is_immutable: bool) -> Self {
        Self {
            name: file.path.to_owned(),
            hash: file.hash.to_owned(),
            plain: Bytes::from_static(file.plain),
            gzip: file.gzip.map(Bytes::from_static),
            is_immutable,
        }
    }
}

/// A file as it is.
pub(super) fn file_answer(file: StaticFile, request: &HeaderMap) -> Response {
    let gzip = file.gzip.filter(|_| accepts_gzip(request));
    let is_gzip = gzip.is_some();
    // Two representations, two tags: <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3>
    let tag = format!("\"{}{}\"", file.hash, if is_gzip { "-gzip" } else { "" });
    let mut answer = conditional(&tag, request, || gzip.unwrap_or(file.plain));
    let headers = answer.headers_mut();
    if is_gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&file.name)));
    headers.insert(header::CACHE_CONTROL, if file.is_immutable { IMMUTABLE } else { CACHE });
    headers.insert("server-timing", ANNOUNCEMENT);
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
    missing(detail)
}

/// The answer to a file that is missing, with the reason.
pub(super) fn missing(detail: &str) -> Response {
    let mut answer = json_response::detail(StatusCode::NOT_FOUND, detail);
    answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    answer
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
        let answer = file_answer(StaticFile::of(&FILE, false), &request(headers));
        assert_eq!(
            (answer.status().as_u16(), answer.headers()[header::ETAG].to_str().unwrap()),
            (status, tag)
        );
        assert_eq!(answer.headers().contains_key(header::CONTENT_ENCODING), tag.ends_with("-gzip\""));
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
        assert_eq!(answer.headers()["server-timing"], "balefire-batch");
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
