//! Amounts of memory and work, and the shares of them that a project and an address may have.

use crate::config::Limits;

/// Most large bodies that are decoded and parsed, or wait for that; more get 429.
pub(super) const WORKS: usize = 64;
/// Bodies whose key is unknown yet share this fraction of the memory: they need only their first kilobytes.
const KEYLESS: usize = 16;

/// The memory and work of one body, or of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) bytes: usize,
    /// The bytes of bodies whose key is unknown yet.
    pub(super) keyless: usize,
    /// Large bodies that are decoded and parsed, or wait for that.
    pub(super) works: usize,
}

/// The largest amounts over all, of a project and of an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares {
    pub(super) all: Amount,
    pub(super) project: Amount,
    pub(super) network: Amount,
}

impl Shares {
    /// A project may take half. An address may take three quarters, more than a project, since many clients of many
    /// projects may share an address. The largest body that is allowed always fits.
    pub(super) fn of(limits: &Limits) -> Self {
        let largest = limits.body.saturating_add(limits.decompressed);
        let half = (limits.body_memory / 2).max(largest);
        let all = limits.body_memory.max(half.saturating_mul(2));
        let quarter = Amount { bytes: all / 4, keyless: all / KEYLESS / 2, works: WORKS / 4 };
        Self {
            all: Amount { bytes: all, keyless: all / KEYLESS, works: WORKS },
            project: Amount { bytes: half, keyless: 0, works: WORKS / 2 },
            network: Amount { bytes: all - quarter.bytes, works: WORKS - quarter.works, ..quarter },
        }
    }
}

impl Amount {
    pub(super) fn fits(self, more: Self, most: Self) -> bool {
        self.bytes.saturating_add(more.bytes) <= most.bytes
            && self.keyless.saturating_add(more.keyless) <= most.keyless
            && self.works + more.works <= most.works
    }

    pub(super) fn add(&mut self, more: Self) {
        self.bytes += more.bytes;
        self.keyless += more.keyless;
        self.works += more.works;
    }

    pub(super) fn subtract(&mut self, less: Self) {
        self.bytes = self.bytes.saturating_sub(less.bytes);
        self.keyless = self.keyless.saturating_sub(less.keyless);
        self.works = self.works.saturating_sub(less.works);
    }
}
