//! The inbound filters of a project.

use std::net::IpAddr;

use crate::config::raw::{RawFilters, Texts, Verbatim};
use crate::filter::{Filters, ParsePatternError, Patterns};

/// Checks the filters. The error names the field and the problem.
pub(super) fn check(raw: RawFilters) -> Result<Filters, (&'static str, &'static str)> {
    let default = Filters::default();
    let addresses = nets(&raw.client_addresses.unwrap_or_default()).ok_or((
        "filters.client_addresses",
        "has one that is neither an address nor a range, such as 10.0.0.0/8",
    ))?;
    if addresses.iter().any(|net| net.prefix_len() == 0) {
        return Err(("filters.client_addresses", "has a range of all addresses"));
    }
    Ok(Filters {
        browser_extensions: raw.browser_extensions.unwrap_or(default.browser_extensions),
        web_crawlers: raw.web_crawlers.unwrap_or(default.web_crawlers),
        known_errors: raw.known_errors.unwrap_or(default.known_errors),
        localhost: raw.localhost.unwrap_or(default.localhost),
        legacy_browsers: raw.legacy_browsers.unwrap_or(default.legacy_browsers),
        health_checks: raw.health_checks.unwrap_or(default.health_checks),
        chunk_load_errors: raw.chunk_load_errors.unwrap_or(default.chunk_load_errors),
        releases: patterns("filters.releases", &raw.releases.unwrap_or_default())?,
        error_messages: patterns("filters.error_messages", &raw.error_messages.unwrap_or_default())?,
        client_addresses: addresses,
    })
}

fn patterns(field: &'static str, texts: &Verbatim) -> Result<Patterns, (&'static str, &'static str)> {
    Patterns::parse(texts.0.iter().map(String::as_str)).map_err(|error| {
        let problem = match error {
            ParsePatternError::TooMany => "has more than 100 patterns",
            ParsePatternError::TooLong => "has a pattern of more than 200 characters",
            ParsePatternError::Everything => "has a pattern that matches everything",
        };
        (field, problem)
    })
}

fn nets(texts: &Texts) -> Option<Vec<ipnet::IpNet>> {
    let net = |text: &String| text.parse().ok().or_else(|| Some(text.parse::<IpAddr>().ok()?.into()));
    texts.0.iter().map(net).collect()
}
