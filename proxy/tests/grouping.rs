//! Which events are one issue: `tests/fixtures/grouping/*.json` holds pairs of events, each with the verdict and its
//! reason.

use std::path::{Path, PathBuf};

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, process};
use balefire_proxy::scrub::{Scrubber, Settings};
use serde_json::{Map, Value, json};

/// Fewest pairs that the fixtures hold together.
const PAIRS: usize = 200;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/grouping");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

/// An event as Sentry's schema has it. A fixture may write an exception as `[type, value, frames]`, and a frame as
/// `[function, file, line, column]`, the newest last; what is no list is taken as it is.
fn event(row: &Value, short: &Value) -> Value {
    let mut event = match short {
        Value::String(message) => json!({"logentry": {"message": message}}),
        Value::Object(event) => Value::Object(event.clone()),
        Value::Array(one) if one.first().is_some_and(Value::is_array) => {
            json!({"exception": {"values": one.iter().map(exception).collect::<Vec<_>>()}})
        }
        one => json!({"exception": {"values": [exception(one)]}}),
    };
    if event.get("platform").is_none() {
        event["platform"] = row.get("platform").cloned().unwrap_or(json!("javascript"));
    }
    event
}

fn exception(short: &Value) -> Value {
    let Value::Array(parts) = short else { return short.clone() };
    let mut exception = json!({"type": parts[0], "value": parts[1]});
    if let Some(frames) = parts.get(2).and_then(Value::as_array) {
        exception["stacktrace"] = json!({"frames": frames.iter().map(frame).collect::<Vec<_>>()});
    }
    exception
}

fn frame(short: &Value) -> Value {
    let Value::Array(parts) = short else { return short.clone() };
    let mut frame = Map::from_iter([("in_app".to_owned(), json!(true))]);
    for (key, value) in ["function", "filename", "lineno", "colno"].iter().zip(parts) {
        frame.insert((*key).to_owned(), value.clone());
    }
    Value::Object(frame)
}

fn group(event: &Value) -> String {
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    process(event.to_string().as_bytes(), &arrival, &scrubber, &()).unwrap().group
}

#[test]
fn pairs_are_one_issue_or_two() {
    let mut wrong = Vec::new();
    let mut pairs = 0;
    for file in fixtures() {
        let rows: Vec<Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for row in &rows {
            let [one, other] = [0, 1].map(|at| event(row, &row["events"][at]));
            let is_one = group(&one) == group(&other);
            let name = file.file_stem().unwrap().to_string_lossy();
            assert!(row["reason"].as_str().is_some_and(|it| !it.is_empty()), "{name}: {row}");
            let expect = match row["issues"].as_u64() {
                Some(1) => true,
                Some(2) => false,
                _ => panic!("{name}: {row}"),
            };
            if is_one != expect {
                wrong.push(format!("{name}: {}: {}", row["reason"], row["events"]));
            }
            pairs += 1;
        }
    }
    assert!(wrong.is_empty(), "{} of {pairs} pairs:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pairs >= PAIRS, "{pairs} pairs");
}
