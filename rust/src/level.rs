//! Levels of events.

/// Sentry's levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// The app cannot go on.
    Fatal,
    /// Something failed.
    #[default]
    Error,
    /// Something is odd.
    Warning,
    /// Something is worth knowing.
    Info,
    /// Something helps to find a fault.
    Debug,
}

impl Level {
    /// Sentry's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}
