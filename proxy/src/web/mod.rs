//! The HTTP side of the server: one room for each kind of client.

pub mod api;
pub mod assets;
mod attachment_file;
pub mod base_path;
mod cors;
mod first_party;
pub mod health;
pub mod ingest;
pub mod issue_changes;
mod issue_events;
mod issue_search;
mod json_response;
pub mod not_found;
pub mod pages;
mod parameters;
mod percent_encoding;
mod project_changes;
mod project_lookup;
pub mod prometheus;
pub mod read_error;
pub mod reading;
pub mod reserve;
pub mod router;
pub mod routes;
pub mod store_access;
pub mod upload;
pub mod viewer;
