//! One file per resource.

pub mod api;
pub mod assets;
pub mod base_path;
pub mod health;
pub mod ingest;
mod json_response;
pub mod not_found;
pub mod pages;
mod parameters;
pub mod prometheus;
pub mod reading;
pub mod reserve;
pub mod router;
pub mod upload;
pub mod viewer;
