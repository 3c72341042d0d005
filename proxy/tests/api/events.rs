//! Numbers for graphs, in the shapes that Grafana's Sentry data source reads: it takes the times of the first series for all,
//! `count` as a number or null, and an object with `data` as a series.

use balefire_proxy::model::timestamp::Timestamp;
use serde_json::{Value, json};

use super::get;
use super::performance_data::fill;
use super::serve::Server;

const EVENTS: &str = "/api/0/organizations/any/events/";
const STATS: &str = "/api/0/organizations/any/events-stats/";

fn server() -> Server {
    let server = Server::with(&["message", "rust-panic"]);
    server.record_times(
        5,
        r#"{"message":"tea","level":"info","release":"web@1","environment":"live","user":{"id":"a"},"contexts":{"browser":{"name":"Firefox"}}}"#,
    );
    server.record(
        r#"{"message":"tea","level":"info","release":"web@2","environment":"live","user":{"id":"b"}}"#,
    );
    fill(server.store.as_ref(), 400, Timestamp::now());
    server
}

#[track_caller]
fn rows(server: &Server, query: &str) -> Vec<Value> {
    let (status, answer, _) = get(server, &format!("{EVENTS}?{query}"));
    assert_eq!(status, 200, "{answer}");
    assert!(answer["meta"]["fields"].is_object());
    answer["data"].as_array().unwrap().clone()
}

/// A time and a number or null.
type Point = (i64, Option<f64>);

/// The series of an answer with their names, as Grafana walks them.
fn series(answer: &Value, name: &str) -> Vec<(String, Vec<Point>)> {
    let Some(members) = answer.as_object() else { return Vec::new() };
    if let Some(data) = members.get("data") {
        let point = |it: &Value| (it[0].as_i64().unwrap(), it[1][0]["count"].as_f64());
        return vec![(name.to_owned(), data.as_array().unwrap().iter().map(point).collect())];
    }
    let inner = members.iter().filter(|(key, _)| *key != "order");
    inner.flat_map(|(key, value)| series(value, &format!("{name}/{key}"))).collect()
}

#[test]
fn errors_as_rows() {
    let server = server();
    let found = rows(&server, "field=title&field=count()&sort=-count()&statsPeriod=24h");
    assert_eq!((&found[0]["title"], &found[0]["count()"]), (&json!("tea"), &json!(6)));
    assert_eq!(found.len(), 3);
    let found =
        rows(&server, "field=release&field=count()&field=count_unique(user)&query=title:tea&sort=release");
    assert_eq!(found[0], json!({"release": "web@1", "count()": 5, "count_unique(user)": 1}));
    assert_eq!(found[1]["release"], "web@2");
    for query in ["issue:DEMO-1", "issue:demo-1", "issue.id:1", "issue:1"] {
        let found = rows(&server, &format!("field=issue&field=issue.id&field=count()&query={query}"));
        assert_eq!(found, [json!({"issue": "DEMO-1", "issue.id": "1", "count()": 1})], "{query}");
    }
    let all = rows(&server, "field=count()&field=count_unique(user)&environment=live&dataset=errors");
    assert_eq!(all, [json!({"count()": 6, "count_unique(user)": 2})]);
    assert_eq!(rows(&server, "field=count()&query=level:fatal+nothing"), [json!({"count()": 0})]);
    assert_eq!(rows(&server, "field=count()&query=browser.name:Firefox+tea")[0]["count()"], 5);
    let single = rows(&server, "field=id&field=title&field=timestamp&query=release:web@2");
    assert_eq!((single.len(), &single[0]["title"]), (1, &json!("tea")));
    assert_eq!(single[0]["id"].as_str().unwrap().len(), 32);
}

#[test]
fn a_comma_in_a_value_separates_nothing() {
    let server = Server::with(&[]);
    server.record(r#"{"message":"tea, milk, sugar","level":"info"}"#);
    server.record_times(2, r#"{"message":"tea, milk","level":"sugar, info"}"#);
    let query = "field=title&field=level&field=count()&statsPeriod=24h&sort=-count()";
    let expect =
        |title: &str, level: &str, count: u64| json!({"title": title, "level": level, "count()": count});
    assert_eq!(
        rows(&server, query),
        [expect("tea, milk", "error", 2), expect("tea, milk, sugar", "info", 1)]
    );
    let stats = STATS.replace("events-stats", "events-timeseries");
    let (_, answer, _) =
        get(&server, &format!("{stats}?statsPeriod=24h&yAxis=count()&groupBy=title&groupBy=level"));
    let by = &answer["timeSeries"][1]["groupBy"];
    assert_eq!(
        *by,
        json!([{"key": "title", "value": "tea, milk, sugar"}, {"key": "level", "value": "info"}])
    );
}

#[test]
fn performance_as_rows() {
    let server = server();
    let query = "dataset=transactions&field=transaction&field=p75(measurements.lcp)&field=count()&statsPeriod=15d\
                 &query=transaction.op:pageload&sort=-p75(measurements.lcp)";
    let found = rows(&server, query);
    assert_eq!(found[0]["transaction"], "/checkout");
    let count: u64 = found.iter().map(|row| row["count()"].as_u64().unwrap()).sum();
    assert_eq!((found.len(), count), (5, 401));
    let spans = rows(&server, "dataset=spans&field=count()&statsPeriod=15d&query=transaction.op:pageload");
    assert_eq!(spans[0]["count()"], 1604);
    let all = rows(
        &server,
        "field=p95()&field=failure_rate()&statsPeriod=15d&query=transaction:%22POST%20%2Fapi%2Forders%22",
    );
    assert!(all[0]["p95()"].as_f64().unwrap() > 300.0 && all[0]["failure_rate()"].as_f64().unwrap() > 0.0);
    let (_, answer, _) = get(&server, &format!("{EVENTS}?field=p75(measurements.cls)&statsPeriod=15d"));
    assert_eq!(answer["meta"]["fields"]["p75(measurements.cls)"], "number");
}

#[test]
fn a_project_and_an_environment_named_twice_count_once() {
    let server = server();
    for dataset in ["errors", "transactions"] {
        let query = format!("dataset={dataset}&field=count()&statsPeriod=15d");
        let once = rows(&server, &format!("{query}&project=1&environment=production&environment=live"));
        let twice = rows(
            &server,
            &format!(
                "{query}&project=demo&project=1&environment=live&environment=production&environment=live"
            ),
        );
        assert_eq!(once, twice, "{dataset}");
        assert!(once[0]["count()"].as_u64() > Some(0), "{once:?}");
    }
}

#[test]
fn series_have_the_same_times() {
    let server = server();
    let now = Timestamp::now();
    for (query, names) in [
        ("statsPeriod=24h", &[""][..]),
        ("statsPeriod=24h&interval=5m&yAxis=count()&topEvents=10&excludeOther=1&partial=1", &[""]),
        ("statsPeriod=24h&yAxis=count()&yAxis=count_unique(user)", &["/count()", "/count_unique(user)"]),
        ("statsPeriod=24h&field=title&topEvents=1&yAxis=count()", &["/Other", "/tea"]),
        (
            "statsPeriod=24h&field=release&topEvents=1&excludeOther=1&yAxis=count()&yAxis=epm()&query=tea",
            &["/web@1/count()", "/web@1/epm()"],
        ),
        ("statsPeriod=14d&dataset=spans&yAxis=p75(measurements.lcp)", &[""]),
        (
            "statsPeriod=7d&interval=1h&yAxis=p75(measurements.lcp)&field=release&topEvents=2",
            &["/shop@1.10.0", "/shop@1.9.2"],
        ),
    ] {
        let (status, answer, _) = get(&server, &format!("{STATS}?{query}"));
        assert_eq!(status, 200, "{answer}");
        let found = series(&answer, "");
        let mut found_names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        found_names.sort_unstable();
        assert_eq!(found_names, names, "{query}");
        let times = |points: &[Point]| points.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        let first = times(&found[0].1);
        assert!(found.iter().all(|(_, points)| times(points) == first), "{query}");
        assert!(first.first().is_some_and(|at| *at as f64 <= now.0) && first.len() >= 2, "{query}");
        assert!(
            found.iter().all(|(_, points)| points.iter().any(|(_, value)| value.is_some_and(|it| it > 0.0))),
            "{query}"
        );
    }
}

#[test]
fn series_in_the_newer_shape() {
    let server = server();
    let stats = STATS.replace("events-stats", "events-timeseries");
    let query = "statsPeriod=24h&interval=3600&yAxis=count()&groupBy=release&topEvents=1&query=tea";
    let (status, answer, _) = get(&server, &format!("{stats}?{query}"));
    assert_eq!(status, 200, "{answer}");
    let series = answer["timeSeries"].as_array().unwrap();
    assert_eq!(series.len(), 2);
    assert_eq!(series[0]["groupBy"], json!([{"key": "release", "value": "web@1"}]));
    assert_eq!((&series[1]["meta"]["isOther"], series[1].get("groupBy")), (&json!(true), None));
    let values = series[0]["values"].as_array().unwrap();
    let sum: f64 = values.iter().filter_map(|it| it["value"].as_f64()).sum();
    assert_eq!((sum, &series[0]["yAxis"]), (5.0, &json!("count()")));
    let last = values.last().unwrap();
    assert!(last["timestamp"].as_i64().unwrap() as f64 <= answer["meta"]["end"].as_f64().unwrap());
    let (_, answer, _) = get(&server, &format!("{stats}?yAxis=p75(measurements.lcp)"));
    assert_eq!(answer["timeSeries"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_answered_is_an_error_that_names_it() {
    let server = server();
    for (path, text) in [
        (format!("{EVENTS}?field=avg(span.duration)"), "avg(span.duration) cannot"),
        (format!("{EVENTS}?field=count()&query=geo.city:x"), "for geo.city cannot"),
        (format!("{EVENTS}?field=p75(measurements.lcp)&field=title"), "cannot be grouped by title"),
        (
            format!("{EVENTS}?field=p75(measurements.lcp)&field=count_unique(user)"),
            "count_unique(user) cannot",
        ),
        (format!("{EVENTS}?dataset=spans&field=id"), "not listed here"),
        (format!("{EVENTS}?field=count()&sort=-x"), "sorted by x"),
        (format!("{STATS}?dataset=logs"), "the dataset logs"),
        (format!("{STATS}?dataset=errors&yAxis=p75(measurements.lcp)"), "of the dataset transactions"),
        ("/api/0/organizations/any/sessions/?field=x".into(), "x cannot"),
    ] {
        let (status, answer, _) = get(&server, &path);
        assert_eq!(status, 400, "{path}");
        assert!(answer["detail"].as_str().unwrap().contains(text), "{answer}");
    }
    let environments: String = (0..20).map(|n| format!("&environment=e{n}")).collect();
    let measures =
        "&yAxis=count()&yAxis=p75(measurements.lcp)&yAxis=p75(measurements.cls)&yAxis=p75(measurements.inp)";
    let path = format!("{STATS}?dataset=spans&statsPeriod=60d&interval=1h{measures}{environments}");
    let (status, answer, _) = get(&server, &path);
    let detail = answer["detail"].as_str().unwrap();
    assert!(status == 400 && detail.starts_with("the answer needs 2400 distributions, and 2000"), "{answer}");
    assert_eq!(get(&server, &format!("{EVENTS}?field=count()&project=99")).0, 404);
    assert_eq!(server.get(EVENTS, None).status, 401);
}

#[test]
fn releases_and_their_health() {
    let server = server();
    let (status, list, link) =
        get(&server, "/api/0/organizations/any/releases/?per_page=2&query=shop&project=1");
    assert_eq!((status, list.as_array().unwrap().len()), (200, 2));
    assert!(link.contains("rel=\"next\"; results=\"true\"; cursor=\"0:2:0\""), "{link}");
    for member in [
        "version",
        "shortVersion",
        "dateCreated",
        "firstEvent",
        "lastEvent",
        "newGroups",
        "lastCommit",
        "lastDeploy",
    ] {
        assert!(list[0].get(member).is_some(), "{member}");
    }
    for path in [
        "organizations/any/releases/web%402/",
        "projects/any/demo/releases/web%402/",
        "projects/any/1/releases/web%402/",
    ] {
        let (status, release, _) = get(&server, &format!("/api/0/{path}"));
        assert_eq!(
            (status, &release["version"], &release["projects"][0]["slug"]),
            (200, &json!("web@2"), &json!("demo")),
            "{path}"
        );
    }
    assert_eq!(get(&server, "/api/0/organizations/any/releases/none/").0, 404);
    assert_eq!(get(&server, "/api/0/projects/any/none/releases/").0, 404);
    let query = "field=sum(session)&field=crash_free_rate(session)&field=count_unique(user)&groupBy=release&statsPeriod=7d";
    let (status, health, _) = get(&server, &format!("/api/0/organizations/any/sessions/?{query}"));
    assert_eq!(status, 200, "{health}");
    let groups = health["groups"].as_array().unwrap();
    let of = groups.iter().find(|group| group["by"]["release"] == "shop@1.10.0").unwrap();
    assert!(of["totals"]["sum(session)"].as_u64().unwrap() > 4000);
    assert_eq!(of["isUsersEstimate"], false, "all users were counted");
    assert!(of["totals"]["crash_free_rate(session)"].as_f64().unwrap() > 0.99);
    let intervals = health["intervals"].as_array().unwrap().len();
    assert_eq!(of["series"]["sum(session)"].as_array().unwrap().len(), intervals);
}
