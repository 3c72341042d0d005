//! Errors of requests that read, as JSON in the shape of Sentry's web API.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::json_response;
use crate::model::token_scope::TokenScope;
use crate::search::SearchError;
use crate::store::{AlertRuleError, ChangeError, MoveError, ProjectError, SilenceError, StoreError};

/// The reason why a reading request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No token came, or an unknown one.
    #[error("a valid token is needed")]
    Unauthorized,
    /// The token has expired.
    #[error("the token has expired")]
    Expired,
    /// The token is valid and lacks a scope.
    #[error("the token lacks the scope {0}")]
    Forbidden(TokenScope),
    /// The store has nothing under this address.
    #[error("the requested resource does not exist")]
    NotFound,
    /// The search has more characters than this.
    #[error("the search is longer than {0} characters")]
    SearchTooLong(usize),
    /// The search for issues has no answer.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The query string cannot be read, for example because a parameter stands there twice.
    #[error("the query string cannot be read")]
    BadQuery,
    /// A parameter asks for something that cannot be answered; the text says for what.
    #[error("{0}")]
    Unsupported(String),
    /// Members of the body are refused: the name of each with the problem.
    #[error("{}", members(.0))]
    Members(Vec<(String, String)>),
    /// It cannot be done at the moment, because of something else that goes on; the text says of what.
    #[error("{0}")]
    Conflict(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// The requested rows are damaged on disk.
    #[error("the store is damaged: what this asks for cannot be read")]
    Damaged(#[source] StoreError),
    /// The system provides no random bytes.
    #[error("there are no random bytes")]
    Random(#[source] getrandom::Error),
    /// The blocking task ended early: the server is stopping.
    #[error("the server is going down")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl ReadError {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized | Self::Expired => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SearchTooLong(_)
            | Self::Search(_)
            | Self::BadQuery
            | Self::Unsupported(_)
            | Self::Members(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Store(_) | Self::Damaged(_) | Self::Random(_) | Self::Interrupted(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// Logs the server's faults as errors and the client's as debug lines.
    pub fn log(&self) {
        let error = self as &dyn std::error::Error;
        match self {
            Self::Unauthorized
            | Self::Expired
            | Self::Forbidden(_)
            | Self::NotFound
            | Self::SearchTooLong(_)
            | Self::Search(_)
            | Self::BadQuery
            | Self::Unsupported(_)
            | Self::Members(_)
            | Self::Conflict(_)
            // The store's health has logged it once already.
            | Self::Damaged(_) => tracing::debug!(error, "read refused"),
            Self::Store(_) | Self::Random(_) | Self::Interrupted(_) => tracing::error!(error, "read failed"),
        }
    }
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Damaged(_)) { Self::Damaged(error) } else { Self::Store(error) }
    }
}

impl From<ChangeError> for ReadError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Store(error) => error.into(),
            ChangeError::Invalid(_) | ChangeError::NoRelease(_) | ChangeError::TooManyComments => {
                Self::Unsupported(error.to_string())
            }
        }
    }
}

impl From<SilenceError> for ReadError {
    fn from(error: SilenceError) -> Self {
        match error {
            SilenceError::Store(error) => error.into(),
            SilenceError::Invalid(_)
            | SilenceError::TooMany
            | SilenceError::NoProject
            | SilenceError::NoRelease(_)
            | SilenceError::Unknown(_) => Self::Unsupported(error.to_string()),
        }
    }
}

impl From<AlertRuleError> for ReadError {
    fn from(error: AlertRuleError) -> Self {
        match error {
            AlertRuleError::Store(error) => error.into(),
            AlertRuleError::Exists => Self::Conflict(error.to_string()),
            AlertRuleError::Missing => Self::NotFound,
            AlertRuleError::TooMany | AlertRuleError::TooManyInAll => Self::Unsupported(error.to_string()),
        }
    }
}

impl From<MoveError> for ReadError {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Store(error) => error.into(),
            MoveError::NoIssue(_) | MoveError::NoGroup => Self::NotFound,
            MoveError::Busy(_) => Self::Conflict(error.to_string()),
            MoveError::OnlyGroup
            | MoveError::OtherProject
            | MoveError::OneIssue
            | MoveError::TooMany
            | MoveError::TooManyDiscards => Self::Unsupported(error.to_string()),
        }
    }
}

impl From<ProjectError> for ReadError {
    fn from(error: ProjectError) -> Self {
        match error {
            ProjectError::Store(error) => error.into(),
            ProjectError::Exists => Self::Conflict(error.to_string()),
            ProjectError::TooMany => Self::Unsupported(error.to_string()),
        }
    }
}

impl IntoResponse for ReadError {
    fn into_response(self) -> Response {
        self.log();
        match &self {
            // As Sentry names the fields of a body: <https://www.django-rest-framework.org/api-guide/exceptions/#validationerror>
            Self::Members(problems) => json_response::private_problems(self.status(), problems),
            _ => json_response::private_detail(self.status(), &self.to_string()),
        }
    }
}

/// All problems in a line.
fn members(problems: &[(String, String)]) -> String {
    problems.iter().map(|(name, problem)| format!("{name} {problem}")).collect::<Vec<_>>().join("; ")
}
