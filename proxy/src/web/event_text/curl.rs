//! The request of an event as a command for curl, which runs as it is pasted.
//!
//! All parts are quoted for a POSIX shell, and none can be an option or the name of a file. Values of headers that prove who
//! somebody is are left out, whether scrubbing has removed them or not.

use serde_json::Value;

use super::stack_text::plain;
use crate::scan;
use crate::scrub::FILTERED;
use crate::web::percent_encoding::encode;

/// Largest body, in bytes. A shell takes a line of this length anywhere.
const BODY: usize = 16 << 10;
/// Most headers.
const HEADERS: usize = 50;
/// Headers that curl makes by itself, or that would be wrong for another body.
const OWN: [&str; 5] = ["host", "content-length", "connection", "accept-encoding", "transfer-encoding"];
/// Headers with one of these in their names have secrets as their values.
const SECRET: [&str; 12] = [
    "auth",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "key",
    "password",
    "secret",
    "session",
    "signature",
    "token",
    "xsrf",
];

/// The command; none if the event has no request with the address of a web page.
pub(in crate::web) fn curl(body: &Value) -> Option<String> {
    let request = &body["request"];
    let url = address(request)?;
    let method = request["method"].as_str().map(str::to_ascii_uppercase);
    let method =
        method.filter(|it| !it.is_empty() && it.len() <= 20 && it.bytes().all(|b| b.is_ascii_uppercase()));
    let method = method.unwrap_or_else(|| "GET".to_owned());
    // Without --globoff, brackets in an address are patterns: <https://curl.se/docs/manpage.html#-g>
    let mut parts = vec![format!("curl --globoff --request {method} {}", quoted(&url))];
    let headers = headers(&request["headers"]);
    let content_type = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let data = data(&request["data"], content_type.map(|(_, value)| value.as_str()).unwrap_or_default());
    parts.extend(
        headers.iter().map(|(name, value)| format!("--header {}", quoted(&format!("{name}: {value}")))),
    );
    let has_cookie = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    if !has_cookie && !is_empty(&request["cookies"]) {
        parts.push(format!("--header {}", quoted(&format!("Cookie: {FILTERED}"))));
    }
    match data {
        Some(data) if data.len() > BODY => parts.push("--data-raw '(the body is too long)'".to_owned()),
        Some(data) => {
            if content_type.is_none() && request["data"].is_object() {
                parts.push(format!("--header {}", quoted("Content-Type: application/json")));
            }
            parts.push(format!("--data-raw {}", quoted(&data)));
        }
        None => {}
    }
    Some(parts.join(" \\\n  "))
}

/// The address with its query, without the name and password that may stand before its host. Characters that no address has are percent-encoded.
fn address(request: &Value) -> Option<String> {
    let url = request["url"].as_str()?;
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return None;
    }
    let mut url = without_user(url.split('#').next().unwrap_or_default());
    if !url.contains('?')
        && let Some(query) = query(&request["query_string"])
    {
        url.push('?');
        url.push_str(query.trim_start_matches('?'));
    }
    let is_of_address =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`');
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if is_of_address(byte) { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    Some(out)
}

fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("//") else { return url.to_owned() };
    // A browser reads a backslash as a slash.
    let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}//{host}{path}")
}

fn query(query: &Value) -> Option<String> {
    let text = match query {
        Value::String(text) => text.clone(),
        Value::Object(_) | Value::Array(_) => form(query),
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Pairs as a form writes them.
fn form(pairs: &Value) -> String {
    let pairs = self::pairs(pairs);
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The members of an object, or a list of pairs.
fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|pair| match pair.as_array()?.as_slice() {
                [name, value] => Some((plain(name), plain(value))),
                _ => None,
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Headers whose names are tokens, so that none begins with `@`, which would name a file:
/// <https://curl.se/docs/manpage.html#-H>
fn headers(headers: &Value) -> Vec<(String, String)> {
    let is_token = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_own = |name: &str| OWN.iter().any(|own| own.eq_ignore_ascii_case(name));
    let is_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        SECRET.iter().any(|part| scan::contains(&name, *part))
    };
    let kept = pairs(headers).into_iter().filter(|(name, _)| is_token(name) && !is_own(name)).take(HEADERS);
    kept.map(|(name, value)| {
        let value = if is_secret(&name) { FILTERED.to_owned() } else { value.replace(char::is_control, " ") };
        (name, value)
    })
    .collect()
}

fn data(data: &Value, content_type: &str) -> Option<String> {
    match data {
        _ if is_empty(data) => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(_) if content_type.starts_with("application/x-www-form-urlencoded") => Some(form(data)),
        other => Some(other.to_string()),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A text between single quotes, in which a shell changes nothing. Control characters are left out, as a terminal reads them
/// from what is pasted.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(request: Value, expect: Option<&str>) {
        assert_eq!(curl(&json!({ "request": request })).as_deref(), expect);
    }

    #[test]
    fn requests() {
        check(json!({"url": "https://a.test/x#y"}), Some("curl --globoff --request GET 'https://a.test/x'"));
        check(
            json!({"url": "https://a.test/x", "method": "post", "query_string": [["q", "a b"]], "data": {"n": 1},
                "headers": [["Host", "a.test"], ["Accept", "*/*"], ["Authorization", "Bearer hunter2"]], "cookies": {"a": "b"}}),
            Some(
                "curl --globoff --request POST 'https://a.test/x?q=a%20b' \\\n  --header 'Accept: */*' \\\n  \
                 --header 'Authorization: [Filtered]' \\\n  --header 'Cookie: [Filtered]' \\\n  \
                 --header 'Content-Type: application/json' \\\n  --data-raw '{\"n\":1}'",
            ),
        );
        check(
            json!({"url": "http://a.test/", "method": "PUT", "data": {"a": "1&2"},
                "headers": {"content-type": "application/x-www-form-urlencoded"}}),
            Some(
                "curl --globoff --request PUT 'http://a.test/' \\\n  --header 'content-type: application/x-www-form-urlencoded' \\\n  \
                 --data-raw 'a=1%262'",
            ),
        );
        check(
            json!({"url": "https://ada:hunter2@a.test/x@y?z=@", "headers": {"X-Auth-Token": "hunter2", "X-Amz-Signature": "hunter2"}}),
            Some(
                "curl --globoff --request GET 'https://a.test/x@y?z=@' \\\n  --header 'X-Amz-Signature: [Filtered]' \\\n  \
                 --header 'X-Auth-Token: [Filtered]'",
            ),
        );
        for url in [
            json!(null),
            json!("/x"),
            json!("javascript:alert(1)"),
            json!("-o/etc/passwd"),
            json!("file:///x"),
        ] {
            check(json!({ "url": url }), None);
        }
    }

    #[test]
    fn nothing_ends_a_quote_or_names_a_file() {
        let evil = "'; rm -rf ~; '$(id)`id`\u{1b}[201~\r@/etc/passwd";
        let text = curl(
            &json!({"request": {"url": format!("https://a.test/{evil}"), "method": "X; id", "data": evil,
            "headers": {evil: "x", "@/etc/passwd": "x", "X-Y": evil}}}),
        )
        .unwrap();
        assert_eq!(
            text,
            "curl --globoff --request GET 'https://a.test/'\\'';%20rm%20-rf%20~;%20'\\''$(id)%60id%60%1B[201~%0D@/etc/passwd' \\\n  \
             --header 'X-Y: '\\''; rm -rf ~; '\\''$(id)`id` [201~ @/etc/passwd' \\\n  \
             --data-raw ''\\''; rm -rf ~; '\\''$(id)`id`[201~@/etc/passwd'"
        );
    }

    #[test]
    fn a_long_body_is_left_out() {
        let text =
            curl(&json!({"request": {"url": "https://a.test", "data": "x".repeat(BODY + 1)}})).unwrap();
        assert!(text.len() < 200, "{text}");
    }
}
