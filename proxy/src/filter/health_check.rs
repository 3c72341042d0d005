//! Transactions that are health checks, by their name.
//!
//! The table: `HEALTH_CHECK_GLOBS` in <https://github.com/getsentry/sentry/blob/master/src/sentry/constants.py>

/// Parts of a name.
const PARTS: &[&str] = &["healthcheck", "heartbeat"];
/// Last parts of a path.
const ENDINGS: &[&str] = &[
    "/health",
    "/healthy",
    "/healthz",
    "/health_check",
    "/_health",
    "/[_health]",
    "/live",
    "/livez",
    "/ready",
    "/readyz",
    "/ping",
    "/up",
];

/// Whether the name is that of a health check.
pub(super) fn is_health_check(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let path = name.strip_suffix('/').unwrap_or(&name);
    PARTS.iter().any(|part| crate::scan::contains(&name, *part))
        || ENDINGS.iter().any(|ending| path.ends_with(ending))
}
