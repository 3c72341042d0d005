//! What is wrong with a configuration.

use std::path::PathBuf;

/// Why there is no configuration. Names keys and places, never a value: it might be a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named by `--config` cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{file}: {at}")]
    Syntax {
        /// The file.
        file: String,
        /// The line and column.
        at: String,
    },
    /// There is no such key.
    #[error("unknown key {key} ({origin}); known here: {known}")]
    UnknownKey {
        /// The key, with dots.
        key: String,
        /// The file, the environment or the flags.
        origin: String,
        /// What could stand there.
        known: String,
    },
    /// The value is of another type.
    #[error("{key} ({origin}) is not {expected}")]
    Type {
        /// The key, with dots.
        key: String,
        /// The file, the environment or the flags.
        origin: String,
        /// What it should be.
        expected: String,
    },
    /// The value makes no sense.
    #[error("{key} {problem}")]
    Invalid {
        /// The key, with dots.
        key: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}
