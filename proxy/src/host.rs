//! Normalizes host names from requests, URLs and the configuration, so that they can be compared.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A host without its port: an IP address, or a name in lower case without a dot at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// An IP address. Every notation of an IPv4 address gives the same value.
    Address(IpAddr),
    /// A name.
    Name(String),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Host {
    /// Reads `name`, `name:port`, `address`, `[address]` or `[address]:port`; `None` if it is none of these.
    ///
    /// <https://www.rfc-editor.org/rfc/rfc9110#section-7.2>
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let is_end = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
            return is_end.then(|| address.parse::<Ipv6Addr>().ok()).flatten().map(Self::of_v6);
        }
        let (name, port) = text.split_once(':').unwrap_or((text, ""));
        let name = name.strip_suffix('.').unwrap_or(name);
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if name.is_empty() || !name.bytes().all(is_of_name) || !is_port(port) {
            return None;
        }
        let address = name.parse::<Ipv4Addr>();
        Some(address.map_or_else(|_| Self::Name(name.to_ascii_lowercase()), |it| Self::Address(it.into())))
    }

    /// Reads a host from the configuration, where an IPv6 address may be without brackets.
    #[must_use]
    pub fn parse_configured(text: &str) -> Option<Self> {
        let text = text.trim();
        text.parse::<Ipv6Addr>().map_or_else(|_| Self::parse(text), |address| Some(Self::of_v6(address)))
    }

    /// The host of an http or https URL.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        Self::parse(rest.split(['/', '?', '#']).next()?)
    }

    /// Whether every client reaches its own machine under this host, such as `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost",
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        Self::Address(address.to_canonical())
    }
}

/// Digits, or nothing: `host:` is `host`.
fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback() {
        for text in [
            "localhost",
            "LocalHost:8787",
            "localhost.",
            "localhost.:80",
            "127.0.0.1",
            "127.0.0.1:",
            "127.0.0.1.:8787",
            "127.255.255.254:65535",
            "[::1]",
            "[::1]:8787",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert!(Host::parse(text).is_some_and(|host| host.is_loopback()), "{text}");
        }
        for text in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil-localhost",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "[::ffff:10.0.0.1]",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
        ] {
            assert!(Host::parse(text).is_some_and(|host| !host.is_loopback()), "{text}");
        }
    }

    #[test]
    fn what_is_no_host() {
        for text in [
            "",
            ".",
            ":8787",
            "localhost..:x",
            "localhost:80:80",
            "localhost:123456",
            "localhost:-1",
            "user@localhost",
            "localhost/",
            "localhost,evil.example",
            "localhost evil.example",
            "::1",
            "[::1",
            "[::1]x",
            "[::1]:x",
            "[::1%25lo]",
            "[127.0.0.1]",
            "[]",
            "bücher.example",
            "*",
        ] {
            assert_eq!(Host::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_same_host_is_equal() {
        for (one, other) in [
            ("Errors.Example", "errors.example.:8443"),
            ("10.0.0.1", "[::ffff:10.0.0.1]:1"),
            ("[FE80::1]", "[fe80:0:0:0:0:0:0:1]:80"),
        ] {
            assert_eq!(Host::parse(one), Host::parse(other), "{one}");
        }
        assert_eq!(Host::parse_configured(" ::1 "), Host::parse("[::1]"));
        assert_eq!(Host::of_url("https://Errors.example:8443/x?y"), Host::parse("errors.example"));
        assert_eq!(Host::of_url("http://[::1]"), Host::parse("[::1]"));
    }
}
