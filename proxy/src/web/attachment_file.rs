//! Attachments as files: what a browser gets is never run, and shown only if it is a picture.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::percent_encoding::encode;
use crate::model::attachment::AttachmentInfo;

/// Largest picture that a page shows, in bytes.
const LARGEST_PICTURE: u64 = 2 << 20;
/// Whatever the file is, it runs nothing and loads nothing: <https://www.w3.org/TR/CSP3/#directive-sandbox>
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// The file as a download.
pub(super) fn download(info: &AttachmentInfo, content: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/octet-stream");
    let mut response = respond(kind, content);
    if let Ok(disposition) = HeaderValue::from_str(&disposition(&info.name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The file as a picture, if its first bytes say that it is one.
pub(super) fn picture(content: Vec<u8>) -> Option<Response> {
    let kind = picture_type(&content).filter(|_| content.len() as u64 <= LARGEST_PICTURE)?;
    Some(respond(HeaderValue::from_static(kind), content))
}

/// Whether a page may try to show a file as a picture: by its name or media type, as its bytes are not read for a list.
pub(super) fn may_be_picture(info: &AttachmentInfo) -> bool {
    let name = info.name.to_ascii_lowercase();
    let is_named = [".png", ".jpg", ".jpeg"].iter().any(|end| name.ends_with(end));
    let is_typed = matches!(info.content_type.as_str(), "image/png" | "image/jpeg");
    info.size <= LARGEST_PICTURE && (is_named || is_typed)
}

fn respond(kind: HeaderValue, content: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    (headers, Body::from(content)).into_response()
}

/// By the signatures of <https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern>.
fn picture_type(content: &[u8]) -> Option<&'static str> {
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    content.starts_with(b"\xff\xd8\xff").then_some("image/jpeg")
}

/// The name of the file, for clients of today and for old ones: <https://www.rfc-editor.org/rfc/rfc6266#section-5>
fn disposition(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_decide() {
        for (content, kind) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"<svg xmlns", None),
            (b"GIF89a", None),
            (b"\x89PNG", None),
            (b"", None),
        ] {
            assert_eq!(picture_type(content), kind);
        }
        let mut large = b"\xff\xd8\xff".to_vec();
        large.resize(LARGEST_PICTURE as usize + 1, 0);
        assert!(picture(large).is_none());
    }

    #[test]
    fn names() {
        for (name, expect) in [
            ("log.txt", "attachment; filename=\"log.txt\"; filename*=UTF-8''log.txt"),
            ("a\"b\r\n/é", "attachment; filename=\"a_b____\"; filename*=UTF-8''a%22b%0D%0A%2F%C3%A9"),
        ] {
            assert_eq!(disposition(name), expect);
            assert!(HeaderValue::from_str(&disposition(name)).is_ok());
        }
    }
}
