//! Which addresses belong to the internet, and which to a machine or a network of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Blocks of IPv4 that are not part of the internet, as address and length of prefix.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry/>
const SPECIAL_V4: [([u8; 4], u8); 14] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast; reserved, and broadcast.
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];
/// The part of IPv6 that is assigned to the internet; all else is local, reserved or multicast.
/// <https://www.iana.org/assignments/ipv6-address-space/>
const GLOBAL_V6: ([u16; 8], u8) = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);
/// Blocks within it that are not.
/// <https://www.iana.org/assignments/iana-ipv6-special-registry/>
const SPECIAL_V6: [([u16; 8], u8); 3] = [
    // Protocols, with Teredo, which leads to any address of IPv4; examples.
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];
/// Addresses of IPv6 that stand for one of IPv4: behind a translator, <https://www.rfc-editor.org/rfc/rfc6052>.
const NAT64: ([u16; 8], u8) = ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);
/// The same by 6to4, <https://www.rfc-editor.org/rfc/rfc3056>: the 32 bits after the prefix.
const SIX_TO_FOUR: u16 = 0x2002;

/// Whether an address is one of the internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|(block, prefix)| v4(*block, *prefix, address)),
        IpAddr::V6(address) => {
            if let Some(inner) = embedded(address) {
                return is_public(inner.into());
            }
            v6(GLOBAL_V6, address) && !SPECIAL_V6.iter().any(|block| v6(*block, address))
        }
    }
}

/// Whether an address is loopback or of a private network. An operator who writes one means it.
#[must_use]
pub fn is_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// The address of IPv4 that one of IPv6 stands for.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    if v6(NAT64, address) {
        return Some(from(segments[6], segments[7]));
    }
    (segments[0] == SIX_TO_FOUR).then(|| from(segments[1], segments[2]))
}

fn v4(block: [u8; 4], prefix: u8, address: Ipv4Addr) -> bool {
    Ipv4Net::new(block.into(), prefix).is_ok_and(|net| net.contains(&address))
}

fn v6((block, prefix): ([u16; 8], u8), address: Ipv6Addr) -> bool {
    Ipv6Net::new(block.into(), prefix).is_ok_and(|net| net.contains(&address))
}

/// Whether a range holds an address, however the address is written.
#[must_use]
pub fn contains(range: &IpNet, address: IpAddr) -> bool {
    range.contains(&address.to_canonical()) || range.contains(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, public: bool, local: bool) {
        let address = address.parse().unwrap();
        assert_eq!((is_public(address), is_local(address)), (public, local), "{address}");
    }

    #[test]
    fn of_the_internet() {
        for address in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            check(address, true, false);
        }
        check("64:ff9b::8.8.8.8", true, false);
        check("2002:808:808::1", true, false);
    }

    #[test]
    fn loopback_and_private_networks() {
        for address in
            ["127.0.0.1", "127.8.8.8", "10.1.2.3", "172.31.255.255", "192.168.0.1", "::1", "fd00::1"]
        {
            check(address, false, true);
        }
        for address in ["::ffff:127.0.0.1", "::ffff:10.0.0.1"] {
            check(address, false, true);
        }
    }

    #[test]
    fn neither() {
        for address in [
            "0.0.0.0",
            "169.254.169.254",
            "100.100.100.200",
            "192.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:1::1",
            "2001:db8::1",
            "fec0::1",
        ] {
            check(address, false, false);
        }
    }
}
