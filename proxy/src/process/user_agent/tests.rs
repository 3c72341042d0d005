//! Headers as browsers, apps and robots send them.

use super::*;

/// Header, browser with its version, system with its version.
type Row = (&'static str, &'static str, &'static str);

#[track_caller]
fn check(header: &str, browser: &str, os: &str) {
    let client = read(header);
    let said = |part: Option<Part>| {
        part.map(|part| format!("{} {}", part.name, part.version).trim().to_owned()).unwrap_or_default()
    };
    assert_eq!((said(client.browser).as_str(), said(client.os).as_str()), (browser, os), "{header}");
}

fn check_all(rows: &[Row]) {
    for (header, browser, os) in rows {
        check(header, browser, os);
    }
}

#[test]
fn desktop() {
    check_all(&[
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome 140.0.0.0",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome 140.0.0.0",
            "Mac OS X 10.15.7",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome 140.0.0.0",
            "Chrome OS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
            "HeadlessChrome 140.0.0.0",
            "Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.3485.54",
            "Edge 140.0.3485.54",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
            "Edge 18.17763",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 OPR/123.0.0.0",
            "Opera 123.0.0.0",
            "Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36",
            "Yandex Browser 25.8.0.0",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5.3735.66",
            "Vivaldi 7.5.3735.66",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) shop/1.2.0 Chrome/138.0.7204.243 Electron/37.3.1 Safari/537.36",
            "Electron 37.3.1",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
            "Firefox 115.0",
            "Windows 7",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox 143.0",
            "Mac OS X 10.15",
        ),
        (
            "Mozilla/5.0 (X11; FreeBSD amd64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox 143.0",
            "FreeBSD",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Safari 18.6",
            "Mac OS X 10.15.7",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            "Safari 26.0",
            "Linux",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15 Epiphany/605.1.15",
            "Epiphany 605.1.15",
            "Linux",
        ),
    ]);
}

#[test]
fn mobile() {
    check_all(&[
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome Mobile 140.0.0.0",
            "Android 10",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome 140.0.0.0",
            "Android 10",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0",
            "Edge Mobile 140.0.0.0",
            "Android 10",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36 OPR/91.0.0.0",
            "Opera Mobile 91.0.0.0",
            "Android 10",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet 28.0",
            "Android 10",
        ),
        (
            "Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0",
            "Firefox Mobile 143.0",
            "Android 15",
        ),
        (
            "Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; GT-I9100 Build/IML74K) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
            "Android 4.0",
            "Android 4.0.3",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18.6",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/143.0 Mobile/15E148 Safari/605.1.15",
            "Firefox iOS 143.0",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/140.0.3485.54 Mobile/15E148 Safari/604.1",
            "Edge Mobile 140.0.3485.54",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1",
            "Chrome Mobile iOS 140.0.7339.101",
            "iOS 17.5",
        ),
    ]);
}

#[test]
fn within_apps() {
    check_all(&[
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.7339.51 Mobile Safari/537.36",
            "Chrome Mobile WebView 140.0.7339.51",
            "Android 14",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mobile Safari UI/WKWebView 18.6",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; V2309A Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 MicroMessenger/8.0.61.2880(0x28003D5B) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN",
            "WeChat 8.0.61.2880",
            "Android 14",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 AliApp(DingTalk/7.8.10) com.laiwang.DingTalk/46219133 Channel/201200 language/zh-Hans-CN",
            "DingTalk 7.8.10",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 [FBAN/FBIOS;FBAV/528.0.0.36.107;FBBV/785221487;FBDV/iPhone15,3;FBMD/iPhone;FBSN/iOS;FBSV/18.6]",
            "Facebook 528.0.0.36.107",
            "iOS 18.6",
        ),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0.47 Mobile HuaweiBrowser/5.1.5.352",
            "Huawei Browser 5.1.5.352",
            "OpenHarmony 5.0",
        ),
    ]);
}

#[test]
fn robots() {
    check_all(&[
        (
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.7339.127 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Googlebot 2.1",
            "Android 6.0.1",
        ),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
            "bingbot 2.0",
            "",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
            "Applebot 0.1",
            "Mac OS X 10.15.7",
        ),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "FacebookBot 1.1", ""),
        ("curl/8.15.0", "", ""),
    ]);
}

#[test]
fn nothing_to_read() {
    check_all(&[
        ("", "", ""),
        (" ", "", ""),
        ("Mozilla/5.0", "", ""),
        ("Firefox/é", "Firefox", ""),
        ("Windows NT ", "", "Windows"),
    ]);
}

#[test]
fn hostile() {
    // Only the beginning is read: a long header and a marker behind the limit change nothing.
    check(&format!("{}Firefox/1.0", "é".repeat(1 << 20)), "", "");
    check(&"Chrome/".repeat(100_000), "Chrome", "");
    check(&format!("Chrome/{}", "1.".repeat(1 << 20)), &format!("Chrome {}1", "1.".repeat(15)), "");
    check("Chrome/._._.9 Linux\u{0}<script>", "Chrome 9", "Linux");
}
