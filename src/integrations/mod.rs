//! What becomes of the things that are listened to.

pub mod panic;
