//! Every route of the server and its guard. A new route has to be added to the table here.

use axum::http::Method;
use balefire_proxy::config::Audience;
use balefire_proxy::host::Host;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::{Access, Scopes};
use balefire_proxy::store::{NewToken, TokenAdmin};
use balefire_proxy::web::router::table;
use balefire_proxy::web::routes::{Guard, Route};
use balefire_proxy::web::viewer::Area;
use base64::Engine as _;

use super::server::{KEY as KEY_OF_DEMO, TestServer};

const OPEN: Guard = Guard::Open;
const KEY: Guard = Guard::DsnKey;
const LINK: Guard = Guard::SignedLink;
const EVENTS: Guard = guard(Area::Api, Access::Events, false);
const TOKEN: Guard = guard(Area::Api, Access::OwnToken, false);
const PROJECTS: Guard = guard(Area::Api, Access::Projects, false);
const ORGANIZATION: Guard = guard(Area::Api, Access::Organization, false);
const CHANGE_ISSUES: Guard = guard(Area::Api, Access::ChangeIssues, true);
const CHANGE_PROJECTS: Guard = guard(Area::Api, Access::ChangeProjects, true);
const DELETE_ISSUES: Guard = guard(Area::Api, Access::DeleteIssues, true);
const UPLOAD: Guard = guard(Area::Api, Access::Upload, true);
const KEY_OR_TOKEN: Guard = Guard::DsnKeyOrToken(Access::SendAlerts);
const SEND_ALERTS: Guard = guard(Area::Api, Access::SendAlerts, true);
const QUERY_TOKEN: Guard = Guard::QueryToken(Access::SendAlerts);
const PAGES: Guard = guard(Area::Pages, Access::Pages, false);
const DELETE: Guard = guard(Area::Pages, Access::DeleteIssues, true);
const WORK: Guard = guard(Area::Pages, Access::ChangeIssues, true);
const SETTINGS: Guard = guard(Area::Pages, Access::ChangeProjects, true);
const DEMO: Guard = guard(Area::Demo, Access::Demo, false);
const METRICS: Guard = guard(Area::Metrics, Access::Metrics, false);

const fn guard(area: Area, access: Access, changes: bool) -> Guard {
    Guard::Permission { area, access, changes }
}

/// All routes. Those of [`KEY`] and [`KEY_OR_TOKEN`] exist with and without a slash at the end, and answer preflights.
const ROUTES: &[(&str, &str, Guard)] = &[
    ("GET", "/", PAGES),
    ("GET", "/issues/{id}/", PAGES),
    ("GET", "/issues/{id}/events/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/attachments/{attachment}/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/attachments/{attachment}/picture/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/json/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/markdown/", PAGES),
    ("GET", "/issues/{id}/events/{event_id}/event.md", PAGES),
    ("GET", "/api/0/issues/{id}/events/{event}/markdown/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/issues/{id}/events/{event}/markdown/", EVENTS),
    ("GET", "/feedback/", PAGES),
    ("GET", "/api/0/projects/{organization}/{project}/events/{event}/attachments/", EVENTS),
    ("GET", "/api/0/projects/{organization}/{project}/events/{event}/attachments/{attachment}/", EVENTS),
    ("GET", "/api/0/projects/{organization}/{project}/user-feedback/", EVENTS),
    ("GET", "/issues/{id}/tags/", PAGES),
    ("GET", "/issues/{id}/tags/{key}/", PAGES),
    ("GET", "/issues/{id}/users/", PAGES),
    ("POST", "/issues/changes/", WORK),
    ("POST", "/searches/", WORK),
    ("POST", "/searches/{search}/delete/", WORK),
    ("POST", "/issues/changes/{change}/undo/", WORK),
    ("POST", "/issues/{id}/comments/", WORK),
    ("POST", "/issues/{id}/comments/{comment}/delete/", WORK),
    ("GET", "/issues/merge/", PAGES),
    ("POST", "/issues/merge/", WORK),
    ("GET", "/issues/delete/", PAGES),
    ("POST", "/issues/delete/", DELETE),
    ("POST", "/issues/{id}/unmerge/", WORK),
    ("GET", "/discarded/", PAGES),
    ("POST", "/discarded/{id}/end/", DELETE),
    ("GET", "/organizations/{organization}/issues/", PAGES),
    ("GET", "/organizations/{organization}/issues/{id}/events/{event}/", PAGES),
    ("GET", "/organizations/{organization}/explore/discover/{query}/", PAGES),
    ("GET", "/organizations/{organization}/issues/{id}", PAGES),
    ("GET", "/organizations/{organization}/issues/{id}/", PAGES),
    ("GET", "/alerts/", PAGES),
    ("GET", "/alerts/silences/", PAGES),
    ("POST", "/alerts/silences/", WORK),
    ("POST", "/alerts/silences/{id}/expire/", WORK),
    ("GET", "/links/{link}/", LINK),
    ("POST", "/links/{link}/", LINK),
    ("GET", "/links/style.css", OPEN),
    ("GET", "/api/v2/silences", EVENTS),
    ("POST", "/api/v2/silences", CHANGE_ISSUES),
    ("GET", "/api/v2/silence/{id}", EVENTS),
    ("DELETE", "/api/v2/silence/{id}", CHANGE_ISSUES),
    ("GET", "/alerts/preview/", PAGES),
    ("GET", "/alerts/rules/", PAGES),
    ("GET", "/alerts/rules/{rule}/", PAGES),
    ("GET", "/alerts/rules/{project}/{rule}/", PAGES),
    ("GET", "/dead-letters/", PAGES),
    ("GET", "/language/", PAGES),
    ("GET", "/pages.js", PAGES),
    ("GET", "/style.css", PAGES),
    ("GET", "/performance/", PAGES),
    ("GET", "/performance/pageloads/", PAGES),
    ("GET", "/performance/segment/{project}/{span_id}/", PAGES),
    ("GET", "/performance/compare/", PAGES),
    ("GET", "/performance/transactions/", PAGES),
    ("GET", "/projects/", PAGES),
    ("POST", "/projects/", SETTINGS),
    ("GET", "/projects/{project}/", PAGES),
    ("GET", "/projects/{project}/settings/", PAGES),
    ("POST", "/projects/{project}/settings/", SETTINGS),
    ("GET", "/projects/{project}/keys/", PAGES),
    ("POST", "/projects/{project}/keys/", SETTINGS),
    ("POST", "/projects/{project}/keys/{key}/", SETTINGS),
    ("GET", "/projects/{project}/rules/", PAGES),
    ("POST", "/projects/{project}/rules/", SETTINGS),
    ("GET", "/projects/{project}/rules/{rule}/", PAGES),
    ("POST", "/projects/{project}/rules/{rule}/", SETTINGS),
    ("GET", "/releases/", PAGES),
    ("GET", "/releases/{project}/{version}/", PAGES),
    ("GET", "/demo", DEMO),
    ("GET", "/demo/", DEMO),
    ("GET", "/demo/{*path}", DEMO),
    ("GET", "/metrics", METRICS),
    ("GET", "/api/0/", TOKEN),
    ("GET", "/api/0/auth/", TOKEN),
    ("GET", "/api/0/users/me/", TOKEN),
    ("GET", "/api/0/organizations/", ORGANIZATION),
    ("GET", "/api/0/organizations/{organization}/", ORGANIZATION),
    ("GET", "/api/0/organizations/{organization}/projects/", ORGANIZATION),
    ("GET", "/api/0/organizations/{organization}/teams/", ORGANIZATION),
    ("POST", "/api/0/organizations/{organization}/teams/", CHANGE_PROJECTS),
    ("GET", "/api/0/teams/{organization}/{team}/", ORGANIZATION),
    ("GET", "/api/0/projects/{organization}/{project}/teams/", ORGANIZATION),
    ("PUT", "/api/0/projects/{organization}/{project}/", CHANGE_PROJECTS),
    ("DELETE", "/api/0/projects/{organization}/{project}/", DELETE_ISSUES),
    ("POST", "/api/0/organizations/{organization}/releases/", UPLOAD),
    ("PUT", "/api/0/organizations/{organization}/releases/{version}/", UPLOAD),
    ("POST", "/api/0/projects/{organization}/{project}/releases/", UPLOAD),
    ("PUT", "/api/0/projects/{organization}/{project}/releases/{version}/", UPLOAD),
    ("GET", "/api/0/organizations/{organization}/releases/{version}/deploys/", EVENTS),
    ("POST", "/api/0/organizations/{organization}/releases/{version}/deploys/", UPLOAD),
    ("GET", "/api/0/organizations/{organization}/members/", ORGANIZATION),
    ("GET", "/api/0/organizations/{organization}/monitors/", ORGANIZATION),
    ("GET", "/api/0/organizations/{organization}/repos/", ORGANIZATION),
    ("GET", "/api/0/teams/{organization}/{team}/projects/", ORGANIZATION),
    ("POST", "/api/0/teams/{organization}/{team}/projects/", CHANGE_PROJECTS),
    ("GET", "/api/0/projects/", PROJECTS),
    ("GET", "/api/0/projects/{organization}/{project}/", PROJECTS),
    ("GET", "/api/0/projects/{organization}/{project}/keys/", PROJECTS),
    ("POST", "/api/0/projects/{organization}/{project}/keys/", CHANGE_PROJECTS),
    ("GET", "/api/0/projects/{organization}/{project}/rules/", PROJECTS),
    ("POST", "/api/0/projects/{organization}/{project}/rules/", CHANGE_PROJECTS),
    ("GET", "/api/0/projects/{organization}/{project}/rules/{rule}/", PROJECTS),
    ("PUT", "/api/0/projects/{organization}/{project}/rules/{rule}/", CHANGE_PROJECTS),
    ("DELETE", "/api/0/projects/{organization}/{project}/rules/{rule}/", CHANGE_PROJECTS),
    ("GET", "/api/0/projects/{organization}/{project}/environments/", PROJECTS),
    ("GET", "/api/0/organizations/{organization}/environments/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/tags/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/stats_v2/", ORGANIZATION),
    ("GET", "/api/0/projects/{organization}/{project}/events/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/issues/", EVENTS),
    ("PUT", "/api/0/organizations/{organization}/issues/", CHANGE_ISSUES),
    ("DELETE", "/api/0/organizations/{organization}/issues/", DELETE_ISSUES),
    ("GET", "/api/0/projects/{organization}/{project}/issues/", EVENTS),
    ("PUT", "/api/0/projects/{organization}/{project}/issues/", CHANGE_ISSUES),
    ("DELETE", "/api/0/projects/{organization}/{project}/issues/", DELETE_ISSUES),
    ("GET", "/api/0/organizations/{organization}/shortids/{id}/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/eventids/{id}/", EVENTS),
    ("GET", "/api/0/projects/{organization}/{project}/events/{event}/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/events/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/events-stats/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/events-timeseries/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/sessions/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/releases/", EVENTS),
    ("GET", "/api/0/organizations/{organization}/releases/{version}/", EVENTS),
    ("GET", "/api/0/projects/{organization}/{project}/releases/", EVENTS),
    ("GET", "/api/0/projects/{organization}/{project}/releases/{version}/", EVENTS),
    ("POST", "/api/0/files/wasm/", UPLOAD),
    ("GET", "/api/0/organizations/{organization}/chunk-upload/", UPLOAD),
    ("POST", "/api/0/organizations/{organization}/chunk-upload/", UPLOAD),
    ("POST", "/api/0/projects/{organization}/{project}/files/difs/assemble/", UPLOAD),
    ("POST", "/api/0/organizations/{organization}/artifactbundle/assemble/", UPLOAD),
    ("POST", "/api/0/organizations/{organization}/releases/{version}/assemble/", UPLOAD),
    ("POST", "/api/0/organizations/{organization}/releases/{version}/files/", UPLOAD),
    ("POST", "/api/0/projects/{organization}/{project}/releases/{version}/files/", UPLOAD),
    ("POST", "/api/{project_id}/envelope", KEY),
    ("POST", "/api/{project_id}/store", KEY),
    ("POST", "/api/{project_id}/security", KEY),
    ("POST", "/api/{project_id}/csp-report", KEY),
    ("POST", "/api/{project_id}/minidump", KEY),
    ("POST", "/api/{project_id}/playstation", KEY),
    ("POST", "/api/{project_id}/integration/otlp/v1/traces", KEY),
    ("POST", "/api/{project_id}/integration/otlp/v1/logs", KEY),
    ("POST", "/api/{project_id}/unreal/{key}", KEY),
    ("POST", "/api/{project_id}/alert", KEY_OR_TOKEN),
    ("POST", "/api/{project_id}/alertmanager/", SEND_ALERTS),
    ("POST", "/robot/send", QUERY_TOKEN),
    ("GET", "/healthz", OPEN),
    ("GET", "/{file}", OPEN),
];

/// The routes of one issue, which has two addresses in the web API.
const ISSUE: &[(&str, &str, Guard)] = &[
    ("GET", "", EVENTS),
    ("PUT", "", CHANGE_ISSUES),
    ("DELETE", "", DELETE_ISSUES),
    ("GET", "events/", EVENTS),
    ("GET", "events/{event}/", EVENTS),
    ("GET", "external-issues/", EVENTS),
    ("GET", "tags/", EVENTS),
    ("GET", "tags/{key}/", EVENTS),
    ("GET", "tags/{key}/values/", EVENTS),
    ("GET", "activities/", EVENTS),
    ("GET", "notes/", EVENTS),
    ("POST", "notes/", CHANGE_ISSUES),
    ("GET", "comments/", EVENTS),
    ("POST", "comments/", CHANGE_ISSUES),
    ("DELETE", "notes/{note}/", CHANGE_ISSUES),
    ("GET", "hashes/", EVENTS),
    ("PUT", "hashes/", CHANGE_ISSUES),
    ("DELETE", "hashes/", CHANGE_ISSUES),
];

fn line(route: &Route) -> String {
    format!("{} {} {:?}", route.method, route.path, route.guard)
}

#[test]
fn every_route_is_in_the_table() {
    let mut expect = Vec::new();
    for &(method, path, guard) in ROUTES {
        let method: Method = method.parse().unwrap();
        if guard != KEY && guard != KEY_OR_TOKEN {
            expect.push(line(&Route { method, path: path.into(), guard }));
            continue;
        }
        for path in [path.to_owned(), format!("{path}/")] {
            expect.push(line(&Route { method: Method::OPTIONS, path: path.clone(), guard: OPEN }));
            expect.push(line(&Route { method: method.clone(), path, guard }));
        }
    }
    for issue in ["/api/0/issues/{id}/", "/api/0/organizations/{organization}/issues/{id}/"] {
        for &(method, rest, guard) in ISSUE {
            expect.push(line(&Route {
                method: method.parse().unwrap(),
                path: format!("{issue}{rest}"),
                guard,
            }));
        }
    }
    let mut found: Vec<_> = table().iter().map(line).collect();
    expect.sort();
    found.sort();
    assert_eq!(found, expect);
}

/// The address of a route, with something in the place of its variable parts.
fn address(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// A server that keeps everything behind tokens, or opens what can be open.
fn server(is_public: bool, scopes: &str) -> TestServer {
    let server = TestServer::configured(|config| {
        config.pages.token_required = !is_public;
        config.pages.hosts = vec![Host::parse("box.lan").unwrap()];
        config.metrics = Audience { public: is_public };
        config.demo = Audience { public: is_public };
    });
    let token =
        NewToken { scopes: Scopes::parse(scopes), ..NewToken::new(&sha256_hex(b"secret"), Timestamp::now()) };
    server.store.add_token(&token).unwrap();
    server
}

fn status(server: &TestServer, route: &Route, headers: &[(&str, &str)]) -> u16 {
    server.send(route.method.as_str(), &address(&route.path), headers, b"{}").status
}

/// What a browser says of a form on a page of this server.
const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Whether the answer comes from the handler: it was asked, whatever it found.
fn is_answered(status: u16) -> bool {
    !matches!(status, 401 | 403 | 405 | 421)
}

fn basic() -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode("me:secret"))
}

#[test]
fn nobody_passes_a_guard_without_a_token() {
    let server = server(false, "");
    for route in table() {
        let anonymous = status(&server, &route, &[]);
        let unknown = status(&server, &route, &[("authorization", "Bearer wrong")]);
        match route.guard {
            Guard::Permission { .. } => assert_eq!((anonymous, unknown), (401, 401), "{}", line(&route)),
            // A native crash is refused before its key is looked at in the body.
            Guard::DsnKey if route.path.contains("unreal") => assert_eq!(anonymous, 415, "{}", line(&route)),
            Guard::SignedLink => assert_eq!((anonymous, unknown), (403, 403), "{}", line(&route)),
            Guard::DsnKey => assert!(matches!(anonymous, 400 | 401), "{anonymous} {}", line(&route)),
            Guard::DsnKeyOrToken(_) => {
                assert_eq!((anonymous, unknown), (401, 401), "{}", line(&route));
                let key = status(
                    &server,
                    &route,
                    &[("x-sentry-auth", &format!("Sentry sentry_key={KEY_OF_DEMO}"))],
                );
                assert_eq!(key, 403, "the project does not allow it: {}", line(&route));
            }
            Guard::QueryToken(_) => {
                for (query, code) in [("", 40_035), ("?access_token=wrong", 300_005)] {
                    let address = format!("{}{query}", address(&route.path));
                    let answer = server.send(route.method.as_str(), &address, &[], b"{}");
                    let refused: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
                    assert_eq!((answer.status, &refused["errcode"]), (200, &code.into()), "{}", line(&route));
                }
            }
            Guard::Open => assert!(is_answered(anonymous), "{anonymous} {}", line(&route)),
        }
    }
}

#[test]
fn a_token_passes_where_it_has_the_scopes_and_nowhere_else() {
    let all = server(false, "event:read event:admin project:write project:releases org:read alert:write");
    let none = server(false, "team:read");
    let (bearer, basic) = ("Bearer secret", basic());
    for route in table() {
        let Guard::Permission { area, access, .. } = route.guard else { continue };
        let headers = [("authorization", bearer), SAME_ORIGIN];
        let (with, without) = (status(&all, &route, &headers), status(&none, &route, &headers));
        assert!(is_answered(with), "{with} {}", line(&route));
        assert_eq!(without, if access == Access::OwnToken { 200 } else { 403 }, "{}", line(&route));
        // A browser sends HTTP Basic by itself, so the web API does not take it.
        let login = status(&all, &route, &[("authorization", &basic), SAME_ORIGIN]);
        assert_eq!(is_answered(login), area != Area::Api, "{login} {}", line(&route));
    }
}

#[test]
fn public_areas_are_open_under_known_hosts() {
    let server = server(true, "");
    let raw = |route: &Route, host: &str| {
        use std::io::Write as _;
        let mut stream = server.connect();
        let head = format!("{} {} HTTP/1.1\r\nhost: {host}\r\n", route.method, address(&route.path));
        let head = head + "sec-fetch-site: same-origin\r\n";
        stream.write_all(format!("{head}connection: close\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
        super::server::read(stream).status
    };
    for route in table() {
        let Guard::Permission { area, .. } = route.guard else { continue };
        let (known, unknown) = (raw(&route, "box.lan"), raw(&route, "evil.test"));
        match area {
            Area::Api => assert_eq!((known, unknown), (401, 401), "{}", line(&route)),
            Area::Pages | Area::Demo => {
                assert!(is_answered(known) && unknown == 421, "{known} {unknown} {}", line(&route));
            }
            Area::Metrics => assert_eq!((known, unknown), (200, 200), "{}", line(&route)),
        }
    }
}

#[test]
fn changes_on_pages_are_posts_of_the_same_origin() {
    let server = server(true, "");
    for route in table() {
        let Guard::Permission { area, changes, .. } = route.guard else { continue };
        if area == Area::Api {
            continue;
        }
        assert_eq!(changes, route.method == Method::POST, "{}", line(&route));
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.test"),
            ("origin", "null"),
        ] {
            let found = server.send("POST", &address(&route.path), &[(name, value)], b"").status;
            let has_form = table().iter().any(|it| it.method == Method::POST && it.path == route.path);
            let expect = if has_form { 403 } else { 405 };
            assert_eq!(found, expect, "POST {} with {name}: {value}", route.path);
        }
        if changes {
            let own = status(&server, &route, &[SAME_ORIGIN]);
            assert!(is_answered(own), "{own} {}", line(&route));
        }
    }
}
