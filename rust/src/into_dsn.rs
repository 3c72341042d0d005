//! What `init` takes as a DSN.

use std::borrow::Cow;

/// A DSN, or perhaps one: `option_env!("SENTRY_DSN")`.
///
/// ```
/// use balefire::Options;
///
/// let none = Options::from(option_env!("NO_SUCH_DSN"));
/// assert_eq!(none.dsn, None);
/// assert!(Options::from(String::from("https://key@errors.example.com/1")).dsn.is_some());
/// ```
pub trait IntoDsn {
    /// The DSN; without one nothing is sent.
    fn into_dsn(self) -> Option<Cow<'static, str>>;
}

impl IntoDsn for &'static str {
    fn into_dsn(self) -> Option<Cow<'static, str>> {
        given(Cow::Borrowed(self))
    }
}

impl IntoDsn for String {
    fn into_dsn(self) -> Option<Cow<'static, str>> {
        given(Cow::Owned(self))
    }
}

impl IntoDsn for Cow<'static, str> {
    fn into_dsn(self) -> Option<Cow<'static, str>> {
        given(self)
    }
}

impl IntoDsn for () {
    fn into_dsn(self) -> Option<Cow<'static, str>> {
        None
    }
}

impl<D: IntoDsn> IntoDsn for Option<D> {
    fn into_dsn(self) -> Option<Cow<'static, str>> {
        self.and_then(D::into_dsn)
    }
}

/// An empty text is none, as in an environment variable that is set to nothing.
fn given(dsn: Cow<'static, str>) -> Option<Cow<'static, str>> {
    Some(dsn).filter(|dsn| !dsn.is_empty())
}
