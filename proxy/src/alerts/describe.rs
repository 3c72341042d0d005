//! The facts of a firing about an issue, within bounds: it waits in the store, once for each channel.

use serde_json::Value;

use crate::alerts::alert_issue::cut;
use crate::model::alert_issue::AlertIssue;
use crate::model::alert_rule::Rule;
use crate::model::firing::{Cause, Firing};

/// Longest text, in characters.
const TEXT: usize = 300;
/// Most frames.
const FRAMES: usize = 3;
/// Most frames that are looked at.
const LOOK: usize = 250;

/// A firing about an issue. `body` is the event's JSON, `suspect` the release that may have caused it.
#[must_use]
pub fn firing(
    rule: &Rule,
    cause: Cause,
    issue: AlertIssue,
    body: &str,
    hours: Vec<u32>,
    suspect: Option<&str>,
) -> Firing {
    let event: Value = serde_json::from_str(body).unwrap_or_default();
    let url = event.get("request").and_then(|request| request.get("url")).and_then(Value::as_str);
    Firing {
        rule: rule.name.clone(),
        severity: rule.severity,
        environment: issue.environment.clone(),
        release: issue.release.clone(),
        issue: Some(issue),
        url: url.map(|url| cut(without_query(url), TEXT)),
        frames: frames(&event),
        // One bar says nothing.
        hours: if hours.iter().filter(|count| **count > 0).count() > 1 { hours } else { Vec::new() },
        suspect_release: suspect.map(|release| cut(release, TEXT)),
        mentions: rule.mention.clone(),
        cause,
    }
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// The newest in-app frames of the event's last exception, newest first.
fn frames(event: &Value) -> Vec<String> {
    let values = event.get("exception").and_then(|it| it.get("values")).and_then(Value::as_array);
    let frames = values.and_then(|values| values.last()?.get("stacktrace")?.get("frames")?.as_array());
    let newest = frames.into_iter().flatten().rev().take(LOOK);
    let in_app = newest.filter(|frame| frame.get("in_app").and_then(Value::as_bool) == Some(true));
    in_app.take(FRAMES).map(frame).collect()
}

fn frame(frame: &Value) -> String {
    let text = |name: &str| frame.get(name).and_then(Value::as_str).unwrap_or_default();
    let function = if text("function").is_empty() { "?" } else { text("function") };
    let file = [text("filename"), text("abs_path"), text("module")].into_iter().find(|it| !it.is_empty());
    let line = frame.get("lineno").and_then(Value::as_u64);
    cut(
        &match (file, line) {
            (Some(file), Some(line)) => format!("{function} ({file}:{line})"),
            (Some(file), None) => format!("{function} ({file})"),
            (None, _) => function.to_owned(),
        },
        TEXT,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::alert_rules::default_rule;

    #[test]
    fn page_and_newest_frames() {
        let body = r#"{"request": {"url": "https://shop.test/cart?token=x#y"}, "exception": {"values": [
            {"stacktrace": {"frames": [{"function": "cause", "in_app": true}]}},
            {"stacktrace": {"frames": [
                {"function": "a", "filename": "a.js", "lineno": 1, "in_app": true},
                {"function": "b", "filename": "b.js", "lineno": 2, "in_app": true},
                {"function": "lib", "filename": "lib.js", "lineno": 3, "in_app": false},
                {"function": "c", "abs_path": "https://shop.test/c.js", "in_app": true},
                {"in_app": true}]}}]}}"#;
        let firing = firing(
            &default_rule(),
            Cause::NewIssue,
            AlertIssue::default(),
            body,
            vec![0, 3, 0, 9],
            Some("1.4.2"),
        );
        assert_eq!(firing.url.as_deref(), Some("https://shop.test/cart"));
        assert_eq!(firing.frames, ["?", "c (https://shop.test/c.js)", "b (b.js:2)"]);
        assert_eq!(firing.hours, [0, 3, 0, 9]);
        assert_eq!(firing.suspect_release.as_deref(), Some("1.4.2"));
    }

    #[test]
    fn what_is_missing_or_of_another_shape_is_left_out() {
        for body in ["", "[]", "{\"exception\": 7, \"request\": []}", "{\"exception\": {\"values\": []}}"] {
            let firing = firing(&default_rule(), Cause::NewIssue, AlertIssue::default(), body, vec![5], None);
            assert_eq!((firing.url, firing.frames.len(), firing.hours.len()), (None, 0, 0), "{body}");
        }
    }
}
