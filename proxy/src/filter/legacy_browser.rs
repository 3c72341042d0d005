//! Browsers that are too old for today's pages, by their `User-Agent`.
//!
//! The bounds are those of the filters `ie`, `edge`, `safari`, `firefox`, `chrome`, `opera`, `opera_mini` and `android` of
//! <https://github.com/getsentry/relay/blob/master/relay-filter/src/legacy_browsers.rs>.

use crate::scan::{contains, split_once};

/// The part of a header that is read, in bytes.
const HEADER: usize = 1 << 10;
/// Marker before the version, text that must also be present, and the first version that is not too old. The first row that
/// matches decides, because browsers claim to be others. Real browsers behind the marker of another come first.
const BROWSERS: &[(&str, &str, u32)] = &[
    ("MSIE ", "", u32::MAX),
    ("Trident/", "", u32::MAX),
    ("Opera Mini/", "", 35),
    ("Edg/", "", 79),
    ("EdgA/", "", 0),
    ("EdgiOS/", "", 0),
    ("Edge/", "", 79),
    ("OPR/", "", 51),
    ("Opera/", "", u32::MAX),
    ("FxiOS/", "", 0),
    ("CriOS/", "", 0),
    ("Firefox/", "", 67),
    ("Chrome/", "", 63),
    // The browser of Android before Chrome.
    ("Android ", "Version/", 4),
    ("Version/", "Safari/", 12),
];

/// Whether a browser is too old. An unknown one is not.
pub(super) fn is_legacy(user_agent: &str) -> bool {
    let header = user_agent.get(..user_agent.floor_char_boundary(HEADER)).unwrap_or_default();
    let row =
        BROWSERS.iter().find(|(marker, beside, _)| contains(header, *marker) && contains(header, *beside));
    let Some((marker, _, least)) = row else { return false };
    let Some((_, rest)) = split_once(header, *marker) else { return false };
    let digits = rest.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let version: Option<u32> = rest.get(..digits).and_then(|digits| digits.parse().ok());
    version.is_some_and(|version| version < *least)
}
