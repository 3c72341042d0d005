//! The lock of pages and of `/metrics`: a token as password of HTTP Basic, for browsers, or as Bearer.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::token_auth::bearer;
use crate::model::scope::Access;
use crate::web::reading::{ReadError, Reading};

/// Asks for a token with the scopes for this on all routes of a router.
pub fn require_token<S: Clone + Send + Sync + 'static>(
    pages: Router<S>,
    reading: Reading,
    access: Access,
) -> Router<S> {
    pages.layer(from_fn_with_state((reading, access), check))
}

async fn check(State((reading, access)): State<(Reading, Access)>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let token = bearer(headers).map(str::to_owned).or_else(|| password(headers));
    match reading.authenticate(token.as_deref(), access).await {
        Ok(()) => next.run(request).await,
        Err(error) => {
            let is_to_log_in = matches!(error, ReadError::Unauthorized | ReadError::Expired);
            let mut answer = error.into_response();
            if is_to_log_in {
                let challenge = HeaderValue::from_static("Basic realm=\"Balefire\", charset=\"UTF-8\"");
                answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            answer
        }
    }
}

/// The password of `Authorization: Basic base64(user:password)`: <https://www.rfc-editor.org/rfc/rfc7617>
fn password(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    Some(text.split_once(':')?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_header(header: &str, expect: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, header.parse().unwrap());
        assert_eq!(password(&headers).as_deref(), expect);
    }

    #[test]
    fn passwords() {
        check_header("Basic eDpzZWNyZXQ=", Some("secret"));
        check_header("basic OnNlOmNyZXQ=", Some("se:cret"));
        check_header("Basic eA==", None);
        check_header("Basic ???", None);
        check_header("Bearer eDpzZWNyZXQ=", None);
        assert_eq!(password(&HeaderMap::new()), None);
    }
}
