//! Texts with secrets, and texts that look like them: `proxy/tests/fixtures/scrub/`.

use serde_json::json;

use crate::scrub::{FILTERED, Scrubber, Settings};

const SECRETS: &str = include_str!("../../../tests/fixtures/scrub/secrets.txt");
const LOOKALIKES: &str = include_str!("../../../tests/fixtures/scrub/lookalikes.txt");
const CHINESE: &str = include_str!("../../../tests/fixtures/scrub/chinese.txt");

/// A line of a table: the input, the expected result, and the secrets in the input.
struct Row {
    given: String,
    left: String,
    secrets: Vec<String>,
}

fn rows(table: &str) -> Vec<Row> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines.map(|line| row(&line.replace('␤', "\n").replace('·', ""))).collect()
}

fn row(line: &str) -> Row {
    let mut row = Row { given: String::new(), left: String::new(), secrets: Vec::new() };
    for part in line.split_inclusive(['⟦', '⟧']) {
        let Some(secret) = part.strip_suffix('⟧') else {
            let plain = part.trim_end_matches('⟦');
            row.given.push_str(plain);
            row.left.push_str(plain);
            continue;
        };
        let (secret, by) = secret.split_once('→').unwrap_or((secret, FILTERED));
        row.given.push_str(secret);
        row.left.push_str(by);
        row.secrets.push(secret.to_owned());
    }
    row
}

/// Lists all differences from the table at once, so that a change of a rule shows all its effects.
#[track_caller]
fn check(settings: &Settings, table: &str, least: usize) {
    let scrubber = Scrubber::new(settings).unwrap();
    let rows = rows(table);
    assert!(rows.len() >= least, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for Row { given, left, secrets } in &rows {
        let mut event = json!({
            "message": given,
            "extra": {"note": given},
            "exception": {"values": [{"type": "E", "value": given}]},
            "breadcrumbs": {"values": [{"message": given, "data": {"x": [given]}}]},
            "request": {"data": given},
        });
        scrubber.event(event.as_object_mut().unwrap());
        for place in
            ["/message", "/extra/note", "/exception/values/0/value", "/breadcrumbs/values/0/data/x/0"]
        {
            let found = event.pointer(place).unwrap().as_str().unwrap();
            if found != left {
                wrong.push(format!("{place}\n    given {given}\n    found {found}\n    right {left}"));
            }
        }
        // The body of a request may be parsed as a form, and is then written as a form.
        let body = event.pointer("/request/data").unwrap().to_string();
        if secrets.is_empty() && event["request"]["data"] != *given {
            wrong.push(format!("body\n    given {given}\n    found {body}"));
        }
        let long = secrets.iter().filter(|secret| secret.len() > 4);
        wrong.extend(
            long.filter(|it| body.contains(it.as_str())).map(|it| format!("body keeps {it}: {body}")),
        );
        // A scrubbed text is scrubbed again before it is forwarded to an upstream.
        let mut again = left.clone();
        scrubber.text(&mut again);
        if again != *left {
            wrong.push(format!("again\n    given {left}\n    found {again}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn secrets_are_taken_out_and_nothing_else() {
    check(&Settings::default(), SECRETS, 150);
}

#[test]
fn what_looks_like_a_secret_stays() {
    check(&Settings::default(), LOOKALIKES, 150);
}

#[test]
fn chinese_ids_and_numbers_by_setting() {
    check(&Settings { chinese_ids: true, ..Settings::default() }, CHINESE, 20);
    let unmarked = CHINESE.replace(['⟦', '⟧'], "");
    check(&Settings::default(), &unmarked, 20);
}
