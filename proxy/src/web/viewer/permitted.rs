//! The permission that a handler asks for, in the type of its first argument.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page_host;
use super::permissions::{Area, Permission};
use super::same_origin::is_same_origin;
use super::viewer_identity::{Identity, Login, Viewer};
use crate::model::token_scope::{Access, Scopes, TokenScope};
use crate::web::json_response;
use crate::web::read_error::ReadError;

/// A viewer that has the permission `P`. Handlers take it as their first argument, see [`crate::web::routes::Routes`].
#[derive(Debug)]
pub struct Permitted<P>(Viewer, PhantomData<P>);

impl<P> Permitted<P> {
    /// The viewer.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// The scope that the viewer lacks to do something else on the pages; none where it may. A page asks before it offers an
    /// action, and the action asks again.
    #[must_use]
    pub fn lacks_on_pages(&self, access: Access) -> Option<TokenScope> {
        if self.0.public.pages { None } else { self.lacks(access) }
    }

    /// The scope that the viewer lacks to do something else.
    #[must_use]
    pub fn lacks(&self, access: Access) -> Option<TokenScope> {
        match &self.0.identity {
            Identity::Token { scopes, .. } => access.missing(scopes),
            Identity::Nobody | Identity::UnknownToken | Identity::ExpiredToken => {
                access.missing(&Scopes::new(Vec::new()))
            }
        }
    }
}

/// Why a page was refused, for the answer to a browser. The refusal carries it as an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No valid token came.
    Token,
    /// The token lacks this scope.
    Scope(TokenScope),
    /// The page was asked for under an unknown host name.
    Host,
    /// The change was asked for by a page of another origin.
    CrossOrigin,
}

/// The reason why a viewer may not do something.
#[derive(Debug)]
pub enum Denied {
    /// No valid token with the scopes came to the web API.
    Token(ReadError),
    /// No valid token with the scopes came to an area that browsers open.
    Login(ReadError),
    /// A public page was asked for under an unknown host name.
    Host,
    /// A change was asked for by a page of another origin.
    CrossOrigin,
}

impl<P: Permission, S: Sync> FromRequestParts<S> for Permitted<P> {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        // Without the middleware nobody is identified, and nothing is public.
        let viewer =
            parts.extensions.get::<Viewer>().cloned().ok_or(Denied::Token(ReadError::Unauthorized))?;
        check::<P>(&viewer, parts)?;
        Ok(Self(viewer, PhantomData))
    }
}

fn check<P: Permission>(viewer: &Viewer, parts: &Parts) -> Result<(), Denied> {
    let is_public = match P::AREA {
        Area::Api => false,
        Area::Pages => viewer.public.pages,
        Area::Demo => viewer.public.demo,
        Area::Metrics => viewer.public.metrics,
    };
    if !is_public {
        check_token::<P>(&viewer.identity)?;
    } else if P::AREA != Area::Metrics && !page_host::is_known(&parts.uri, &parts.headers, &viewer.live.get())
    {
        return Err(Denied::Host);
    }
    // The web API takes Bearer tokens alone, which no browser sends by itself.
    if P::CHANGES && P::AREA != Area::Api && !is_same_origin(parts, &viewer.live.get().public_url) {
        return Err(Denied::CrossOrigin);
    }
    Ok(())
}

fn check_token<P: Permission>(identity: &Identity) -> Result<(), Denied> {
    let denied = if P::AREA == Area::Api { Denied::Token } else { Denied::Login };
    match identity {
        Identity::Token { login: Login::Basic, .. } if P::AREA == Area::Api => {
            Err(denied(ReadError::Unauthorized))
        }
        Identity::Token { scopes, .. } => {
            P::ACCESS.missing(scopes).map_or(Ok(()), |scope| Err(denied(ReadError::Forbidden(scope))))
        }
        Identity::ExpiredToken => Err(denied(ReadError::Expired)),
        Identity::UnknownToken | Identity::Nobody => Err(denied(ReadError::Unauthorized)),
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        match self {
            Self::Token(error) => error.into_response(),
            Self::Login(error) => {
                let refusal = match error {
                    ReadError::Forbidden(scope) => Refusal::Scope(scope),
                    _ => Refusal::Token,
                };
                let mut answer = because(refusal, error.into_response());
                if refusal == Refusal::Token {
                    let challenge = HeaderValue::from_static("Basic realm=\"Balefire\", charset=\"UTF-8\"");
                    answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                }
                answer
            }
            Self::Host => because(Refusal::Host, page_host::unknown_host()),
            Self::CrossOrigin => {
                tracing::debug!("page request of another origin refused");
                let detail = "changes are accepted from this server's own pages only";
                because(Refusal::CrossOrigin, json_response::private_detail(StatusCode::FORBIDDEN, detail))
            }
        }
    }
}

fn because(refusal: Refusal, mut answer: Response) -> Response {
    answer.extensions_mut().insert(refusal);
    answer
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::Request;

    use super::super::permissions::{ReadEvents, ReadMetrics, ReadPages};
    use super::super::viewer_identity::PublicAreas;
    use super::*;
    use crate::config::{Config, Live};

    /// A page action, as pages that change something declare one.
    struct ChangeOnPages;

    impl Permission for ChangeOnPages {
        const AREA: Area = Area::Pages;
        const ACCESS: Access = Access::Pages;
        const CHANGES: bool = true;
    }

    fn viewer(identity: Identity, is_public: bool) -> Viewer {
        let public = PublicAreas { pages: is_public, demo: is_public, metrics: is_public };
        Viewer { identity, public, live: Arc::new(Live::new(Config::default())) }
    }

    fn token(scopes: &str, login: Login) -> Identity {
        Identity::Token { name: "t".into(), scopes: Scopes::parse(scopes), login }
    }

    /// The status for a request with these headers; 200 if it is permitted.
    fn status<P: Permission>(identity: Identity, is_public: bool, headers: &[(&str, &str)]) -> u16 {
        let mut request = Request::post("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let checked = check::<P>(&viewer(identity, is_public), &parts);
        checked.map_or_else(|denied| denied.into_response().status().as_u16(), |()| 200)
    }

    const ALL: &str = "event:read project:read org:read";
    const LOCAL: (&str, &str) = ("host", "localhost");

    #[test]
    fn the_web_api_takes_bearer_tokens_alone() {
        for is_public in [false, true] {
            let status = |identity| status::<ReadEvents>(identity, is_public, &[LOCAL]);
            assert_eq!(status(token("event:read", Login::Bearer)), 200);
            assert_eq!(status(token("event:read", Login::Basic)), 401);
            assert_eq!(status(token("org:read", Login::Bearer)), 403);
            for identity in [Identity::Nobody, Identity::UnknownToken, Identity::ExpiredToken] {
                assert_eq!(status(identity), 401);
            }
        }
    }

    #[test]
    fn pages_take_either_login_or_are_public_under_known_names() {
        for login in [Login::Bearer, Login::Basic] {
            assert_eq!(status::<ReadPages>(token(ALL, login), false, &[]), 200);
            assert_eq!(status::<ReadPages>(token("event:read", login), false, &[]), 403);
        }
        assert_eq!(status::<ReadPages>(Identity::Nobody, false, &[LOCAL]), 401);
        assert_eq!(status::<ReadPages>(Identity::Nobody, true, &[LOCAL]), 200);
        assert_eq!(status::<ReadPages>(Identity::Nobody, true, &[("host", "evil.test")]), 421);
        assert_eq!(status::<ReadMetrics>(Identity::Nobody, true, &[("host", "evil.test")]), 200);
    }

    #[test]
    fn pages_know_which_scope_a_viewer_lacks() {
        let lacks = |identity, is_public| {
            let permitted = Permitted::<ReadPages>(viewer(identity, is_public), PhantomData);
            permitted.lacks_on_pages(Access::ChangeIssues).map(TokenScope::as_str)
        };
        assert_eq!(lacks(token(ALL, Login::Basic), false), Some("event:write"));
        assert_eq!(lacks(token("event:write", Login::Basic), false), None);
        assert_eq!(lacks(token(ALL, Login::Basic), true), None);
        assert_eq!(lacks(Identity::Nobody, true), None);
        assert_eq!(lacks(Identity::Nobody, false), Some("event:write"));
    }

    #[test]
    fn a_change_on_pages_needs_the_permission_and_the_same_origin() {
        let (same, cross) = (("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site"));
        let logged_in = || token(ALL, Login::Basic);
        for (identity, is_public, headers, expect) in [
            (logged_in(), false, &[same][..], 200),
            (logged_in(), false, &[cross], 403),
            (logged_in(), false, &[], 403),
            (token("event:read", Login::Basic), false, &[same], 403),
            (Identity::Nobody, false, &[same], 401),
            (Identity::Nobody, true, &[LOCAL, same], 200),
            (Identity::Nobody, true, &[LOCAL, cross], 403),
            (Identity::Nobody, true, &[("host", "evil.test"), same], 421),
        ] {
            assert_eq!(status::<ChangeOnPages>(identity, is_public, headers), expect, "{headers:?}");
        }
    }
}
