//! The feedback of visitors on the pages and in the web API.

use super::page;
use super::serve::{Server, TOKEN};

fn item(kind: &str, payload: &str) -> Vec<u8> {
    format!("{{}}\n{{\"type\":\"{kind}\",\"length\":{}}}\n{payload}\n", payload.len()).into_bytes()
}

fn server() -> Server {
    let server = Server::with(&[]);
    server.record(r#"{"event_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","message":"tea is out"}"#);
    server.record_envelope(&item(
        "feedback",
        r#"{"event_id":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","release":"shop@1","contexts":{"feedback":{"message":"<b>no tea</b>",
            "name":"Ada","contact_email":"ada@b.test","url":"javascript:alert(1)",
            "associated_event_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}}"#,
    ));
    server.record_envelope(&item(
        "user_report",
        r#"{"event_id":"cccccccccccccccccccccccccccccccc","comments":"of an older SDK"}"#,
    ));
    // As an event, from SDKs of the time between.
    server.record(r#"{"contexts":{"feedback":{"message":"as an event"}},"type":"feedback"}"#);
    server
}

#[test]
fn a_list_of_all_and_those_of_an_issue() {
    let server = server();
    let html = page(&server, "/feedback/");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is missing: {html}"));
    assert!(
        at("as an event") < at("of an older SDK") && at("of an older SDK") < at("&lt;b&gt;no tea&lt;/b&gt;")
    );
    at("ada@b.test");
    at("href=\"/issues/1/events/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/\"");
    assert!(!html.contains("href=\"javascript"));
    let of_issue = page(&server, "/feedback/?issue=1");
    assert!(of_issue.contains("no tea") && !of_issue.contains("older SDK"));
    let issue = page(&server, "/issues/1/");
    assert!(issue.contains("no tea") && issue.contains("href=\"/feedback/?issue=1\""));
    assert!(page(&server, "/feedback/?project=demo").contains("older SDK"));
    assert_eq!(server.get_here("/feedback/?project=none").status, 404);
    assert!(page(&server, "/").contains("href=\"/feedback/\""), "the navigation links to it");
}

#[test]
fn without_any() {
    let server = Server::with(&["message"]);
    assert!(page(&server, "/feedback/").contains("captureFeedback"));
    assert!(!page(&server, "/").contains("href=\"/feedback/\""));
    assert!(!page(&server, "/issues/1/").contains("User feedback"));
}

#[test]
fn in_the_shape_of_the_web_api() {
    let server = server();
    let token = format!("Bearer {TOKEN}");
    let answer = server.get("/api/0/projects/balefire/demo/user-feedback/?limit=3", Some(&token));
    let list: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(
        (list[2]["comments"].as_str(), list[2]["issue"]["id"].as_str()),
        (Some("<b>no tea</b>"), Some("1"))
    );
    assert_eq!(
        (list[1]["eventID"].as_str(), list[1]["issue"].is_null()),
        (Some("cccccccccccccccccccccccccccccccc"), true)
    );
    let issue = server.get("/api/0/issues/1/", Some(&token)).body;
    let issue: serde_json::Value = serde_json::from_str(&issue).unwrap();
    assert_eq!(issue["userReportCount"], 1);
}
