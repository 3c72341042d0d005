//! Errors of an upload, and how the conversion process passes them to the server.

use std::io;

use serde::{Deserialize, Serialize};

/// Why an upload is rejected.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The file cannot be read, or the new files cannot be written.
    #[error("cannot read or write the file")]
    Io(#[from] io::Error),
    /// It is neither a wasm module nor a source bundle.
    #[error("not a wasm module, nor a source bundle")]
    NotWasm,
    /// It has neither a build id nor code.
    #[error("the module has neither a build id nor code, so no event can name it")]
    NoId,
    /// It was stripped.
    #[error(
        "the module has neither DWARF nor names of functions: upload the file that was built, before it is stripped"
    )]
    NoSymbols {
        /// The id of the build, as in its events.
        debug_id: String,
    },
    /// A source bundle that cannot be read.
    #[error("the source bundle cannot be read: {0}")]
    BrokenSources(String),
    /// Its debug information cannot be read.
    #[error("the module's debug information cannot be read: {0}")]
    Broken(String),
    /// Its DWARF is nested or refers to itself beyond a limit.
    #[error("DWARF of the module cannot be read: {0}")]
    Dwarf(String),
    /// The conversion process exceeded a limit, or failed.
    #[error("the file cannot be read: its conversion {0}")]
    Died(String),
}

/// The serialized form of an [`AddError`], for passing it between two processes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Refusal {
    Io(String),
    NotWasm,
    NoId,
    NoSymbols(String),
    BrokenSources(String),
    Broken(String),
    Dwarf(String),
    Died(String),
}

impl From<AddError> for Refusal {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Io(error) => Self::Io(error.to_string()),
            AddError::NotWasm => Self::NotWasm,
            AddError::NoId => Self::NoId,
            AddError::NoSymbols { debug_id } => Self::NoSymbols(debug_id),
            AddError::BrokenSources(why) => Self::BrokenSources(why),
            AddError::Broken(why) => Self::Broken(why),
            AddError::Dwarf(why) => Self::Dwarf(why),
            AddError::Died(why) => Self::Died(why),
        }
    }
}

impl From<Refusal> for AddError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Io(why) => Self::Io(io::Error::other(why)),
            Refusal::NotWasm => Self::NotWasm,
            Refusal::NoId => Self::NoId,
            Refusal::NoSymbols(debug_id) => Self::NoSymbols { debug_id },
            Refusal::BrokenSources(why) => Self::BrokenSources(why),
            Refusal::Broken(why) => Self::Broken(why),
            Refusal::Dwarf(why) => Self::Dwarf(why),
            Refusal::Died(why) => Self::Died(why),
        }
    }
}
