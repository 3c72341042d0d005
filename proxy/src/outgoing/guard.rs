//! Whom the server may ask.
//!
//! An operator writes addresses into the configuration and means them: `http://10.0.0.7/` is asked. A host name is
//! another matter: whoever holds its zone decides where it leads, and may point it at this machine or at the metadata
//! service of its cloud, today or tomorrow (<https://owasp.org/www-community/attacks/Server_Side_Request_Forgery>).

use std::net::IpAddr;

use ipnet::IpNet;

use super::address::{contains, is_local, is_public};

/// Decides about addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressGuard {
    /// Private addresses and ranges that are allowed, from `outgoing.allow_private`.
    allowed: Vec<IpNet>,
}

impl AddressGuard {
    /// A guard that lets these private addresses pass.
    #[must_use]
    pub fn new(allowed: &[IpNet]) -> Self {
        Self { allowed: allowed.to_vec() }
    }

    /// Whether the host of an address may be asked at one of the addresses that it has.
    #[must_use]
    pub fn allows(&self, host: &str, address: IpAddr) -> bool {
        is_public(address)
            || self.allowed.iter().any(|range| contains(range, address))
            || is_written(host, address)
    }

    /// The address in a URL that may not be asked, as far as that can be seen without asking for a name.
    #[must_use]
    pub fn refused_literal(&self, url: &str) -> Option<IpAddr> {
        let address = literal(host_of(url)?)?;
        (!self.allows(&address.to_string(), address)).then_some(address)
    }
}

/// Whether the host says itself that it is this local address.
fn is_written(host: &str, address: IpAddr) -> bool {
    match literal(host) {
        Some(written) => written.to_canonical() == address.to_canonical() && is_local(address),
        None => is_localhost(host) && address.to_canonical().is_loopback(),
    }
}

/// `localhost` and what is under it: <https://www.rfc-editor.org/rfc/rfc6761#section-6.3>
fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// The host of a URL, without its port.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next();
    }
    authority.split(':').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> AddressGuard {
        let allowed: Vec<IpNet> = allowed.iter().map(|net| net.parse().unwrap()).collect();
        AddressGuard::new(&allowed)
    }

    #[track_caller]
    fn check(allowed: &[&str], host: &str, address: &str, expect: bool) {
        assert_eq!(guard(allowed).allows(host, address.parse().unwrap()), expect, "{host} at {address}");
    }

    #[test]
    fn a_name_may_lead_into_the_internet_alone() {
        check(&[], "a.test", "8.8.8.8", true);
        for address in ["127.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "fd00::1", "169.254.169.254", "0.0.0.0"]
        {
            check(&[], "a.test", address, false);
            check(&[], "localhost.a.test", address, false);
        }
    }

    #[test]
    fn a_name_may_lead_where_the_operator_allows() {
        check(&["10.0.0.0/8"], "a.test", "10.9.9.9", true);
        check(&["10.0.0.0/8"], "a.test", "::ffff:10.9.9.9", true);
        check(&["10.0.0.0/8"], "a.test", "192.168.0.1", false);
        check(&["fd00::/8"], "a.test", "fd12::1", true);
        check(&["169.254.169.254/32"], "a.test", "169.254.169.254", true);
    }

    #[test]
    fn a_local_address_that_is_written_is_meant() {
        check(&[], "127.0.0.1", "127.0.0.1", true);
        check(&[], "[::1]", "::1", true);
        check(&[], "[::ffff:127.0.0.1]", "127.0.0.1", true);
        check(&[], "10.0.0.7", "10.0.0.7", true);
        check(&[], "localhost", "127.0.0.1", true);
        check(&[], "Shop.LocalHost.", "::1", true);
        // Not what is written.
        check(&[], "10.0.0.7", "10.0.0.8", false);
        check(&[], "localhost", "10.0.0.7", false);
        // Numbers that are no address are names.
        check(&[], "2130706433", "127.0.0.1", false);
        check(&[], "127.1", "127.0.0.1", false);
    }

    #[test]
    fn what_is_written_and_can_be_no_server() {
        let refused = |url: &str| guard(&[]).refused_literal(url).map(|it| it.to_string());
        for (url, expect) in [
            ("http://169.254.169.254/latest", Some("169.254.169.254")),
            ("http://[fe80::1]:80/", Some("fe80::1")),
            ("https://key@0.0.0.0/7", Some("0.0.0.0")),
            ("http://[::ffff:169.254.169.254]", Some("::ffff:169.254.169.254")),
            ("http://127.0.0.1:8790/robot/send", None),
            ("http://10.0.0.7", None),
            ("http://[::1]:1/", None),
            ("https://a.test/x", None),
            ("no address", None),
        ] {
            assert_eq!(refused(url).as_deref(), expect, "{url}");
        }
        assert_eq!(guard(&["169.254.0.0/16"]).refused_literal("http://169.254.169.254/"), None);
    }
}
