//! Integrations, where the `sentry` crate has them.

#[cfg(feature = "anyhow")]
pub mod anyhow;
#[cfg(feature = "tracing")]
pub use crate::tracing;
