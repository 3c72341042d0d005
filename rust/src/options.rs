//! What `init` is told.

/// Options, under the names of the `sentry` crate.
///
/// A page that already carries Balefire's script tag keeps the options of the tag.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// Where events go. Default none: the script tag says it.
    pub dsn: Option<String>,
    /// Which version of the app. Default none.
    pub release: Option<String>,
    /// Where it runs. Default `production`.
    pub environment: Option<String>,
}

impl Options {
    /// Options for a project.
    #[must_use]
    pub fn new(dsn: &str) -> Self {
        Self { dsn: Some(dsn.to_owned()), ..Self::default() }
    }

    /// Which version of the app.
    #[must_use]
    pub fn release(mut self, release: &str) -> Self {
        self.release = Some(release.to_owned());
        self
    }

    /// Where it runs.
    #[must_use]
    pub fn environment(mut self, environment: &str) -> Self {
        self.environment = Some(environment.to_owned());
        self
    }
}
