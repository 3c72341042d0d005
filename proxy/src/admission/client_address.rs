//! The IP address of a request's client, behind trusted proxies or not.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::network::Network;
use crate::config::ProjectRules;

/// The address of the client: the peer's, or the one that trusted proxies name.
///
/// Each proxy adds its peer's address at the end of `X-Forwarded-For`, so the header is read from its end, as far as
/// trusted proxies wrote it: the client may have made up everything before that.
/// <https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#security_and_privacy_concerns>
#[must_use]
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer.to_canonical();
    let forwarded_for = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded_for: Vec<&str> = forwarded_for.flat_map(|value| value.split(',')).map(str::trim).collect();
    for text in forwarded_for.into_iter().rev() {
        if !is_in(trusted, client) {
            break;
        }
        match parse_address(text) {
            Some(before) => client = before,
            None => break,
        }
    }
    client
}

/// The network that per-address bounds count. None for a trusted proxy, which carries many clients.
#[must_use]
pub fn counted_network(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Option<Network> {
    let client = client_ip(peer, headers, trusted);
    (!is_in(trusted, client)).then(|| Network::of(client))
}

/// Whether an address is one of a trusted proxy.
#[must_use]
pub fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    is_in(trusted, peer.to_canonical())
}

/// Whether a project accepts requests from an address.
#[must_use]
pub fn is_allowed(rules: &ProjectRules, client: IpAddr) -> bool {
    (rules.allow_ips.is_empty() || is_in(&rules.allow_ips, client)) && !is_in(&rules.deny_ips, client)
}

fn is_in(nets: &[IpNet], address: IpAddr) -> bool {
    nets.iter().any(|net| net.contains(&address))
}

/// An address, which some proxies write with its port.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let without_port = || text.rsplit_once(':').map(|(host, _)| host);
    let address = bare.unwrap_or(text).parse().ok().or_else(|| without_port()?.parse::<IpAddr>().ok())?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nets(texts: &[&str]) -> Vec<IpNet> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expect: &str) {
        let headers = forwarded.iter().map(|it| ("x-forwarded-for".parse().unwrap(), it.parse().unwrap()));
        let headers: HeaderMap = headers.collect();
        let trusted = nets(&["127.0.0.1/32", "10.0.0.0/8", "::1/128"]);
        assert_eq!(client_ip(peer.parse().unwrap(), &headers, &trusted).to_string(), expect);
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        check("203.0.113.9", &[], "203.0.113.9");
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["198.51.100.1, 10.1.1.1"], "198.51.100.1");
        check("127.0.0.1", &["198.51.100.1", "10.1.1.1"], "198.51.100.1");
        check("127.0.0.1", &["made up, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.5, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["unknown"], "127.0.0.1");
        check("127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1");
        check("127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
        check("127.0.0.1", &["2001:db8::1"], "2001:db8::1");
    }

    #[test]
    fn a_trusted_proxy_is_not_counted_and_its_client_is() {
        let trusted = nets(&["127.0.0.1/32"]);
        let counted = |peer: &str, forwarded: Option<&str>| {
            let headers = forwarded.map(|it| ("x-forwarded-for".parse().unwrap(), it.parse().unwrap()));
            counted_network(peer.parse().unwrap(), &headers.into_iter().collect(), &trusted)
        };
        let network = |text: &str| Some(Network::of(text.parse().unwrap()));
        assert_eq!(counted("127.0.0.1", None), None);
        assert_eq!(counted("127.0.0.1", Some("198.51.100.1")), network("198.51.100.1"));
        assert_eq!(counted("198.51.100.1", Some("198.51.100.2")), network("198.51.100.1"));
    }

    #[test]
    fn allowed_and_denied() {
        let rules = |allow: &[&str], deny: &[&str]| ProjectRules {
            allow_ips: nets(allow),
            deny_ips: nets(deny),
            ..ProjectRules::default()
        };
        let ip = "10.1.2.3".parse().unwrap();
        assert!(is_allowed(&rules(&[], &[]), ip));
        assert!(is_allowed(&rules(&["10.0.0.0/8"], &[]), ip));
        assert!(!is_allowed(&rules(&["10.0.0.0/8"], &["10.1.0.0/16"]), ip));
        assert!(!is_allowed(&rules(&["192.0.2.0/24"], &[]), ip));
        assert!(!is_allowed(&rules(&[], &["10.1.2.3/32"]), ip));
    }
}
