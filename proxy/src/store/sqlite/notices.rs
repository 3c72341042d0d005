//! Stores notices in the columns `kind` and `notice`; a digest has its own table.

use rusqlite::Row;
use rusqlite::types::Type;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::digests;
use crate::model::alert::Notice;

/// A notice as its columns.
pub(super) fn columns(notice: &Notice) -> (&'static str, Option<String>) {
    match notice {
        // Numbers and texts always serialize.
        Notice::NewIssue(issue) => ("new_issue", serde_json::to_string(issue).ok()),
        Notice::Fired(firing) => ("fired", serde_json::to_string(firing).ok()),
        Notice::Recovered(recovery) => ("recovered", serde_json::to_string(recovery).ok()),
        Notice::Relayed(message) => ("relayed", serde_json::to_string(message).ok()),
        Notice::Channel(news) => ("channel", serde_json::to_string(news).ok()),
        Notice::Digest(_) => ("digest", None),
        Notice::Test => ("test", None),
        Notice::Rendered { title, text } => {
            ("rendered", Some(json!({ "title": title, "text": text }).to_string()))
        }
    }
}

/// Reads a notice and its digest from the columns that begin at `at`.
pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Notice> {
    let kind: String = row.get(at)?;
    Ok(match kind.as_str() {
        "new_issue" => Notice::NewIssue(json_at(row, at + 1)?),
        "fired" => Notice::Fired(json_at(row, at + 1)?),
        "recovered" => Notice::Recovered(json_at(row, at + 1)?),
        "relayed" => Notice::Relayed(json_at(row, at + 1)?),
        "channel" => Notice::Channel(json_at(row, at + 1)?),
        "rendered" => {
            let mut members: Value = json_at(row, at + 1)?;
            let mut text = |name: &str| match members[name].take() {
                Value::String(text) => text,
                _ => String::new(),
            };
            Notice::Rendered { title: text("title"), text: text("text") }
        }
        "test" => Notice::Test,
        "digest" => {
            Notice::Digest(digests::read(row, at + 2)?.ok_or_else(|| unknown(at, "a digest is missing"))?)
        }
        _ => return Err(unknown(at, "the kind of a notice is unknown")),
    })
}

fn unknown(at: usize, problem: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, problem.into())
}

fn json_at<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}
