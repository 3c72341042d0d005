//! The header `baggage`: Sentry's sampling context, by which the next server decides as this app.
//!
//! <https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/>

use std::borrow::Cow;
use std::sync::OnceLock;

use balefire_protocol::dsn::Dsn;

use super::clock::write_time;
use super::sampling::Sampling;
use crate::Options;

/// Longest `baggage`, in bytes: <https://www.w3.org/TR/baggage/#limits>
const MAX_BAGGAGE: usize = 8192;

/// The members that are the same for all traces of the app.
#[derive(Debug, Default)]
struct Origin {
    dsn: Option<Cow<'static, str>>,
    release: Option<Cow<'static, str>>,
    environment: Option<Cow<'static, str>>,
}

static ORIGIN: OnceLock<Origin> = OnceLock::new();

/// Notes what the header says of the app. As with all options, the first call counts.
pub(super) fn set_origin(options: &Options) {
    ORIGIN.get_or_init(|| Origin {
        dsn: options.dsn.clone(),
        release: options.release.clone(),
        environment: options.environment.clone(),
    });
}

/// The header of a trace of the app's own; none without a DSN.
pub(super) fn baggage(trace_id: &str, sampling: Sampling) -> Option<String> {
    ORIGIN.get().and_then(|origin| write(origin, trace_id, sampling))
}

fn write(origin: &Origin, trace_id: &str, sampling: Sampling) -> Option<String> {
    let dsn = Dsn::parse(origin.dsn.as_deref()?).ok()?;
    let mut baggage = String::new();
    for (key, value) in [
        ("environment", origin.environment.as_deref().unwrap_or("production")),
        ("release", origin.release.as_deref().unwrap_or_default()),
        ("public_key", dsn.public_key.as_str()),
        ("trace_id", trace_id),
        ("sampled", if sampling.is_sampled { "true" } else { "false" }),
        ("sample_rand", &share(sampling.rand)),
        ("sample_rate", &share(sampling.rate)),
    ] {
        push_member(&mut baggage, key, value);
    }
    Some(baggage)
}

/// Millionths, as a number from 0 to 1 with six digits.
fn share(millionths: u32) -> String {
    let mut text = String::new();
    write_time(&mut text, millionths.into());
    text
}

/// Adds a member, unless it has no value or there is no room for it.
fn push_member(baggage: &mut String, key: &str, value: &str) {
    let before = baggage.len();
    if before > 0 {
        baggage.push(',');
    }
    baggage.push_str("sentry-");
    baggage.push_str(key);
    baggage.push('=');
    push_encoded(baggage, value);
    if value.is_empty() || baggage.len() > MAX_BAGGAGE {
        baggage.truncate(before);
    }
}

/// As `encodeURIComponent`: <https://tc39.es/ecma262/#sec-encodeuricomponent-uricomponent>
fn push_encoded(out: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().map_or('0', char::from);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0123456789abcdef0123456789abcdef";
    const SAMPLING: Sampling = Sampling { is_sampled: true, rate: 200_000, rand: 4_444 };

    fn origin(dsn: &'static str, release: impl Into<Cow<'static, str>>) -> Origin {
        Origin { dsn: Some(dsn.into()), release: Some(release.into()), environment: None }
    }

    #[test]
    fn the_members_of_a_trace() {
        let context = write(&origin("https://key@errors.test/7", "shop @ é,1"), TRACE, SAMPLING);
        let expect = format!(
            "sentry-environment=production,sentry-release=shop%20%40%20%C3%A9%2C1,sentry-public_key=key,\
             sentry-trace_id={TRACE},sentry-sampled=true,sentry-sample_rand=0.004444,sentry-sample_rate=0.200000"
        );
        assert_eq!(context, Some(expect));
    }

    #[test]
    fn no_header_without_a_dsn() {
        for context in [Origin::default(), origin("", "1"), origin("no dsn", "1")] {
            assert_eq!(write(&context, TRACE, SAMPLING), None);
        }
    }

    #[test]
    fn a_member_without_room_is_left_out() {
        let context =
            write(&origin("https://key@errors.test/7", "é".repeat(MAX_BAGGAGE)), TRACE, SAMPLING).unwrap();
        assert!(context.starts_with("sentry-environment=production,sentry-public_key=key,"), "{context}");
    }
}
