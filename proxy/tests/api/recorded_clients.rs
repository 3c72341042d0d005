//! The requests of GitLab's and Grafana's clients, and the members of the answers that each reads.

use serde_json::Value;

use super::get;
use crate::serve::Server;

/// Whether every member is there, by paths such as `project.slug` and `[0].id`.
#[track_caller]
fn check(value: &Value, members: &[&str]) {
    for member in members {
        let pointer = format!("/{}", member.replace('.', "/"));
        assert!(value.pointer(&pointer).is_some(), "{member} of {value}");
    }
}

/// <https://gitlab.com/gitlab-org/gitlab/-/tree/master/lib/error_tracking/sentry_client>
#[test]
fn gitlab() {
    let server = Server::with(&["browser", "message", "rust-panic"]);
    let (_, projects, _) = get(&server, "/api/0/projects/");
    check(
        &projects,
        &[
            "0.id",
            "0.name",
            "0.slug",
            "0.status",
            "0.organization.id",
            "0.organization.name",
            "0.organization.slug",
        ],
    );
    let list = "/api/0/projects/acme/demo/issues/?query=is:unresolved&limit=2&sort=freq";
    let (_, issues, link) = get(&server, list);
    check(
        &issues,
        &[
            "0.id",
            "0.title",
            "0.type",
            "0.userCount",
            "0.count",
            "0.firstSeen",
            "0.lastSeen",
            "0.culprit",
            "0.shortId",
            "0.status",
            "0.permalink",
            "0.project.id",
            "0.project.name",
            "0.project.slug",
            "0.stats.24h.0.0",
            "0.metadata",
        ],
    );
    // GitLab refuses an id that is no number, and reads pages by this pattern of the header.
    assert!(issues[0]["id"].as_str().unwrap().parse::<i64>().is_ok());
    for link in link.split(", ") {
        let (_, rest) = link.split_once(">; rel=\"").unwrap();
        let (direction, rest) = rest.split_once("\"; results=\"").unwrap();
        let (results, cursor) = rest.split_once("\"; cursor=\"").unwrap();
        let expect = if direction == "next" { ("true", "0:2:0\"") } else { ("false", "0:0:1\"") };
        assert_eq!((results, cursor), expect, "{direction}");
    }
    let (_, issue, _) = get(&server, "/api/0/issues/1/");
    check(
        &issue,
        &[
            "tags",
            "firstRelease.version",
            "firstRelease.shortVersion",
            "firstRelease.lastCommit",
            "lastRelease.version",
            "lastRelease.shortVersion",
            "lastRelease.lastCommit",
            "annotations",
            "pluginIssues",
        ],
    );
    let (_, event, _) = get(&server, "/api/0/issues/1/events/latest/");
    check(&event, &["groupID", "dateReceived", "entries"]);
    let entries = event["entries"].as_array().unwrap();
    let exception = entries.iter().find(|entry| entry["type"] == "exception").unwrap();
    let values = exception["data"]["values"].as_array().unwrap();
    let stack = values.iter().find_map(|value| value["stacktrace"].as_object()).unwrap();
    check(&stack["frames"], &["0.function", "0.lineNo", "0.context", "0.filename"]);
    server.add_token("gitlab", "event:write project:read");
    let resolved = server.send("PUT", "/api/0/issues/1/", "gitlab", r#"{"status":"resolved"}"#);
    assert_eq!(resolved.status, 200);
}

/// <https://github.com/grafana/sentry-datasource/tree/main/pkg/sentry>
#[test]
fn grafana() {
    let server = Server::with(&["browser", "message"]);
    let (_, organizations, _) = get(&server, "/api/0/organizations/");
    check(
        &organizations,
        &[
            "0.id",
            "0.slug",
            "0.name",
            "0.dateCreated",
            "0.avatar.avatarType",
            "0.isEarlyAdopter",
            "0.require2FA",
            "0.status.id",
        ],
    );
    // The health check of the data source.
    let (status, projects, _) = get(&server, "/api/0/organizations/acme/projects/");
    assert_eq!(status, 200);
    check(
        &projects,
        &[
            "0.id",
            "0.slug",
            "0.name",
            "0.platform",
            "0.dateCreated",
            "0.isBookmarked",
            "0.isMember",
            "0.hasAccess",
            "0.teams.0.slug",
            "0.environments",
        ],
    );
    let range = "start=2026-01-01T00:00:00&end=2126-01-01T00:00:00";
    let (status, issues, _) = get(
        &server,
        &format!(
            "/api/0/organizations/acme/issues/?{range}&query=is:unresolved&project=1&project=-1&environment=live&sort=date&limit=10000"
        ),
    );
    assert_eq!(status, 200, "{issues}");
    let (_, issues, _) = get(&server, "/api/0/organizations/acme/issues/?limit=10000&project=-1");
    check(
        &issues,
        &[
            "0.id",
            "0.count",
            "0.firstSeen",
            "0.lastSeen",
            "0.project.slug",
            "0.level",
            "0.isUnhandled",
            "0.numComments",
            "0.userCount",
        ],
    );
    assert!(issues[0]["count"].is_string());
    for path in [
        "stats_v2/?field=sum(quantity)&groupBy=outcome&statsPeriod=24h",
        "events-stats/?yAxis=count()&statsPeriod=24h",
        "events/?field=id&field=title&statsPeriod=24h",
        "tags/",
        "teams/",
    ] {
        assert_eq!(get(&server, &format!("/api/0/organizations/acme/{path}")).0, 200, "{path}");
    }
    // An HTML page would be `invalid character '<'` to its decoder: https://github.com/getsentry/sentry/issues/32676
    let answer = server.get("/api/0/organizations/acme/nothing/like/it/", None);
    assert_eq!((answer.status, answer.header("content-type").as_str()), (404, "application/json"));
}
