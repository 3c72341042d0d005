//! Saved searches, by the forms of the list.

use super::page;
use super::serve::Server;

#[test]
fn a_search_is_saved_replaced_and_deleted() {
    let server = Server::with(&["browser", "message"]);
    let save = |name: &str, query: &str| server.post("/searches/", &[("name", name), ("query", query)]);
    let saved = save(" <b>Shop</b> ", "level:error pay");
    assert_eq!((saved.status, saved.header("location").as_str()), (303, "/?q=level%3Aerror%20pay"));
    let html = page(&server, "/");
    assert!(html.contains("&lt;b&gt;Shop&lt;/b&gt;") && !html.contains("<b>Shop"));
    assert!(
        html.contains("href=\"/?q=level%3Aerror%20pay\"") && html.contains("action=\"/searches/1/delete/\"")
    );
    assert_eq!(save("<b>Shop</b>", "is:resolved").status, 303);
    let html = page(&server, "/");
    assert!(html.contains("is:resolved</code>") && !html.contains("level:error pay</code>"));
    for (name, query, why) in [
        ("", "x", "1 to 60 characters"),
        (&"x".repeat(61)[..], "x", "1 to 60 characters"),
        ("a", "is:odd", "is:odd is no state"),
    ] {
        let refused = save(name, query);
        assert!(
            refused.status >= 400 && refused.body.contains(why),
            "{name}: {} {}",
            refused.status,
            refused.body
        );
    }
    assert_eq!(server.post("/searches/1/delete/", &[]).status, 303);
    assert_eq!(server.post("/searches/1/delete/", &[]).status, 404);
    assert!(!page(&server, "/").contains("Shop"));
    for n in 0..100 {
        assert_eq!(save(&format!("s{n}"), "").status, 303);
    }
    assert!(save("one more", "").body.contains("100 saved searches already"));
}
