//! Which browser and system a `User-Agent` header speaks of, by two tables read from the top.

/// A name and, if it was told, a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `Firefox`, `Windows`, ...
    pub name: &'static str,
    /// `140.0`; empty if not told.
    pub version: String,
}

/// What a header says about the one who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The browser, if it is a known one.
    pub browser: Option<Part>,
    /// The operating system, if it is a known one.
    pub os: Option<Part>,
}

/// Marker in the header, what must stand beside it, name. Those that pretend to be another stand above it:
/// Edge says Chrome, and Chrome says Safari.
const BROWSERS: &[(&str, &str, &str)] = &[
    ("EdgA/", "", "Edge Mobile"),
    ("EdgiOS/", "", "Edge Mobile"),
    ("Edg/", "", "Edge"),
    ("Edge/", "", "Edge"),
    ("OPR/", "Mobile", "Opera Mobile"),
    ("OPT/", "", "Opera Mobile"),
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
    ("Version/", "Mobile/", "Mobile Safari"),
    ("Version/", "Safari/", "Safari"),
    ("AppleWebKit/", "Mobile/", "Mobile Safari UI/WKWebView"),
];

/// Marker in the header, name. iOS says "like Mac OS X", Android says Linux.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows NT ", "Windows"),
    ("CPU iPhone OS ", "iOS"),
    ("iPhone OS ", "iOS"),
    ("iPad; CPU OS ", "iOS"),
    ("Android ", "Android"),
    ("Android", "Android"),
    ("CrOS ", "Chrome OS"),
    ("Mac OS X ", "Mac OS X"),
    ("Linux", "Linux"),
];

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
    let browser = BROWSERS
        .iter()
        .find(|(marker, beside, _)| header.contains(marker) && header.contains(beside))
        .map(|(marker, _, name)| Part { name, version: version_after(header, marker) });
    let os = SYSTEMS.iter().find(|(marker, _)| header.contains(marker)).map(|(marker, name)| {
        let version = version_after(header, marker);
        Part { name, version: if *name == "Windows" { windows(&version) } else { version } }
    });
    Client { browser, os }
}

/// The dotted number after a marker; Apple writes underscores for dots.
fn version_after(header: &str, marker: &str) -> String {
    let rest = header.split_once(marker).map_or("", |(_, rest)| rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(rest.len());
    let version = rest.get(..end.min(32)).unwrap_or_default();
    version.trim_matches(['.', '_']).replace('_', ".")
}

/// The name Windows is sold under: browsers tell that of its kernel, and 11 tells 10.
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
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, browser: &str, os: &str) {
        let client = read(header);
        let said = |part: Option<Part>| {
            part.map(|part| format!("{} {}", part.name, part.version).trim().to_owned()).unwrap_or_default()
        };
        assert_eq!((said(client.browser), said(client.os)), (browser.to_owned(), os.to_owned()));
    }

    #[test]
    fn desktop() {
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome 140.0.0.0",
            "Windows 10",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.3485.54",
            "Edge 140.0.3485.54",
            "Windows 10",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 OPR/123.0.0.0",
            "Opera 123.0.0.0",
            "Linux",
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox 143.0",
            "Mac OS X 10.15",
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Safari 18.6",
            "Mac OS X 10.15.7",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
            "HeadlessChrome 140.0.0.0",
            "Linux",
        );
    }

    #[test]
    fn mobile() {
        check(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome Mobile 140.0.0.0",
            "Android 10",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18.6",
            "iOS 18.6",
        );
        check(
            "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1",
            "Chrome Mobile iOS 140.0.7339.101",
            "iOS 17.5",
        );
        check(
            "Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0",
            "Firefox Mobile 143.0",
            "Android 15",
        );
        check(
            "Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0",
            "Edge Mobile 140.0.0.0",
            "Android 10",
        );
    }

    #[test]
    fn others() {
        check("", "", "");
        check("curl/8.1", "", "");
        check("Firefox/é", "Firefox", "");
    }
}
