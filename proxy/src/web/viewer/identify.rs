//! The middleware that finds the viewer of a request and hands it to the handlers.

use std::sync::Arc;

use axum::extract::{FromRef, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::credentials::Credentials;
use super::viewer_identity::{Identity, Login, PublicAreas, Viewer};
use crate::admission::token_uses::TokenUses;
use crate::app::App;
use crate::config::Live;
use crate::model::hash::sha256_hex;
use crate::model::timestamp::Timestamp;
use crate::store::Tokens;
use crate::web::read_error::ReadError;
use crate::web::store_access::StoreAccess;

/// The parts that the middleware needs.
#[derive(Clone)]
pub struct ViewerFinder {
    tokens: Arc<dyn Tokens>,
    access: StoreAccess,
    uses: Arc<TokenUses>,
    live: Arc<Live>,
    public: PublicAreas,
}

impl ViewerFinder {
    /// A gate for the tokens of a store. The areas that are public stay as they are configured now.
    #[must_use]
    pub fn new(tokens: Arc<dyn Tokens>, access: StoreAccess, uses: Arc<TokenUses>, live: Arc<Live>) -> Self {
        let public = PublicAreas::of(&live.get());
        Self { tokens, access, uses, live, public }
    }

    /// The viewer of a request with these headers.
    pub(in crate::web) async fn viewer(&self, headers: &HeaderMap) -> Result<Viewer, ReadError> {
        let identity = match Credentials::of(headers) {
            Some(Credentials { token, login }) => self.identity(&token, login).await?,
            None => Identity::Nobody,
        };
        Ok(Viewer { identity, public: self.public, live: Arc::clone(&self.live) })
    }

    /// The holder of a token.
    pub(in crate::web) async fn holder(&self, token: &str) -> Result<Identity, ReadError> {
        self.identity(token, Login::Bearer).await
    }

    async fn identity(&self, token: &str, login: Login) -> Result<Identity, ReadError> {
        let (hash, tokens) = (sha256_hex(token.as_bytes()), Arc::clone(&self.tokens));
        let Some(token) = self.access.ask(move || Ok(tokens.token(&hash)?)).await? else {
            return Ok(Identity::UnknownToken);
        };
        let now = Timestamp::now();
        if token.is_expired(now) {
            return Ok(Identity::ExpiredToken);
        }
        if self.uses.is_due(&token, now) {
            self.note_use(token.id, now);
        }
        Ok(Identity::Token { name: token.name, scopes: token.scopes, login })
    }

    /// Notes the use beside the request, which does not wait for the disk.
    fn note_use(&self, id: i64, now: Timestamp) {
        let tokens = Arc::clone(&self.tokens);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = tokens.note_token_use(id, now) {
                tracing::warn!(token = id, error = &error as &dyn std::error::Error, "token use not saved");
            }
        });
    }
}

impl FromRef<Arc<App>> for ViewerFinder {
    fn from_ref(app: &Arc<App>) -> Self {
        Self::new(
            Arc::clone(&app.stores.tokens),
            StoreAccess::new(Arc::clone(&app.health)),
            Arc::clone(&app.token_uses),
            Arc::clone(&app.live),
        )
    }
}

/// Finds the viewer. Whether it may see what it asks for is up to the handler's [`super::Permitted`].
pub async fn identify(State(gate): State<ViewerFinder>, mut request: Request, next: Next) -> Response {
    match gate.viewer(request.headers()).await {
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}
