//! Parses browser and operating system out of a `User-Agent` header, by two tables. The first matching row wins.

use super::cut_text::start;
use crate::scan::{contains, run_within, split_once};

/// A name and, if the header has it, a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `Firefox`, `Windows`, ...
    pub name: &'static str,
    /// `140.0`; empty if the header has none.
    pub version: String,
}

/// The browser and the operating system of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The browser, if it is known.
    pub browser: Option<Part>,
    /// The operating system, if it is known.
    pub os: Option<Part>,
}

/// Marker in the header, text that must also be present, name. Impersonators come first: robots and apps claim to be a
/// browser, Edge claims to be Chrome, and Chrome claims to be Safari. Names are those of
/// <https://github.com/ua-parser/uap-core>, which Sentry's Relay uses.
const BROWSERS: &[(&str, &str, &str)] = &[
    ("Googlebot/", "", "Googlebot"),
    ("bingbot/", "", "bingbot"),
    ("Applebot/", "", "Applebot"),
    ("YandexBot/", "", "YandexBot"),
    ("Baiduspider/", "", "Baiduspider"),
    ("GPTBot/", "", "GPTBot"),
    ("AhrefsBot/", "", "AhrefsBot"),
    ("facebookexternalhit/", "", "FacebookBot"),
    ("DingTalk/", "", "DingTalk"),
    ("MicroMessenger/", "", "WeChat"),
    ("FBAV/", "", "Facebook"),
    ("Instagram ", "", "Instagram"),
    ("MQQBrowser/", "", "QQ Browser Mobile"),
    ("QQBrowser/", "", "QQ Browser"),
    ("UCBrowser/", "", "UC Browser"),
    ("HuaweiBrowser/", "", "Huawei Browser"),
    ("MiuiBrowser/", "", "MiuiBrowser"),
    ("YaBrowser/", "", "Yandex Browser"),
    ("Vivaldi/", "", "Vivaldi"),
    ("Electron/", "", "Electron"),
    ("EdgA/", "", "Edge Mobile"),
    ("EdgiOS/", "", "Edge Mobile"),
    ("Edg/", "", "Edge"),
    ("Edge/", "", "Edge"),
    ("OPR/", "Mobile", "Opera Mobile"),
    ("OPT/", "", "Opera Touch"),
    ("OPR/", "", "Opera"),
    ("SamsungBrowser/", "", "Samsung Internet"),
    ("FxiOS/", "", "Firefox iOS"),
    ("Firefox/", "Mobile", "Firefox Mobile"),
    ("Firefox/", "Android", "Firefox Mobile"),
    ("Firefox/", "", "Firefox"),
    ("CriOS/", "", "Chrome Mobile iOS"),
    ("HeadlessChrome/", "", "HeadlessChrome"),
    ("Chrome/", "; wv)", "Chrome Mobile WebView"),
    ("Chrome/", "Mobile", "Chrome Mobile"),
    ("Chrome/", "", "Chrome"),
    ("Epiphany/", "", "Epiphany"),
    ("Version/", "Android", "Android"),
    ("Version/", "Mobile/", "Mobile Safari"),
    // Other WebKitGTK browsers look like Safari; only the system differs.
    ("Version/", "Safari/", "Safari"),
    // A web view in an app sends only the system's version.
    ("CPU iPhone OS ", "Mobile/", "Mobile Safari UI/WKWebView"),
    ("CPU OS ", "Mobile/", "Mobile Safari UI/WKWebView"),
];

/// Marker in the header, name. iOS writes "like Mac OS X", Android writes Linux, HarmonyOS may write Android.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows NT ", "Windows"),
    ("CPU iPhone OS ", "iOS"),
    ("iPhone OS ", "iOS"),
    ("CPU OS ", "iOS"),
    ("OpenHarmony ", "OpenHarmony"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android ", "Android"),
    ("Android", "Android"),
    ("CrOS ", "Chrome OS"),
    ("Mac OS X ", "Mac OS X"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// Longest version, in bytes.
const VERSION: usize = 32;
/// The part of a header that is read, in bytes. The longest real headers, from apps, have half of it.
const HEADER: usize = 1 << 10;

/// Reads a `User-Agent` header.
///
/// ```
/// let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// let client = balefire_proxy::process::user_agent::read(agent);
/// assert_eq!(client.browser.unwrap().name, "Firefox");
/// assert_eq!(client.os.unwrap().version, "10");
/// ```
#[must_use]
pub fn read(header: &str) -> Client {
    let header = start(header, HEADER);
    let browser = BROWSERS
        .iter()
        .find(|(marker, beside, _)| contains(header, *marker) && contains(header, *beside))
        .map(|(marker, _, name)| Part { name, version: version_after(header, marker) });
    let os = SYSTEMS.iter().find(|(marker, _)| contains(header, *marker)).map(|(marker, name)| {
        let version = version_after(header, marker);
        Part { name, version: if *name == "Windows" { windows(&version) } else { version } }
    });
    Client { browser, os }
}

/// The dotted number after a marker; Apple writes underscores for dots.
fn version_after(header: &str, marker: &str) -> String {
    let rest = split_once(header, marker).map_or("", |(_, rest)| rest);
    let is_of_version = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'_');
    let version = &rest[..run_within(rest.as_bytes(), 0, VERSION, is_of_version)];
    version.trim_matches(['.', '_']).replace('_', ".")
}

/// The product name of Windows. Browsers send the kernel version, and Windows 11 sends that of 10.
/// <https://learn.microsoft.com/microsoft-edge/web-platform/user-agent-guidance>
fn windows(kernel: &str) -> String {
    match kernel {
        "6.1" => "7".into(),
        "6.2" => "8".into(),
        "6.3" => "8.1".into(),
        "10.0" => "10".into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests;
