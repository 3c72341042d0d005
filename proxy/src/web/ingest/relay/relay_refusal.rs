//! The reasons to refuse an alert of another program.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use balefire_protocol::category::Category;

use crate::admission::alert_requests::AlertLimit;
use crate::alerts::relay::RelayError;
use crate::app::App;
use crate::outcome::{DiscardReason, Outcome};
use crate::web::ingest::count_outcome::count;
use crate::web::ingest::refusal::Refusal;
use crate::web::json_response;
use crate::web::read_error::ReadError;

/// A reason to refuse an alert.
#[derive(Debug, thiserror::Error)]
pub(super) enum RelayRefusal {
    /// Neither a token nor a DSN key came.
    #[error("a token with the scope alert:write is needed, or a DSN key where the project allows it")]
    NoCredentials,
    /// The project does not take alerts with a DSN key.
    #[error(
        "this project takes no alerts with a DSN key: set alert_with_dsn_key, or send a token with the scope alert:write"
    )]
    KeyNotAllowed,
    /// The member takes a token.
    #[error("{0} needs a token with the scope alert:write: a DSN key stands in every page")]
    NeedsToken(&'static str),
    /// A limit was hit.
    #[error("{limit}; try again in {} s", limit.seconds)]
    Limited {
        /// The limit.
        limit: AlertLimit,
    },
    /// The request was refused as an envelope would be.
    #[error(transparent)]
    Request(#[from] Refusal),
    /// The body is none.
    #[error(transparent)]
    Body(#[from] RelayError),
    /// The token cannot be used, or the store failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<AlertLimit> for RelayRefusal {
    fn from(limit: AlertLimit) -> Self {
        Self::Limited { limit }
    }
}

impl RelayRefusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoCredentials => StatusCode::UNAUTHORIZED,
            Self::KeyNotAllowed | Self::NeedsToken(_) => StatusCode::FORBIDDEN,
            Self::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Request(refusal) => refusal.status(),
            Self::Body(RelayError::TextTooLong) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(_) => StatusCode::BAD_REQUEST,
            Self::Read(error) => error.status(),
        }
    }

    /// What is counted.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::NoCredentials | Self::Read(ReadError::Unauthorized | ReadError::Expired) => {
                Outcome::Invalid(DiscardReason::MissingKey)
            }
            Self::KeyNotAllowed | Self::NeedsToken(_) | Self::Read(ReadError::Forbidden(_)) => {
                Outcome::Invalid(DiscardReason::AlertNotAllowed)
            }
            Self::Limited { .. } => Outcome::RateLimited(DiscardReason::AlertRequests),
            Self::Request(refusal) => refusal.outcome(),
            Self::Body(RelayError::TextTooLong) => Outcome::Invalid(DiscardReason::TooLarge),
            Self::Body(_) => Outcome::Invalid(DiscardReason::Malformed),
            Self::Read(ReadError::NotFound) => Outcome::Invalid(DiscardReason::UnknownProject),
            Self::Read(_) => Outcome::Invalid(DiscardReason::DiskError),
        }
    }

    /// Counts it, and logs it as a refused request.
    pub(super) fn count(&self, app: &App, named: Option<(i64, &str)>) {
        match self {
            Self::Request(refusal) => refusal.log(&app.log_limiter),
            Self::Read(error) => error.log(),
            other => tracing::debug!(error = other as &dyn std::error::Error, "alert refused"),
        }
        count(app, named, self.outcome(), Category::Request, 1);
    }
}

impl IntoResponse for RelayRefusal {
    fn into_response(self) -> Response {
        let (status, detail) = (self.status(), self.to_string());
        match self {
            // It has headers of its own.
            Self::Request(refusal) => refusal.into_response(),
            Self::Limited { limit } => {
                let mut answer = json_response::detail(status, &detail);
                answer.headers_mut().insert(header::RETRY_AFTER, limit.seconds.into());
                answer
            }
            _ => json_response::private_detail(status, &detail),
        }
    }
}
