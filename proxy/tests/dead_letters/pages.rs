//! What the pages show.

use balefire_proxy::config::Config;
use balefire_proxy::worker::step;

use super::serve::Server;
use super::{NOW, item, kept};

#[test]
fn pages_show_dead_letters_and_nothing_of_what_is_in_them() {
    let server = Server::with(&["message"]);
    let get = |path: &str| {
        let answer = server.get(path, None);
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    };
    assert!(!get("/").contains("dead-letters"));
    assert!(get("/dead-letters/").contains("No dead letters"));
    let payload = "{\"message\":\"hunter2 <script>\",,}";
    let odd = "{\"type\":\"client_report\",\"hunter2\":1}\n{\"hunter2\"\n";
    let envelope = format!("{{\"user\":\"hunter2\"}}\n{}{odd}", item("event", payload));
    let done = step(&[kept(9, &envelope)], server.store.as_ref(), &(), &Config::default(), NOW).unwrap();
    assert_eq!(done.dead_letters, 2);
    let page = get("/dead-letters/");
    for shown in ["event", "client_report", "malformed", "demo", "cannot be read: ", "32 B"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for path in
        ["/", "/dead-letters/", "/dead-letters/?project=demo", "/?project=demo", "/alerts/", "/issues/1/"]
    {
        let page = get(path);
        assert!(page.contains("href=\"/dead-letters/"), "{path}");
        assert!(!page.contains("hunter2"), "{path}");
    }
    assert!(get("/").contains("2 items could not be stored"));
    assert!(get("/dead-letters/?project=shop").contains("No dead letters"));
    assert!(get("/dead-letters/?project=%3Cb%3E").contains("&lt;b&gt;"));
}
