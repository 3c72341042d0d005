//! Integrity and size of the store.

use super::StoreError;

/// Measures the store.
pub trait DiskUse: Send + Sync {
    /// Disk space in use, in bytes.
    fn size(&self) -> Result<u64, StoreError>;
}

/// Checks the store for damage.
pub trait Integrity: DiskUse {
    /// Checks the structure of all stored data and returns the first damage found. It takes as long as reading the
    /// whole file.
    fn quick_check(&self) -> Result<Option<String>, StoreError>;
}
