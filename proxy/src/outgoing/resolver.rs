//! Looks up host names, and leaves out the addresses that the guard refuses. The connection is made to the addresses
//! that were looked at, so a name that leads elsewhere the next time gains nothing.

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::guard::AddressGuard;

/// A resolver behind a guard.
#[derive(Debug)]
pub(super) struct GuardedResolver<R = DefaultResolver> {
    pub(super) guard: AddressGuard,
    pub(super) inner: R,
}

/// A host has none but private addresses.
#[derive(Debug, thiserror::Error)]
#[error("{host} leads to the private address {address}")]
pub(super) struct PrivateAddress {
    pub(super) host: String,
    pub(super) address: std::net::IpAddr,
}

impl<R: Resolver> Resolver for GuardedResolver<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        let mut refused = None;
        for address in found.iter() {
            if self.guard.allows(host, address.ip()) {
                allowed.push(*address);
            } else {
                refused = Some(address.ip());
            }
        }
        match refused {
            Some(address) if allowed.is_empty() => {
                Err(Error::Other(Box::new(PrivateAddress { host: host.to_owned(), address })))
            }
            _ => Ok(allowed),
        }
    }
}
