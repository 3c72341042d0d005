//! One file per resource.

pub mod api;
pub mod dashboard;
pub mod page_auth;
pub mod reading;
