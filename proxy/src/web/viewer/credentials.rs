//! The token of a request: of `Authorization: Bearer`, or the password of HTTP Basic.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::viewer_identity::Login;

/// A token as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) token: String,
    pub(super) login: Login,
}

impl Credentials {
    /// The credentials of a request. Other schemes, as that of Sentry's SDKs, are none.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let (scheme, value) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self { token: value.to_owned(), login: Login::Bearer });
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self { token: password(value)?, login: Login::Basic });
        }
        None
    }
}

/// The password of base64(user:password): <https://www.rfc-editor.org/rfc/rfc7617>
fn password(credentials: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    Some(text.split_once(':')?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expect: Option<(&str, Login)>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, header.parse().unwrap());
        let expect = expect.map(|(token, login)| Credentials { token: token.into(), login });
        assert_eq!(Credentials::of(&headers), expect, "{header}");
    }

    #[test]
    fn bearer_and_basic() {
        check("Bearer secret", Some(("secret", Login::Bearer)));
        check("bearer  secret ", Some(("secret", Login::Bearer)));
        check("Basic eDpzZWNyZXQ=", Some(("secret", Login::Basic)));
        check("basic OnNlOmNyZXQ=", Some(("se:cret", Login::Basic)));
        for other in ["Basic eA==", "Basic ???", "Bearer", "Sentry sentry_key=a", "secret"] {
            check(other, None);
        }
        assert_eq!(Credentials::of(&HeaderMap::new()), None);
    }
}
