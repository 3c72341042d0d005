//! Bounds of a search.

/// Longest search, in characters.
pub const LONGEST: usize = 500;
/// Most terms of a search.
pub const TERMS: usize = 20;
/// Most values in the lists of one term.
pub const VALUES: usize = 50;
