//! A DSN, as a page's author writes it, or an envelope's header.

use balefire_protocol::dsn::Dsn;

/// What is read is in parts that make an address, and is the same after it was written.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(dsn) = Dsn::parse(text) else { return };
    assert!(dsn.origin.starts_with("http://") || dsn.origin.starts_with("https://"), "{dsn:?}");
    assert!(!dsn.public_key.is_empty() && !dsn.public_key.contains([':', '@']), "{dsn:?}");
    assert!(dsn.path.is_empty() || dsn.path.starts_with('/'), "{dsn:?}");
    assert!(!dsn.path.ends_with('/'), "{dsn:?}");
    assert_eq!(Dsn::parse(&dsn.to_string()).as_ref(), Ok(&dsn));
}
