//! The class of the device and the name of the browser, from a `User-Agent` header.

use super::super::cut_text::start;
use super::super::user_agent;
use crate::scan::contains;

/// The part of a header that is read, in bytes, as in [`user_agent::read`].
const HEADER: usize = 1 << 10;
/// Words of programs that nobody looks at.
const BOTS: [&str; 9] =
    ["bot/", "bot;", "Bot/", "Bot ", "crawler", "Crawler", "Spider", "spider", "facebookexternalhit"];
/// Words of tablets. Android writes `Mobile` on phones alone:
/// <https://developer.chrome.com/docs/multidevice/user-agent>
const TABLETS: [&str; 4] = ["iPad", "Tablet", "tablet", "PlayBook"];
/// Words of phones: <https://developer.mozilla.org/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent>
const PHONES: [&str; 3] = ["Mobi", "iPhone", "Phone"];

/// The client of a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Client {
    /// As [`crate::model::span::Dimensions::device`].
    pub device: &'static str,
    /// As [`crate::model::span::Dimensions::browser`].
    pub browser: &'static str,
}

impl Client {
    /// The client with this header.
    pub(super) fn of(header: &str) -> Self {
        let header = start(header, HEADER);
        let has = |words: &[&str]| words.iter().any(|word| contains(header, *word));
        let known = user_agent::read(header);
        let browser = known.browser.map_or("", |part| part.name);
        let device = if has(&BOTS) {
            "bot"
        } else if has(&TABLETS) {
            "tablet"
        } else if has(&PHONES) {
            "mobile"
        } else if contains(header, "Android") {
            "tablet"
        } else if known.os.is_some() {
            "desktop"
        } else {
            ""
        };
        Self { device, browser }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices() {
        for (header, device, browser) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
                "desktop",
                "Chrome",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36",
                "mobile",
                "Chrome Mobile",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
                "tablet",
                "Chrome",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "mobile",
                "Mobile Safari",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1",
                "tablet",
                "Mobile Safari",
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot", "Googlebot"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "desktop", "Firefox"),
            ("curl/8.0", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(Client::of(header), Client { device, browser }, "{header}");
        }
    }
}
