//! Why an item cannot be stored.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::check_limits::ItemTooLarge;
use crate::lenient_json::ReadJsonError;
use crate::outcome::DiscardReason;
use crate::process::{ReadFeedbackError, ReadSessionError, ReadTraceError};

/// Why an item cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// It is beyond the limits of its kind. They may have been higher when the item was accepted.
    #[error(transparent)]
    TooLarge(#[from] ItemTooLarge),
    /// Its JSON cannot be read.
    #[error(transparent)]
    Json(#[from] ReadJsonError),
    /// Its spans cannot be read.
    #[error(transparent)]
    Trace(#[from] ReadTraceError),
    /// Its sessions cannot be counted.
    #[error(transparent)]
    Session(#[from] ReadSessionError),
    /// It is feedback that cannot be read.
    #[error(transparent)]
    Feedback(#[from] ReadFeedbackError),
    /// Reading it panicked. The message of the panic is not kept, because it may quote the payload.
    #[error("processing panicked")]
    Panicked,
}

impl ItemError {
    /// The reason under which the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::TooLarge(_) => DiscardReason::TooLarge,
            Self::Json(error) => error.reason(),
            Self::Trace(error) => error.reason(),
            Self::Session(error) => error.reason(),
            Self::Feedback(error) => error.reason(),
            Self::Panicked => DiscardReason::Panicked,
        }
    }

    /// The cause in a few words, without anything of the payload.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            // The cause has the expected token, with line and column.
            Self::Json(ReadJsonError::Malformed(cause))
            | Self::Trace(ReadTraceError::Json(ReadJsonError::Malformed(cause)))
            | Self::Session(ReadSessionError::Json(ReadJsonError::Malformed(cause)))
            | Self::Feedback(ReadFeedbackError::Json(ReadJsonError::Malformed(cause))) => {
                format!("{self}: {cause}")
            }
            Self::Json(_)
            | Self::Trace(_)
            | Self::Session(_)
            | Self::Feedback(_)
            | Self::TooLarge(_)
            | Self::Panicked => self.to_string(),
        }
    }
}

/// Runs work that reads an item. A panic, which would be a mistake of this server, costs the item alone.
pub fn catch<T>(work: impl FnOnce() -> Result<T, ItemError>) -> Result<T, ItemError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::error!("item processing panicked");
        Err(ItemError::Panicked)
    })
}
