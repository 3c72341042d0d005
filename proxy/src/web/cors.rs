//! Cross-origin access for the pages of visitors: any origin may send, and the answer is an id alone.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Headers that SDKs send, as Sentry allows them.
const ALLOWED: &str = "x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, \
    authentication, authorization, content-encoding, transfer-encoding";
/// Headers that SDKs read: <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>
/// `balefire-batch` announces batches to our own.
const EXPOSED: &str = "x-sentry-error, x-sentry-rate-limits, retry-after, balefire-batch";
/// How long a browser remembers the answer to a preflight, in seconds.
const MAX_AGE: &str = "3600";

/// Lets pages of any origin read the answer; for a layer.
pub async fn open(answer: Response) -> Response {
    opened(answer)
}

/// The same.
pub fn opened(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    answer
}

/// The answer to a preflight; [`open`] adds the origin.
pub async fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
