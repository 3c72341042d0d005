//! The alert rules of a project over the web API.

use balefire_proxy::store::AlertRules;
use serde_json::{Value, json};

use crate::serve::{Server, TOKEN};

const RULES: &str = "/api/0/projects/acme/demo/rules/";
const FILE: &str = "[alert.slack.ops]\nurl = \"https://hooks.slack.test/x\"\n";

#[track_caller]
fn send(server: &Server, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let answer = server.send(method, path, TOKEN, &body.to_string());
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

fn busy() -> Value {
    json!({
        "name": "busy", "on": ["events"], "above": 100, "window": "10m", "tag": { "team": "pay*" },
        "channels": ["ops"], "at_mobiles": ["13800001234"],
    })
}

#[test]
fn made_read_replaced_and_deleted() {
    let server = Server::with_file(FILE, &[]);
    let ask = |method: &str, path: &str, body: &Value| send(&server, method, path, body);
    assert_eq!(ask("GET", RULES, &Value::Null), (200, json!([])));
    let (status, made) = ask("POST", RULES, &busy());
    assert_eq!((status, &made["id"], &made["enabled"]), (201, &json!("busy"), &json!(true)));
    assert_eq!((&made["projects"], &made["problem"]), (&json!(["demo"]), &Value::Null));
    assert_eq!((&made["tag"], &made["at_mobiles"]), (&json!({ "team": "pay*" }), &json!(["13800001234"])));
    // It is in force at once.
    assert_eq!(server.get("/alerts/rules/demo/busy/", None).status, 200);
    let one = format!("{RULES}busy/");
    assert_eq!(ask("GET", &one, &Value::Null), (200, made.clone()));
    assert_eq!(ask("GET", "/api/0/projects/acme/1/rules/", &Value::Null), (200, json!([made])));
    // A client sends back what it got, with a change.
    let mut changed = made;
    changed["enabled"] = json!(false);
    changed["above"] = json!(200);
    let (status, shown) = ask("PUT", &one, &changed);
    assert_eq!((status, &shown["enabled"], &shown["above"]), (200, &json!(false), &json!(200)));
    assert_eq!(server.get("/alerts/rules/demo/busy/", None).status, 404);
    // The body is the whole rule.
    let (status, shown) = ask("PUT", &one, &json!({ "on": "spike" }));
    assert_eq!((status, shown.get("above"), &shown["enabled"]), (200, None, &json!(true)));
    assert_eq!(ask("DELETE", &one, &Value::Null).0, 202);
    assert_eq!(ask("DELETE", &one, &Value::Null).0, 404);
    assert_eq!(ask("GET", RULES, &Value::Null), (200, json!([])));
}

#[test]
fn refused_with_the_member_and_the_problem() {
    let server = Server::with_file(FILE, &[]);
    assert_eq!(send(&server, "POST", RULES, &busy()).0, 201);
    let with = |member: &str, value: Value| {
        let mut body = busy();
        body["name"] = json!("other");
        body[member] = value;
        body
    };
    for (body, status, expect) in [
        (json!([]), 400, json!({ "detail": "the body is no JSON object" })),
        (json!({ "on": "spike" }), 400, json!({ "name": ["is missing"] })),
        (with("name", json!(7)), 400, json!({ "name": ["is not of the right type"] })),
        (
            with("above", Value::Null),
            400,
            json!({ "above": ["is missing: how many in a window are too many; or factor, beside the week before"] }),
        ),
        (
            with("channels", json!("gone")),
            400,
            json!({ "channels": ["names a channel that is not configured as [alert.<kind>.<name>]"] }),
        ),
        (with("when", json!(1)), 400, json!({ "when": ["is a key that rules do not have"] })),
        (with("window", json!(5)), 400, json!({ "window": ["is not of the right type"] })),
        (with("name", json!("..")), 400, json!({ "name": ["is a name that no address can have"] })),
        (
            with("name", json!("a b")),
            400,
            json!({ "name": ["is not a name of 1 to 64 letters, digits and -_."] }),
        ),
        (busy(), 409, json!({ "detail": "the project has a rule of this name already" })),
    ] {
        assert_eq!(send(&server, "POST", RULES, &body), (status, expect), "{body}");
    }
    let two = json!({ "name": "x", "on": "events", "above": "many", "severity": "high" });
    let (_, errors) = send(&server, "POST", RULES, &two);
    assert_eq!(errors.as_object().unwrap().keys().collect::<Vec<_>>(), ["above", "severity"], "{errors}");
    let renamed = send(&server, "PUT", &format!("{RULES}busy/"), &with("name", json!("other")));
    assert!(renamed.0 == 400 && renamed.1["name"][0].as_str().unwrap().starts_with("cannot be changed"));
    for (method, path) in [
        ("GET", "/api/0/projects/acme/demo/rules/none/"),
        ("PUT", "/api/0/projects/acme/demo/rules/none/"),
        ("DELETE", "/api/0/projects/acme/demo/rules/none/"),
        ("POST", "/api/0/projects/acme/none/rules/"),
        ("GET", "/api/0/projects/acme/none/rules/"),
    ] {
        assert_eq!(send(&server, method, path, &with("name", json!("none"))).0, 404, "{method} {path}");
    }
    assert_eq!(send(&server, "POST", RULES, &with("url", json!("x".repeat(70_000)))).0, 413);
    assert_eq!(server.store.alert_rules().unwrap().len(), 1);
}

#[test]
fn who_may_read_projects_sees_the_last_digits_of_numbers() {
    let server = Server::with_file(FILE, &[]);
    assert_eq!(send(&server, "POST", RULES, &busy()).0, 201);
    server.add_token("reader", "project:read");
    for path in [RULES.to_owned(), format!("{RULES}busy/")] {
        let body = server.send("GET", &path, "reader", "").body;
        assert!(body.contains("…1234") && !body.contains("13800001234"), "{body}");
    }
    for (method, path) in
        [("POST", RULES), ("PUT", &format!("{RULES}busy/")), ("DELETE", &format!("{RULES}busy/"))]
    {
        assert_eq!(server.send(method, path, "reader", &busy().to_string()).status, 403, "{method}");
    }
}
