//! Addresses of Sentry's pages that its clients print, and the short ids that they say.

use super::page;
use super::serve::Server;

#[test]
fn addresses_that_sentrys_clients_make_lead_to_our_pages() {
    let server = Server::with(&["browser", "message"]);
    let of = "/organizations/balefire";
    for (path, expect) in [
        (format!("{of}/issues/DEMO-1"), "/issues/1/"),
        (format!("{of}/issues/2/"), "/issues/2/"),
        (format!("{of}/issues/demo-2/events/latest/"), "/issues/2/events/latest/"),
        (
            format!("{of}/issues/?project=demo&query=is%3Aresolved+level%3Aerror&sort=freq&statsPeriod=14d"),
            "/?project=demo&q=is%3Aresolved%20level%3Aerror&range=14d&sort=events",
        ),
        (
            format!("{of}/issues/?project=1&environment=live&statsPeriod=1h&sort=date"),
            "/?project=demo&environment=live",
        ),
        (
            format!(
                "{of}/explore/discover/homepage/?dataset=errors&query=issue%3ADEMO-2+user.id%3A7&statsPeriod=24h"
            ),
            "/issues/2/events/?range=24h&q=user.id%3A7",
        ),
        (format!("{of}/explore/discover/homepage/?query=level%3Aerror&field=id"), "/?q=level%3Aerror"),
        (format!("{of}/explore/discover/homepage/?query=issue%3AX-9"), "/?q=issue%3AX-9"),
    ] {
        let answer = server.get_here(&path);
        assert_eq!((answer.status, answer.header("location").as_str()), (303, expect), "{path}");
    }
    for path in ["issues/DEMO-9/", "issues/?project=none", "issues/X-1/events/latest/"] {
        assert_eq!(server.get_here(&format!("{of}/{path}")).status, 404, "{path}");
    }
}

#[test]
fn the_short_id_of_an_issue_leads_to_its_page_which_shows_it() {
    let server = Server::with(&["browser", "message"]);
    let html = page(&server, "/issues/demo-2/");
    assert!(html.contains("/ #2 ") && html.contains(">DEMO-2</span>"));
    for search in ["demo-2", "is%3Aunresolved+DEMO-2"] {
        let answer = server.get_here(&format!("/?q={search}"));
        assert_eq!((answer.status, answer.header("location").as_str()), (303, "/issues/2/"), "{search}");
    }
    for search in ["DEMO-9", "%21DEMO-2", "DEMO-2+x", "utf-8"] {
        page(&server, &format!("/?q={search}"));
    }
    assert_eq!(server.get_here("/issues/OTHER-2/").status, 404);
}
