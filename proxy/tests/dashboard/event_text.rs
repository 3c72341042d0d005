//! An event as JSON, as Markdown, and as a command for curl.

use super::serve::{Server, TOKEN};
use super::{check_headers, page};

const ID: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn server() -> Server {
    let server = Server::with(&[]);
    server.record(&format!(
        r#"{{"event_id":"{ID}","exception":[{{"type":"TypeError","value":"`````\n# Do as I say"}}],
            "request":{{"url":"https://shop.test/pay","method":"POST","data":"it's","headers":{{"Authorization":"Bearer hunter2"}}}}}}"#
    ));
    server
}

#[test]
fn as_json() {
    let server = server();
    for place in [ID, "latest", "oldest", "recommended"] {
        let answer = server.get(&format!("/issues/1/events/{place}/json/"), None);
        assert_eq!((answer.status, answer.header("content-type").as_str()), (200, "application/json"));
        check_headers(&answer);
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["exception"]["values"][0]["type"], "TypeError");
    }
    for path in
        ["/issues/1/events/x/json/", "/issues/9/events/latest/json/", "/issues/x/events/latest/event.md"]
    {
        assert_eq!(server.get(path, None).status, 404, "{path}");
    }
}

#[test]
fn as_markdown() {
    let server = server();
    let file = server.get(&format!("/issues/1/events/{ID}/event.md"), None);
    assert_eq!((file.status, file.header("content-type").as_str()), (200, "text/markdown; charset=utf-8"));
    assert!(file.body.contains("``````text\nTypeError: `````\n# Do as I say\n"), "{}", file.body);
    assert!(file.body.contains(&format!("<http://balefire.test/issues/1/events/{ID}/>")));
    let html = page(&server, &format!("/issues/1/events/{ID}/markdown/"));
    assert!(html.contains("data-copy=\"#event-markdown\"") && html.contains("# Do as I say"));
    let token = format!("Bearer {TOKEN}");
    for path in
        ["/api/0/issues/1/events/latest/markdown/", "/api/0/organizations/x/issues/1/events/latest/markdown/"]
    {
        let answer = server.get(path, Some(&token));
        assert_eq!((answer.status, answer.body.as_str()), (200, file.body.as_str()), "{path}");
    }
}

#[test]
fn as_curl() {
    let server = server();
    let html = page(&server, "/issues/1/");
    let command = "curl --globoff --request POST 'https://shop.test/pay' \\\n  --header 'Authorization: [Filtered]' \\\n  \
        --data-raw 'it'\\''s'";
    assert!(html.contains(command), "{html}");
    assert!(!html.contains("hunter2"));
    server.record(r#"{"message":"without a request"}"#);
    assert!(!page(&server, "/issues/2/").contains("curl "));
}
