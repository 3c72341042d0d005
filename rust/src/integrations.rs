//! Integrations, where the `sentry` crate has them.

#[cfg(feature = "anyhow")]
pub use crate::anyhow;
#[cfg(feature = "tracing")]
pub use crate::tracing;
