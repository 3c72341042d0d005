//! Pages and requests on the developer's own machine.
//!
//! As in <https://github.com/getsentry/relay/blob/master/relay-filter/src/localhost.rs>, with addresses of the whole network
//! 127.0.0.0/8 and pages out of files.

use std::net::IpAddr;

use super::event_parts::EventParts;

/// Whether the page, the request or the user is local.
pub(super) fn is_local(parts: &EventParts<'_>) -> bool {
    parts.url.is_some_and(is_local_url) || parts.user_address.is_some_and(is_loopback)
}

fn is_local_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    if scheme.eq_ignore_ascii_case("file") {
        return true;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || is_loopback(&host)
}

fn is_loopback(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
