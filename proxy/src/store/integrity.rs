//! Whether the store is whole, and how large it is.

use super::StoreError;

/// Measures the store.
pub trait DiskUse: Send + Sync {
    /// How much room on disk is in use, in bytes.
    fn size(&self) -> Result<u64, StoreError>;
}

/// Looks through the store for damage.
pub trait Integrity: DiskUse {
    /// Looks through the structure of all that is stored; the first damage that it finds. It takes as long as reading
    /// the whole file takes.
    fn quick_check(&self) -> Result<Option<String>, StoreError>;
}
