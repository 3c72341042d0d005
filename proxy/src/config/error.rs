//! Errors in a configuration.

use std::borrow::Cow;
use std::path::PathBuf;

/// The reason why a configuration was refused. It names keys and places, never a value: a value might be a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named by `--config` cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// The file is not valid TOML.
    #[error("{file}: {at}")]
    Syntax {
        /// The file.
        file: String,
        /// The line and column.
        at: String,
    },
    /// The key is unknown.
    #[error("unknown key {key} ({origin}); known here: {known}")]
    UnknownKey {
        /// The key, with dots.
        key: String,
        /// The file, the environment or the flags.
        origin: String,
        /// The keys that are known at this place.
        known: String,
    },
    /// The value has the wrong type.
    #[error("{key} ({origin}) is not {expected}")]
    Type {
        /// The key, with dots.
        key: String,
        /// The file, the environment or the flags.
        origin: String,
        /// The expected type.
        expected: String,
    },
    /// The value is invalid.
    #[error("{key} {problem}")]
    Invalid {
        /// The key, with dots.
        key: String,
        /// The problem.
        problem: Cow<'static, str>,
    },
}
