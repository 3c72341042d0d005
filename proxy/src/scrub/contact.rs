//! Finds contact data: e-mail addresses and IP addresses.

use std::net::{IpAddr, Ipv4Addr};

use super::cuts::Cuts;
use crate::scan::{find as find_text, run, run_back};

/// Finds e-mail addresses.
pub(super) fn emails(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut done = 0;
    while let Some(at) = find_text(text, done, "@") {
        let start = run_back(bytes, at, done, is_of_name);
        let end = domain_end(bytes, at + 1);
        done = end.max(at + 1);
        if start < at && end > at + 1 {
            cuts.add(start..end);
        }
    }
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'!'
                | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
                | b'-'
        )
}

/// Where a domain ends: after its last label of two letters or more that follows another label.
fn domain_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut end) = (from, from);
    loop {
        let label = run(bytes, at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if label == at {
            return end;
        }
        let letters = run(bytes, at, |byte| byte.is_ascii_alphabetic()).min(label);
        let is_whole = bytes.get(letters).is_none_or(|byte| !super::words::is_word(*byte));
        if at > from && letters >= at + 2 && is_whole {
            end = letters;
        }
        if bytes.get(label) != Some(&b'.') {
            return end;
        }
        at = label + 1;
    }
}

/// Finds IPv4 and IPv6 addresses, also with a port.
pub(super) fn ip_addresses(text: &str, cuts: &mut Cuts) {
    let is_of_it = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !is_of_it(byte));
        if start == bytes.len() {
            return;
        }
        at = run(bytes, start, is_of_it);
        let found = text.get(start..at).unwrap_or_default();
        let found = found.trim_end_matches(['.', ':']);
        if found.parse::<IpAddr>().is_ok() {
            cuts.add(start..start + found.len());
            continue;
        }
        let mut part = start;
        for piece in found.split(':') {
            if piece.parse::<Ipv4Addr>().is_ok() {
                cuts.add(part..part + piece.len());
            }
            part += piece.len() + 1;
        }
    }
}
