//! Content-Security-Policy reports of browsers, turned into events.
//!
//! `report-uri` sends one, `{"csp-report": {..}}`: <https://www.w3.org/TR/CSP3/#deprecated-serialize-violation>.
//! `report-to` sends a list, `[{"type": "csp-violation", "body": {..}}, ..]`:
//! <https://www.w3.org/TR/reporting-1/#media-type>.
//! Titles and messages have Relay's wording, so that issues have the same names as in Sentry.

use balefire_protocol::json::{ElementsError, elements};
use serde_json::{Map, Value, json};

use crate::scan::{run_of_chars, split_once, trim_space_start};

/// Size limit of one report, in bytes. Its longest member is the violated policy, which browsers send whole.
pub(crate) const REPORT: usize = 64 << 10;

/// Why a body is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReportsError {
    /// The body is neither an object nor a list.
    #[error("the body is not the json of a report, nor of a list of reports")]
    NoReport,
    /// The body has too many reports.
    #[error("too many reports in the list, the limit is {0}")]
    TooMany(usize),
    /// A report is larger than [`REPORT`].
    #[error("a report is larger than {REPORT} bytes")]
    TooLarge,
}

/// Splits a body into raw reports. Count and size are checked before any report is parsed.
pub(crate) fn reports(body: &[u8], most: usize) -> Result<Vec<&str>, ReportsError> {
    let text = std::str::from_utf8(body).map_err(|_| ReportsError::NoReport)?.trim_ascii();
    let reports = match text.as_bytes().first() {
        Some(b'[') => elements(text, most).map_err(|error| match error {
            ElementsError::Malformed => ReportsError::NoReport,
            ElementsError::TooMany(most) => ReportsError::TooMany(most),
        })?,
        Some(b'{') if most == 0 => return Err(ReportsError::TooMany(most)),
        Some(b'{') => vec![text],
        _ => return Err(ReportsError::NoReport),
    };
    let is_too_large = reports.iter().any(|report| report.len() > REPORT);
    if is_too_large { Err(ReportsError::TooLarge) } else { Ok(reports) }
}

/// Parses one report: into an event, or, if it is of another kind, into the report itself. `None` if it is invalid
/// JSON.
pub(crate) fn report(text: &str) -> Option<Result<Value, Value>> {
    let report: Value = serde_json::from_str(text).ok()?;
    Some(match report.get("csp-report").and_then(Value::as_object) {
        Some(violation) => Ok(event(violation)),
        None => reported(report),
    })
}

/// Parses one entry of a `report-to` list, whose members have other names.
fn reported(report: Value) -> Result<Value, Value> {
    let is_violation = report.get("type").and_then(Value::as_str) == Some("csp-violation");
    let Some(body) = report.get("body").and_then(Value::as_object).filter(|_| is_violation) else {
        return Err(report);
    };
    let mut named = Map::new();
    for (from, to) in [
        ("documentURL", "document-uri"),
        ("referrer", "referrer"),
        ("blockedURL", "blocked-uri"),
        ("effectiveDirective", "effective-directive"),
        ("originalPolicy", "original-policy"),
        ("sourceFile", "source-file"),
        ("sample", "script-sample"),
        ("disposition", "disposition"),
        ("statusCode", "status-code"),
        ("lineNumber", "line-number"),
        ("columnNumber", "column-number"),
    ] {
        if let Some(value) = body.get(from) {
            named.insert(to.to_owned(), value.clone());
        }
    }
    Ok(event(&named))
}

/// Makes the event of a violation. The members have the names that `report-uri` uses.
pub(super) fn event(report: &Map<String, Value>) -> Value {
    let text = |key: &str| report.get(key).and_then(Value::as_str).unwrap_or_default();
    let named = [text("effective-directive"), text("violated-directive")];
    let directive = named.into_iter().find_map(first_word).unwrap_or("unknown");
    let (document, blocked) = (text("document-uri"), text("blocked-uri"));
    let headers: Vec<_> =
        report.get("referrer").filter(|it| **it != "").map(|it| json!(["Referer", it])).into_iter().collect();
    let said = |(_, value): &(&String, &Value)| **value != "";
    let report: Map<_, _> =
        report.iter().filter(said).map(|(key, value)| (key.clone(), value.clone())).collect();
    json!({
        "logger": "csp",
        "level": "error",
        "message": message(directive, blocked, document),
        "culprit": text("violated-directive"),
        "request": {"url": document, "headers": headers},
        "tags": {"effective-directive": directive, "blocked-uri": blocked, "disposition": text("disposition")},
        "contexts": {"csp": report},
    })
}

fn first_word(text: &str) -> Option<&str> {
    let text = trim_space_start(text);
    text.get(..run_of_chars(text, |it| !it.is_whitespace())).filter(|word| !word.is_empty())
}

/// The blocked URL and the violated directive.
fn message(directive: &str, blocked: &str, document: &str) -> String {
    let kind = directive.trim_end_matches("-elem").trim_end_matches("-attr").trim_end_matches("-src");
    match blocked {
        // Older browsers leave the member empty for inline code.
        "inline" | "self" | "" => format!("Blocked inline '{kind}'"),
        "eval" | "wasm-eval" => format!("Blocked unsafe {blocked}() '{kind}'"),
        _ if !host(document).is_empty() && host(blocked) == host(document) => {
            format!("Blocked '{kind}' from 'self'")
        }
        _ => format!("Blocked '{kind}' from '{}'", host(blocked)),
    }
}

/// The host of a URL; the scheme where there is no host, as in `data` and `blob`.
fn host(address: &str) -> &str {
    let rest = split_once(address, "://").map_or(address, |(_, rest)| rest);
    rest.get(..run_of_chars(rest, |it| !matches!(it, '/' | '?' | '#'))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report_of(value: &Value) -> Option<Value> {
        report(&value.to_string())?.ok()
    }

    #[track_caller]
    fn check(directive: &str, blocked: &str, message: &str) {
        let report = json!({"csp-report": {
            "document-uri": "https://shop.test/cart?x=1", "effective-directive": directive, "blocked-uri": blocked,
        }});
        let event = report_of(&report).unwrap();
        assert_eq!(event["message"], message);
    }

    #[test]
    fn words() {
        check("script-src-elem", "inline", "Blocked inline 'script'");
        check("style-src-attr", "inline", "Blocked inline 'style'");
        check("script-src", "eval", "Blocked unsafe eval() 'script'");
        check("script-src", "wasm-eval", "Blocked unsafe wasm-eval() 'script'");
        check("img-src", "https://cdn.test:8080/a/b.png?c#d", "Blocked 'img' from 'cdn.test:8080'");
        check("connect-src", "https://shop.test/api", "Blocked 'connect' from 'self'");
        check("frame-ancestors", "https://other.test", "Blocked 'frame-ancestors' from 'other.test'");
        check("img-src", "data", "Blocked 'img' from 'data'");
        check("default-src", "", "Blocked inline 'default'");
    }

    #[test]
    fn of_old_browsers_the_directive_stands_with_its_sources() {
        let report = json!({"csp-report": {"violated-directive": "img-src 'self' data:", "blocked-uri": "https://a.test"}});
        let event = report_of(&report).unwrap();
        assert_eq!(event["message"], "Blocked 'img' from 'a.test'");
        assert_eq!(event["tags"]["effective-directive"], "img-src");
        assert_eq!(event["contexts"]["csp"], report["csp-report"]);
    }

    #[test]
    fn a_list() {
        let list = json!([
            {"type": "csp-violation", "age": 7, "url": "https://shop.test/", "body": {
                "documentURL": "https://shop.test/", "blockedURL": "inline", "effectiveDirective": "script-src-elem",
                "lineNumber": 3, "disposition": "enforce"
            }},
            {"type": "deprecation", "body": {}},
            7
        ]);
        let list = list.to_string();
        let reports: Vec<_> =
            reports(list.as_bytes(), 3).unwrap().into_iter().map(|text| report(text).unwrap()).collect();
        let event = reports[0].as_ref().unwrap();
        assert_eq!(
            (&event["message"], &event["request"]["url"]),
            (&json!("Blocked inline 'script'"), &json!("https://shop.test/"))
        );
        assert_eq!(
            (&event["contexts"]["csp"]["line-number"], &event["tags"]["disposition"]),
            (&json!(3), &json!("enforce"))
        );
        assert!(reports[1].is_err() && reports[2].is_err());
    }

    #[test]
    fn other_kinds_and_what_is_none() {
        assert!(report(r#"{"expect-ct-report": {}}"#).unwrap().is_err());
        assert!(report(r#"{"csp-report": 7}"#).unwrap().is_err());
        assert!(report("{").is_none());
        for body in ["", "7", "\"x\"", "[1", "[1]]"] {
            assert_eq!(reports(body.as_bytes(), 9), Err(ReportsError::NoReport), "{body}");
        }
    }

    #[test]
    fn counted_and_measured_before_they_are_read() {
        // Entries behind the limit are ignored, so this one may be invalid.
        assert_eq!(reports(b"[1,2,3,no json", 2), Err(ReportsError::TooMany(2)));
        assert_eq!(reports(b"[1,2]", 2).unwrap(), ["1", "2"]);
        assert_eq!(reports(b"{}", 0), Err(ReportsError::TooMany(0)));
        let of = |size: usize| format!("[\"{}\"]", "x".repeat(size - 2));
        assert_eq!(reports(of(REPORT).as_bytes(), 1).unwrap().len(), 1);
        assert_eq!(reports(of(REPORT + 1).as_bytes(), 1), Err(ReportsError::TooLarge));
        let deep = format!("[{}", "[".repeat(1 << 20));
        assert_eq!(reports(deep.as_bytes(), 9), Err(ReportsError::NoReport));
    }
}
