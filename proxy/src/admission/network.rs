//! The unit of per-address bounds: an IPv4 address, or the /64 of an IPv6 address.
//!
//! One subscriber gets a /64 at least, and a machine may use any address in it:
//! <https://www.rfc-editor.org/rfc/rfc6177>.

use std::net::{IpAddr, Ipv6Addr};

/// The interface's half of an IPv6 address.
const INTERFACE: u128 = u64::MAX as u128;

/// An IPv4 address, or the first half of an IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !INTERFACE).into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, is_same: bool) {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of(one) == of(other), is_same, "{one} {other}");
    }

    #[test]
    fn addresses_of_one_subscriber() {
        check("192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
        check("::ffff:192.0.2.1", "192.0.2.1", true);
        check("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true);
        check("2001:db8:0:1::1", "2001:db8:0:2::1", false);
    }
}
