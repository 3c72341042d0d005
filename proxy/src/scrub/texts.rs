//! What is taken out of a text. Most texts hold nothing of the kind: a look at their bytes says so before any
//! expression is tried.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{FILTERED, PatternError, Settings};

/// An expression of our own.
macro_rules! regex {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a constant, compiled by a test"));
    };
}

// `password=x`, `"token": "x"`: the value alone. A colon counts only behind a quoted name: in prose it means nothing.
regex!(
    NAMED,
    r#"(?i)(\b[\w.\[\]-]*(?:password|passwd|secret|api[-_]?key|credentials|mysql_pwd|private[-_]?key|token|auth)[\w.\[\]-]*(?:=|\\?["']\s*[:=]\s*)\\?["']?)([^\s&;,"'\\})]+)"#
);
regex!(BEARER, r"(?i)\b(bearer\s+)\S+");
regex!(URL_LOGIN, r"(//)[a-zA-Z0-9%_.~+-]+(?::[^\s@/]*)?@");
regex!(
    PEM,
    r"(?s)(-----BEGIN[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----\s*).+?(\s*-----END[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----)"
);
regex!(HOME, r#"(/home/|/Users/|(?i:\b[a-z]:[\\/]+(?:users|documents and settings)[\\/]+))[^/\\\s"']+"#);
regex!(CARD, r"\b\d(?:[ -]?\d){12,18}\b");
regex!(IBAN, r"\b[A-Z]{2}\d{2}[a-zA-Z0-9]{11,30}\b");
regex!(SSN, r"\b\d{3}-\d{2}-\d{4}\b");
regex!(EMAIL, r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}\b");
regex!(ADDRESS, r"[0-9a-fA-F:]*[:.][0-9a-fA-F:.]*[0-9a-fA-F]");

/// What is taken out of texts.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    defaults: bool,
    emails: bool,
    ip_addresses: bool,
    patterns: Vec<Regex>,
}

/// What a look at the bytes says.
#[derive(Default)]
struct Signs {
    digits: usize,
    at: bool,
    slashes: bool,
    dots: bool,
    equals_or_colon: bool,
    spaces: bool,
    dashes: usize,
}

impl Texts {
    pub(super) fn new(settings: &Settings) -> Result<Self, PatternError> {
        let patterns = settings.patterns.iter().map(|text| Regex::new(text)).collect::<Result<_, _>>()?;
        Ok(Self {
            defaults: settings.defaults,
            emails: settings.emails,
            ip_addresses: settings.ip_addresses,
            patterns,
        })
    }

    /// Takes out of the text what does not belong there.
    pub(super) fn clean(&self, text: &mut String) {
        let signs = Signs::of(text);
        if self.defaults {
            defaults(text, &signs);
        }
        if self.emails && signs.at {
            replace(text, &EMAIL, FILTERED);
        }
        if self.ip_addresses && (signs.dots || signs.equals_or_colon) {
            each(text, &ADDRESS, |found| found.parse::<IpAddr>().is_ok());
        }
        for pattern in &self.patterns {
            replace(text, pattern, FILTERED);
        }
    }

    /// Whether a number is one that may not stay.
    pub(super) fn is_secret_number(&self, number: u64) -> bool {
        self.defaults && is_card(&number.to_string())
    }
}

fn defaults(text: &mut String, signs: &Signs) {
    if signs.dashes >= 20 && text.contains("-----BEGIN") {
        replace(text, &PEM, "$1[Filtered]$2");
    }
    if signs.spaces && (text.contains("earer") || text.contains("EARER")) {
        replace(text, &BEARER, "$1[Filtered]");
    }
    if signs.at && text.contains("//") {
        replace(text, &URL_LOGIN, "$1[Filtered]@");
    }
    if signs.equals_or_colon {
        replace(text, &NAMED, "$1[Filtered]");
    }
    if signs.slashes {
        homes(text);
    }
    if signs.digits >= 13 {
        each(text, &CARD, is_card);
        each(text, &IBAN, is_iban);
    }
    if signs.digits >= 9 && signs.dashes >= 2 {
        replace(text, &SSN, FILTERED);
    }
}

/// Whose home it is. What looks like one in the address of a page is a path of the site.
fn homes(text: &mut String) {
    let replaced = HOME.replace_all(text, |found: &Captures<'_>| {
        let (whole, start) = found.get(0).map_or(("", 0), |it| (it.as_str(), it.start()));
        let word = text[..start].rsplit(|c: char| c.is_whitespace() || "\"'(<".contains(c)).next();
        if word.is_some_and(|word| word.starts_with("http")) {
            return whole.to_owned();
        }
        format!("{}{FILTERED}", found.get(1).map_or("", |it| it.as_str()))
    });
    own(replaced).into_iter().for_each(|new| *text = new);
}

fn replace(text: &mut String, pattern: &Regex, by: &str) {
    own(pattern.replace_all(text, by)).into_iter().for_each(|new| *text = new);
}

/// Replaces those matches of which this is true.
fn each(text: &mut String, pattern: &Regex, is_secret: impl Fn(&str) -> bool) {
    let replaced = pattern.replace_all(text, |found: &Captures<'_>| {
        let whole = found.get(0).map_or("", |it| it.as_str());
        if is_secret(whole) { FILTERED.to_owned() } else { whole.to_owned() }
    });
    own(replaced).into_iter().for_each(|new| *text = new);
}

fn own(replaced: Cow<'_, str>) -> Option<String> {
    match replaced {
        Cow::Borrowed(_) => None,
        Cow::Owned(new) => Some(new),
    }
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => signs.digits += 1,
                b'@' => signs.at = true,
                b'/' | b'\\' => signs.slashes = true,
                b'.' => signs.dots = true,
                b'=' | b':' => signs.equals_or_colon = true,
                b' ' | b'\t' | b'\n' => signs.spaces = true,
                b'-' => signs.dashes += 1,
                _ => {}
            }
        }
        signs
    }
}

/// The beginnings and lengths of card numbers that are in use, <https://en.wikipedia.org/wiki/Payment_card_number>,
/// and the check digit of Luhn.
fn is_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let start = |n: usize| digits.iter().take(n).fold(0, |number, digit| number * 10 + digit);
    let is_issued = match digits.len() {
        13 | 19 => start(1) == 4,
        14 => matches!(start(3), 300..=305) || matches!(start(2), 36 | 38 | 39),
        15 => matches!(start(2), 34 | 37),
        16 => {
            start(1) == 4
                || matches!(start(2), 51..=55 | 35 | 62 | 65)
                || matches!(start(4), 2221..=2720 | 6011)
        }
        _ => false,
    };
    let doubled = |(at, digit): (usize, &u32)| match at % 2 {
        0 => *digit,
        _ if *digit > 4 => digit * 2 - 9,
        _ => digit * 2,
    };
    is_issued && digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// The check of ISO 13616: <https://en.wikipedia.org/wiki/International_Bank_Account_Number#Validating_the_IBAN>
fn is_iban(text: &str) -> bool {
    let (country, rest) = text.split_at(4);
    let mut rest = rest.chars().chain(country.chars()).map(|c| c.to_digit(36));
    let remainder = rest.try_fold(0, |remainder, digit| {
        let digit = digit?;
        Some((remainder * if digit > 9 { 100 } else { 10 } + digit) % 97)
    });
    remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_compile() {
        for pattern in [&NAMED, &BEARER, &URL_LOGIN, &PEM, &HOME, &CARD, &IBAN, &SSN, &EMAIL, &ADDRESS] {
            assert!(!pattern.as_str().is_empty());
        }
    }

    #[test]
    fn cards() {
        for card in ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011000990139424"] {
            assert!(is_card(card), "{card}");
        }
        for other in ["4111111111111112", "1700000000000", "1234567812345670", "4111"] {
            assert!(!is_card(other), "{other}");
        }
    }

    #[test]
    fn bank_accounts() {
        assert!(is_iban("DE89370400440532013000"));
        assert!(is_iban("GB82WEST12345698765432"));
        assert!(!is_iban("DE89370400440532013001"));
    }
}
