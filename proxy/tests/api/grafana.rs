//! Grafana's data source for Sentry, version 3: the requests that its query builder makes, and its answers read into the
//! types that it has: a number with a fraction is no integer to it, and a null is an empty text.
//!
//! <https://github.com/grafana/sentry-datasource/tree/main/pkg/sentry>

use std::collections::BTreeMap;

use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::get;
use super::performance_data::fill;
use crate::serve::Server;

const DAY: f64 = 86_400.0;

/// A time as Go reads it: RFC 3339 with a zone.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Time;

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_time = rfc3339::parse(&text).is_some() && (text.ends_with('Z') || text.contains('+'));
        if is_time { Ok(Self) } else { Err(format!("no time: {text}")) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    id: String,
    short_id: String,
    title: String,
    count: String,
    #[serde(rename = "userCount")]
    _user_count: i64,
    status: String,
    level: String,
    #[serde(rename = "firstSeen")]
    _first_seen: Time,
    #[serde(rename = "lastSeen")]
    _last_seen: Time,
    permalink: String,
    project: Named,
    #[serde(rename = "metadata")]
    _metadata: BTreeMap<String, Option<String>>,
    #[serde(rename = "numComments")]
    _num_comments: i64,
    #[serde(rename = "assignedTo")]
    _assigned_to: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Debug, Deserialize)]
struct Named {
    slug: String,
}

#[derive(Debug, Deserialize)]
struct Rows {
    data: Vec<BTreeMap<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Timeseries {
    meta: RangeMeta,
    time_series: Vec<Series>,
}

#[derive(Debug, Deserialize)]
struct RangeMeta {
    start: f64,
    end: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Series {
    y_axis: String,
    #[serde(default)]
    group_by: Vec<By>,
    values: Vec<Point>,
    meta: SeriesMeta,
}

#[derive(Debug, Deserialize)]
struct By {
    value: Value,
}

#[derive(Debug, Deserialize)]
struct Point {
    /// In ms.
    timestamp: i64,
    value: Option<f64>,
    #[serde(rename = "incomplete")]
    _incomplete: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SeriesMeta {
    #[serde(rename = "valueType")]
    _value_type: String,
    #[serde(rename = "valueUnit")]
    _value_unit: Option<String>,
    /// In ms.
    interval: i64,
    order: i64,
    is_other: bool,
}

#[derive(Debug, Deserialize)]
struct Counted<T> {
    #[serde(rename = "start")]
    _start: Time,
    #[serde(rename = "end")]
    _end: Time,
    intervals: Vec<Time>,
    groups: Vec<CountedGroup<T>>,
}

#[derive(Debug, Deserialize)]
struct CountedGroup<T> {
    by: BTreeMap<String, String>,
    series: BTreeMap<String, Vec<T>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Release {
    version: String,
    #[serde(rename = "shortVersion")]
    _short_version: String,
    #[serde(rename = "dateCreated")]
    _date_created: Time,
    #[serde(rename = "firstEvent")]
    _first_event: Option<Time>,
    #[serde(rename = "lastEvent")]
    _last_event: Option<Time>,
    #[serde(rename = "newGroups")]
    _new_groups: i64,
    projects: Vec<Named>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tag {
    key: String,
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "totalValues")]
    _total_values: i64,
}

/// A server with errors, page loads and sessions.
fn server() -> (Server, Timestamp) {
    let server = Server::with(&["browser", "message"]);
    server.record_times(
        5,
        r#"{"message":"tea","level":"info","release":"web@1","environment":"live","user":{"id":"a"}}"#,
    );
    let now = Timestamp::now();
    fill(server.store.as_ref(), 400, now);
    (server, now)
}

/// As Go encodes the values of a query: sorted by their names.
fn query(pairs: &[(&str, &str)]) -> String {
    let mut pairs = pairs.to_vec();
    pairs.sort_by_key(|(name, _)| *name);
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b' ' => "+".to_owned(),
                b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
                _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// Asks of the last days, with the further pairs. `zone` stands behind times; some requests have none.
#[track_caller]
fn ask<T: DeserializeOwned>(
    (server, now): &(Server, Timestamp),
    path: &str,
    days: f64,
    zone: &str,
    pairs: &[(&str, &str)],
) -> T {
    let time = |at: f64| format!("{}{zone}", &rfc3339::format(Timestamp(at))[..19]);
    let (start, end) = (time(now.0 - days * DAY), time(now.0 + 1.0));
    let all = [&[("start", start.as_str()), ("end", end.as_str())], pairs].concat();
    let path = format!("/api/0/organizations/acme/{path}/?{}", query(&all));
    let (status, answer, _) = get(server, &path);
    assert_eq!(status, 200, "{path}: {answer}");
    serde_json::from_value(answer.clone()).unwrap_or_else(|error| panic!("{path}: {error} in {answer}"))
}

/// The names of the fields of a frame. Grafana takes the times of the first series for all.
#[track_caller]
fn frame(answer: &Timeseries, interval: i64) -> Vec<String> {
    let first = answer.time_series.first().expect("a series");
    let times = |series: &Series| series.values.iter().map(|it| it.timestamp).collect::<Vec<_>>();
    assert!(times(first).is_sorted() && times(first).len() > 1);
    let last = *times(first).last().unwrap() as f64;
    assert!(last > answer.meta.start && last <= answer.meta.end, "{:?}", answer.meta);
    let mut names = Vec::new();
    for series in &answer.time_series {
        assert_eq!((times(series), series.meta.interval), (times(first), interval));
        assert!(series.values.iter().any(|it| it.value.is_some_and(|value| value > 0.0)));
        let by: Vec<String> =
            series.group_by.iter().map(|it| it.value.as_str().unwrap().to_owned()).collect();
        let is_grouped = !by.is_empty() || series.meta.is_other;
        let group = match by.join(",") {
            _ if series.meta.is_other => "Other".to_owned(),
            none if none.is_empty() => format!("Series {}", series.meta.order),
            group => group,
        };
        names.push(if is_grouped { group } else { series.y_axis.clone() });
    }
    names
}

#[test]
fn issues_and_events_of_a_table() {
    let it = server();
    let issues: Vec<Issue> = ask(
        &it,
        "issues",
        1.0,
        "",
        &[("query", "is:unresolved"), ("sort", "date"), ("limit", "10000"), ("project", "1")],
    );
    assert_eq!(issues.len(), 3);
    let tea = issues.iter().find(|issue| issue.title == "tea").unwrap();
    assert_eq!((tea.count.as_str(), tea.level.as_str(), tea.status.as_str()), ("5", "info", "unresolved"));
    assert!(tea.id.parse::<i64>().is_ok() && tea.short_id.starts_with("DEMO-") && !tea.permalink.is_empty());
    assert_eq!(tea.project.slug, "demo");
    for dataset in [None, Some("errors")] {
        let fields = [("field", "id"), ("field", "title"), ("query", "tea"), ("sort", "-timestamp")];
        let more = [("per_page", "10"), ("environment", "live")];
        let dataset = dataset.map(|name| ("dataset", name));
        let rows: Rows = ask(&it, "events", 1.0, "", &[&fields[..], &more, dataset.as_slice()].concat());
        assert_eq!(rows.data.first().unwrap()["title"], "tea", "{rows:?}");
    }
}

#[test]
fn spans_of_a_table() {
    let it = server();
    let rows: Rows = ask(
        &it,
        "events",
        14.0,
        "",
        &[
            ("dataset", "spans"),
            ("field", "transaction"),
            ("field", "p75(measurements.lcp)"),
            ("field", "count()"),
            ("query", "transaction.op:pageload"),
            ("sort", "-p75(measurements.lcp)"),
            ("per_page", "100"),
        ],
    );
    assert_eq!(rows.data.first().unwrap()["transaction"], "/checkout");
    assert!(rows.data.iter().all(|row| row["p75(measurements.lcp)"].is_f64() && row["count()"].is_i64()));
}

#[test]
fn graphs_of_events_and_spans() {
    let it = server();
    let count = ("yAxis", "count()");
    let of_errors = [("dataset", "discover"), ("excludeOther", "1"), ("query", "tea")];
    let path = "events-timeseries";
    let one: Timeseries =
        ask(&it, path, 1.0, "Z", &[&of_errors[..], &[("interval", "3600"), count]].concat());
    assert_eq!(frame(&one, 3_600_000), ["count()"]);
    let two = [("interval", "3600"), count, ("yAxis", "count_unique(user)")];
    let two: Timeseries = ask(&it, path, 1.0, "Z", &[&of_errors[..], &two].concat());
    assert_eq!(frame(&two, 3_600_000), ["count()", "count_unique(user)"]);
    let by = [("interval", "3600"), count, ("groupBy", "release"), ("topEvents", "5"), ("sort", "-release")];
    let by: Timeseries = ask(&it, path, 1.0, "Z", &[&of_errors[..], &by].concat());
    assert_eq!(frame(&by, 3_600_000), ["web@1", "Series 1"]);
    let of_spans = [
        ("dataset", "spans"),
        ("excludeOther", "0"),
        ("interval", "86400"),
        ("query", "transaction.op:pageload"),
        ("groupBy", "browser.name"),
        ("sort", "-count()"),
        ("topEvents", "2"),
    ];
    let spans: Timeseries = ask(&it, path, 13.0, "Z", &[&of_spans[..], &[count]].concat());
    assert_eq!(frame(&spans, 86_400_000).len(), 2);
    let vitals: Timeseries =
        ask(&it, path, 13.0, "Z", &[&of_spans[..], &[("yAxis", "p75(measurements.lcp)")]].concat());
    assert_eq!(frame(&vitals, 86_400_000).len(), 2);
}

#[test]
fn sessions_releases_and_outcomes() {
    let it = server();
    let series = |name: &str, more: &[(&str, &str)]| -> Counted<Option<f64>> {
        let always = [("includeSeries", "1"), ("interval", "24h"), ("field", name)];
        ask(&it, "sessions", 7.0, "", &[&always[..], more].concat())
    };
    let all = series("sum(session)", &[("per_page", "1")]);
    assert_eq!(all.groups[0].series["sum(session)"].len(), all.intervals.len());
    let by = [("groupBy", "release"), ("orderBy", "-crash_free_rate(session)"), ("per_page", "5")];
    let by = series("crash_free_rate(session)", &by);
    assert_eq!(by.groups.len(), 3);
    for group in &by.groups {
        assert!(group.by["release"].starts_with("shop@"));
        assert_eq!(group.series["crash_free_rate(session)"].len(), by.intervals.len());
    }
    let releases: Vec<Release> =
        serde_json::from_value(get(&it.0, "/api/0/organizations/acme/releases/?per_page=100").1).unwrap();
    assert!(releases.iter().any(|it| it.version == "shop@1.10.0" && it.projects[0].slug == "demo"));
    let tags: Vec<Tag> = serde_json::from_value(get(&it.0, "/api/0/organizations/acme/tags/").1).unwrap();
    assert!(tags.iter().any(|tag| tag.key == "release"));
    let asked = [
        ("category", "error"),
        ("field", "sum(quantity)"),
        ("field", "sum(times_seen)"),
        ("groupBy", "outcome"),
        ("interval", "1h"),
    ];
    let outcomes: Counted<i64> = ask(&it, "stats_v2", 1.0, "", &asked);
    for group in &outcomes.groups {
        assert!(group.by.contains_key("outcome"));
        assert!(group.series.values().all(|values| values.len() == outcomes.intervals.len()));
    }
}
