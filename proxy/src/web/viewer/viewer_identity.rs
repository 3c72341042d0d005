//! The viewer of a request, as the middleware has found it.

use std::sync::Arc;

use crate::config::{Config, Live};
use crate::model::token_scope::Scopes;

/// The viewer of a request, and the settings that its permissions depend on.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub(super) identity: Identity,
    pub(super) public: PublicAreas,
    pub(super) live: Arc<Live>,
}

impl Viewer {
    /// The address of the server.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.live.get().public_url.clone()
    }
}

/// Who a viewer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// No credentials came.
    Nobody,
    /// Credentials came, and no token is known for them.
    UnknownToken,
    /// The token has expired.
    ExpiredToken,
    /// The holder of a valid token.
    Token {
        /// The name of the token, for people.
        name: String,
        /// The rights of the token.
        scopes: Scopes,
        /// How the token came.
        login: Login,
    },
}

impl Viewer {
    /// Who it is.
    pub(in crate::web) fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl Identity {
    /// The name of who makes a change, for the record of changes; none without a token.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Token { name, .. } => Some(name),
            Self::Nobody | Self::UnknownToken | Self::ExpiredToken => None,
        }
    }
}

/// How a token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// `Authorization: Bearer`, which a program sends on purpose.
    Bearer,
    /// The password of HTTP Basic, which a browser sends by itself with every request to this server.
    Basic,
}

/// The areas that are open without a token, as configured at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicAreas {
    pub(super) pages: bool,
    pub(super) demo: bool,
    pub(super) metrics: bool,
}

impl PublicAreas {
    /// The areas that a configuration opens.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self { pages: !config.pages.token_required, demo: config.demo.public, metrics: config.metrics.public }
    }
}
