//! The properties of performance data.

/// The properties by which performance data is filtered and grouped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Dimensions {
    /// The route, the transaction's name, or the address of a resource, as a pattern: `/users/:id`.
    pub name: String,
    /// Empty without a release.
    pub release: String,
    /// Empty without an environment.
    pub environment: String,
    /// `desktop`, `mobile`, `tablet`, `bot`, or empty where it is unknown and for back ends.
    pub device: String,
    /// The browser's name without its version, or empty.
    pub browser: String,
}
