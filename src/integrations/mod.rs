//! What becomes of the things that are listened to.

pub mod global_handlers;
pub mod panic;
