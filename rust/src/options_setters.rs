//! Setters of options, as the `sentry` crate has them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::options::Transport;
use crate::{Breadcrumb, Event, Options};

impl Options {
    /// Options with their defaults.
    ///
    /// ```
    /// let options = balefire::Options::new()
    ///     .maybe_release(balefire::release_name!())
    ///     .environment("staging")
    ///     .before_send(|event| (event.logger.as_deref() != Some("noise")).then_some(event));
    /// let _guard = balefire::init(("https://key@errors.example.com/1", options));
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`dsn`](field@Options::dsn).
    #[must_use]
    pub fn dsn(self, dsn: &str) -> Self {
        Self { dsn: Some(dsn.to_owned().into()), ..self }
    }

    /// Sets [`release`](field@Options::release).
    #[must_use]
    pub fn release(self, release: impl Into<Cow<'static, str>>) -> Self {
        Self { release: Some(release.into()), ..self }
    }

    /// Sets [`release`](field@Options::release), if there is one: what [`release_name!`](crate::release_name) gives.
    #[must_use]
    pub fn maybe_release(self, release: Option<impl Into<Cow<'static, str>>>) -> Self {
        match release {
            Some(release) => self.release(release),
            None => self,
        }
    }

    /// Sets [`environment`](field@Options::environment).
    #[must_use]
    pub fn environment(self, environment: impl Into<Cow<'static, str>>) -> Self {
        Self { environment: Some(environment.into()), ..self }
    }

    /// Sets [`dist`](field@Options::dist).
    #[must_use]
    pub fn dist(self, dist: impl Into<Cow<'static, str>>) -> Self {
        Self { dist: Some(dist.into()), ..self }
    }

    /// Sets [`tunnel`](field@Options::tunnel).
    #[must_use]
    pub fn tunnel(self, tunnel: impl Into<Cow<'static, str>>) -> Self {
        Self { tunnel: Some(tunnel.into()), ..self }
    }

    /// Sets [`sample_rate`](field@Options::sample_rate).
    #[must_use]
    pub fn sample_rate(self, sample_rate: f32) -> Self {
        Self { sample_rate, ..self }
    }

    /// Sets [`traces_sample_rate`](field@Options::traces_sample_rate).
    #[must_use]
    pub fn traces_sample_rate(self, traces_sample_rate: f32) -> Self {
        Self { traces_sample_rate, ..self }
    }

    /// Sets [`max_breadcrumbs`](field@Options::max_breadcrumbs).
    #[must_use]
    pub fn max_breadcrumbs(self, max_breadcrumbs: usize) -> Self {
        Self { max_breadcrumbs, ..self }
    }

    /// Sets [`attach_stacktrace`](field@Options::attach_stacktrace).
    #[must_use]
    pub fn attach_stacktrace(self, attach_stacktrace: bool) -> Self {
        Self { attach_stacktrace, ..self }
    }

    /// Sets [`send_default_pii`](field@Options::send_default_pii).
    #[must_use]
    pub fn send_default_pii(self, send_default_pii: bool) -> Self {
        Self { send_default_pii, ..self }
    }

    /// Sets [`send_panic_message`](field@Options::send_panic_message).
    #[must_use]
    pub fn send_panic_message(self, send_panic_message: bool) -> Self {
        Self { send_panic_message, ..self }
    }

    /// Sets [`before_send`](field@Options::before_send).
    #[must_use]
    pub fn before_send(
        self,
        before_send: impl Fn(Event<'static>) -> Option<Event<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self { before_send: Some(Arc::new(before_send)), ..self }
    }

    /// Sets [`before_breadcrumb`](field@Options::before_breadcrumb).
    #[must_use]
    pub fn before_breadcrumb(
        self,
        before_breadcrumb: impl Fn(Breadcrumb) -> Option<Breadcrumb> + Send + Sync + 'static,
    ) -> Self {
        Self { before_breadcrumb: Some(Arc::new(before_breadcrumb)), ..self }
    }

    /// Sets [`transport`](field@Options::transport).
    #[must_use]
    pub fn transport(self, transport: Transport) -> Self {
        Self { transport, ..self }
    }
}
