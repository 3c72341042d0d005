//! The settings of a channel, of whatever kind.

/// The part that all kinds have in common.
pub(super) trait Settings {
    /// Where the channel posts.
    fn url(&self) -> &str;
    /// Each value, with `***` for a secret.
    fn fields(&self) -> Vec<(&'static str, String)>;
}

/// A value of a channel that makes no sense.
#[derive(Debug)]
pub(super) struct Problem {
    /// The key within the channel's table.
    pub(super) field: &'static str,
    pub(super) problem: &'static str,
}

pub(super) fn problem(field: &'static str, problem: &'static str) -> Problem {
    Problem { field, problem }
}
