//! Levels of events.

use std::fmt;
use std::str::FromStr;

/// Sentry's levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something helps to find a fault.
    Debug,
    /// Something is worth knowing.
    #[default]
    Info,
    /// Something is odd.
    Warning,
    /// Something failed.
    Error,
    /// The app cannot go on.
    Fatal,
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

/// A text that is no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseLevelError;

impl fmt::Display for ParseLevelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid level")
    }
}

impl std::error::Error for ParseLevelError {}

impl FromStr for Level {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, ParseLevelError> {
        Ok(match text {
            "fatal" | "critical" => Self::Fatal,
            "error" => Self::Error,
            "warning" | "warn" => Self::Warning,
            "info" | "log" => Self::Info,
            "debug" => Self::Debug,
            _ => return Err(ParseLevelError),
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_as_text_and_back() {
        for level in [Level::Fatal, Level::Error, Level::Warning, Level::Info, Level::Debug] {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        assert_eq!("warn".parse(), Ok(Level::Warning));
        assert!(Level::Error > Level::Warning && Level::Fatal > Level::Error);
        assert_eq!("loud".parse::<Level>(), Err(ParseLevelError));
    }
}
