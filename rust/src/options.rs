//! Options of `init`.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use balefire_protocol::json::Object;

use crate::{Breadcrumb, Event, IntoDsn};

/// A function that changes a value or drops it, as the `sentry` crate has it.
pub type BeforeCallback<T> = Arc<dyn Fn(T) -> Option<T> + Send + Sync>;

/// A function that changes an event or drops it.
pub(crate) type EventProcessor = BeforeCallback<Event<'static>>;

/// Options, under the names of the `sentry` crate.
///
/// A page that already carries Balefire's script tag keeps the options of the tag. A wrong option, such as an unreadable DSN,
/// is a warning in the console.
#[derive(Clone)]
pub struct Options {
    /// Where events go. Default none: nothing is sent, unless the page's script tag has a DSN.
    pub dsn: Option<Cow<'static, str>>,
    /// Which version of the app, see [`release_name!`](crate::release_name). Default none.
    pub release: Option<Cow<'static, str>>,
    /// Where it runs. Default `production`.
    pub environment: Option<Cow<'static, str>>,
    /// Which build of a release. Default none.
    pub dist: Option<Cow<'static, str>>,
    /// Where envelopes are posted in the place of the DSN's own server: a URL. Default none.
    pub tunnel: Option<Cow<'static, str>>,
    /// Share of error events that is sent, 0 to 1. Default 1.
    pub sample_rate: f32,
    /// Share of transactions that is sent, 0 to 1. Default 0.
    pub traces_sample_rate: f32,
    /// Most breadcrumbs that an event has. Default 100.
    pub max_breadcrumbs: usize,
    /// Whether messages have a stack. Default `true`.
    pub attach_stacktrace: bool,
    /// Whether the user's address and more of the page are sent, see docs/privacy.md. Default `false`.
    pub send_default_pii: bool,
    /// Whether the message of a panic is sent. Without it a panic has its type, its place in the source and its stack: for apps
    /// whose panics may hold what their users have typed. The console shows the message in any case. Default `true`.
    pub send_panic_message: bool,
    /// Changes the events of this app or drops them, before the page's recorder gets them; see
    /// [`Scope::add_event_processor`](crate::Scope::add_event_processor). The errors of JavaScript do not come here. Default
    /// none.
    pub before_send: Option<BeforeCallback<Event<'static>>>,
    /// Changes the breadcrumbs that this app adds, or drops them. Default none.
    pub before_breadcrumb: Option<BeforeCallback<Breadcrumb>>,
    /// How events leave the app. Default by the recorder of the page.
    pub transport: Transport,
}

/// [`Options`], as the `sentry` crate spells it.
pub type ClientOptions = Options;

/// How events leave the app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// By the recorder of the page, which survives the app, and reports the errors of the page too. An app that is built without
    /// the feature `recorder` reports by itself.
    #[default]
    Recorder,
    /// By the app itself, in pure Rust: for workers, hosts that have no page, and pages that want no other JavaScript.
    /// `send_default_pii` has no meaning then.
    #[cfg(feature = "direct")]
    Direct,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dsn: None,
            release: None,
            environment: None,
            dist: None,
            tunnel: None,
            sample_rate: 1.0,
            traces_sample_rate: 0.0,
            max_breadcrumbs: 100,
            attach_stacktrace: true,
            send_default_pii: false,
            send_panic_message: true,
            before_send: None,
            before_breadcrumb: None,
            transport: Transport::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A derived one would bring the code of all members into an app that prints its options.
        f.debug_tuple("Options").field(&self.to_json()).finish()
    }
}

impl Options {
    /// The share of transactions in millionths: six digits, as on the wire. A value that is not a number is 0.
    pub(crate) fn traces_millionths(&self) -> u32 {
        // `round` would bring its own code into the app.
        ((f64::from(self.traces_sample_rate) * 1_000_000.0 + 0.5) as u32).min(1_000_000)
    }

    /// Whether the share of events is one.
    #[cfg(feature = "direct")]
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "there is no page"))]
    pub(crate) fn has_sample_rate(&self) -> bool {
        (0.0..=1.0).contains(&self.sample_rate)
    }

    /// The options that are texts, as the recorder's options; JavaScript gets the others as arguments.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "there is no page"))]
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::new();
        let mut object = Object::new(&mut json);
        for (key, text) in [
            ("dsn", &self.dsn),
            ("release", &self.release),
            ("environment", &self.environment),
            ("dist", &self.dist),
            ("tunnel", &self.tunnel),
        ] {
            object.given(key, text.as_deref().unwrap_or_default());
        }
        object.end();
        json
    }
}

impl<D: IntoDsn> From<D> for Options {
    fn from(dsn: D) -> Self {
        (dsn, Self::default()).into()
    }
}

impl<D: IntoDsn> From<(D, Options)> for Options {
    fn from((dsn, options): (D, Options)) -> Self {
        Self { dsn: dsn.into_dsn(), ..options }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_in_each_form() {
        let dsn = "https://k@h/1";
        for options in [
            Options::from(dsn),
            Options::from(dsn.to_owned()),
            Options::from(Some(dsn)),
            Options::from((Some(dsn.to_owned()), Options::default())),
            Options::from((Cow::Borrowed(dsn), Options::default())),
        ] {
            assert_eq!(options.dsn.as_deref(), Some(dsn));
        }
        for options in [
            Options::from(()),
            Options::from(""),
            Options::from(None::<&str>),
            ((), Options::default()).into(),
        ] {
            assert_eq!(options.dsn, None);
        }
    }

    #[test]
    fn what_is_not_said_is_not_written() {
        let options = Options { release: Some("shop@\"1\"".into()), ..Options::from("https://k@h/1") };
        assert_eq!(options.to_json(), r#"{"dsn":"https://k@h/1","release":"shop@\"1\""}"#);
    }

    #[test]
    fn shares_in_millionths() {
        for (traces_sample_rate, expect) in [
            (0.0, 0),
            (0.2, 200_000),
            (1.0, 1_000_000),
            (7.0, 1_000_000),
            (-1.0, 0),
            (f32::NAN, 0),
            (f32::INFINITY, 1_000_000),
        ] {
            let options = Options { traces_sample_rate, ..Options::default() };
            assert_eq!(options.traces_millionths(), expect, "{traces_sample_rate}");
        }
    }
}
