//! Attachments on the page of their event and in the web API.

use super::page;
use super::serve::{Server, TOKEN};

const ID: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const EVENT: &str = "/issues/1/events/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/";

/// An envelope with an event and attachments, each a header's members and its bytes.
fn server(attachments: &[(&str, &[u8])]) -> Server {
    let server = Server::with(&[]);
    let event = "{\"message\":\"tea is out\"}";
    let mut envelope =
        format!("{{\"event_id\":\"{ID}\"}}\n{{\"type\":\"event\",\"length\":{}}}\n{event}\n", event.len())
            .into_bytes();
    for (members, content) in attachments {
        let header = format!("{{\"type\":\"attachment\",\"length\":{},{members}}}\n", content.len());
        envelope.extend([header.as_bytes(), content, b"\n"].concat());
    }
    server.record_envelope(&envelope);
    server
}

const LOG: (&str, &[u8]) =
    (r#""filename":"<b>.html","content_type":"text/html""#, b"<script>alert(1)</script>");
const PNG: (&str, &[u8]) = (r#""filename":"a.png""#, b"\x89PNG\r\n\x1a\nrest");
const LIE: (&str, &[u8]) = (r#""filename":"b.png","content_type":"image/png""#, b"<svg onload=alert(1)>");

#[test]
fn files_are_downloads_and_run_nothing() {
    let server = server(&[LOG]);
    let html = page(&server, EVENT);
    assert!(html.contains("&lt;b&gt;.html") && html.contains("25 B") && html.contains("text/html"), "{html}");
    let path = format!("{EVENT}attachments/1/");
    assert!(html.contains(&format!("href=\"{path}\"")));
    let file = server.get(&path, None);
    assert_eq!((file.status, file.body.as_str()), (200, "<script>alert(1)</script>"));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("content-disposition", "attachment; filename=\"_b_.html\"; filename*=UTF-8''%3Cb%3E.html"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(file.header(name), value, "{name}");
    }
    for path in ["attachments/2/", "attachments/x/", "attachments/1/picture/"] {
        assert_eq!(server.get(&format!("{EVENT}{path}"), None).status, 404, "{path}");
    }
    server.record(r#"{"message":"another"}"#);
    assert_eq!(server.get(&path.replace("/issues/1/", "/issues/2/"), None).status, 404);
}

#[test]
fn pictures_are_shown_by_their_bytes() {
    let server = server(&[PNG, LIE]);
    let html = page(&server, EVENT);
    assert_eq!(html.matches("<img ").count(), 2, "{html}");
    let picture = server.get(&format!("{EVENT}attachments/1/picture/"), None);
    assert_eq!((picture.status, picture.header("content-type").as_str()), (200, "image/png"));
    assert_eq!(picture.header("content-disposition"), "");
    assert_eq!(server.get(&format!("{EVENT}attachments/2/picture/"), None).status, 404);
}

#[test]
fn dumps_and_large_ones_are_not_kept() {
    let large = vec![b'x'; (1 << 20) + 1];
    let dump = r#""filename":"a.dmp","attachment_type":"event.minidump""#;
    let server =
        server(&[(dump, b"MDMP"), (r#""filename":"large""#, &large), (r#""filename":"small""#, b"s")]);
    let html = page(&server, EVENT);
    assert!(html.contains(">small<") && !html.contains("a.dmp") && !html.contains(">large<"), "{html}");
}

/// A client that had no answer sends its envelope again.
#[test]
fn an_envelope_that_comes_twice_is_kept_once() {
    let server = server(&[LOG]);
    let event = "{\"message\":\"tea is out\"}";
    let twice = format!(
        "{{\"event_id\":\"{ID}\"}}\n{{\"type\":\"event\",\"length\":{}}}\n{event}\n{{\"type\":\"attachment\",\"length\":3,\"filename\":\"again\"}}\ntea\n",
        event.len()
    );
    server.record_envelope(twice.as_bytes());
    let html = page(&server, EVENT);
    assert!(html.contains("&lt;b&gt;.html") && !html.contains("again"), "{html}");
    // An attachment may still come later, in an envelope of its own.
    let late = format!(
        "{{\"event_id\":\"{ID}\"}}\n{{\"type\":\"attachment\",\"length\":3,\"filename\":\"late\"}}\ntea\n"
    );
    server.record_envelope(late.as_bytes());
    assert!(page(&server, EVENT).contains(">late<"));
}

#[test]
fn in_the_shape_of_the_web_api() {
    let server = server(&[LOG, PNG]);
    let token = format!("Bearer {TOKEN}");
    let get = |path: &str| {
        server.get(&format!("/api/0/projects/balefire/demo/events/{ID}/attachments/{path}"), Some(&token))
    };
    let list: serde_json::Value = serde_json::from_str(&get("").body).unwrap();
    assert_eq!(
        (list[0]["id"].as_str(), list[0]["name"].as_str(), list[0]["size"].as_u64()),
        (Some("1"), Some("<b>.html"), Some(25))
    );
    assert_eq!(
        (list[0]["mimetype"].as_str(), list[1]["type"].as_str()),
        (Some("text/html"), Some("event.attachment"))
    );
    let one: serde_json::Value = serde_json::from_str(&get("2/").body).unwrap();
    assert_eq!(one, list[1]);
    let file = get("1/?download=1");
    assert_eq!(
        (file.header("content-type").as_str(), file.body.as_str()),
        ("application/octet-stream", "<script>alert(1)</script>")
    );
    assert_eq!(get("9/").status, 404);
}
