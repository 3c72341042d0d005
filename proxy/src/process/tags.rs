//! The tags of an event: its own tags, cut to the limits, and tags derived from other members.

use serde_json::{Map, Value};

use super::cut_text::cut_chars;
use super::event_fields::{Fields, text};
use super::file_path::without_query;
use crate::model::event::HANDLED;

/// Most tags that an event may bring. Derived tags are added to these.
const OWN: usize = 50;
/// Longest tag key or value, in characters, as in Sentry.
const LENGTH: usize = 200;

/// Sets `tags` to own and derived tags, and returns them as pairs. Derived tags win, because Sentry reserves their
/// names.
pub(super) fn set(event: &mut Fields) -> Vec<(String, String)> {
    let mut tags = Map::new();
    if let Some(Value::Object(own)) = event.get("tags") {
        for (key, value) in own.iter().filter(|(key, _)| !key.is_empty()).take(OWN) {
            tags.insert(cut_chars(key, LENGTH), cut_chars(value.as_str().unwrap_or_default(), LENGTH).into());
        }
    }
    for (key, value) in derived(event) {
        tags.insert(key.into(), cut_chars(&value, LENGTH).into());
    }
    let pairs =
        tags.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
    event.insert("tags".into(), Value::Object(tags));
    pairs
}

fn derived(event: &Fields) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for key in ["level", "environment", "release", "dist", "transaction", "server_name", "site"] {
        found.extend(text(event, key).map(|value| (key, value.to_owned())));
    }
    for (context, name_key, full_key) in [("browser", "browser.name", "browser"), ("os", "os.name", "os")] {
        let Some(context) = event.get("contexts").and_then(|it| it.get(context)).and_then(Value::as_object)
        else {
            continue;
        };
        let Some(name) = text(context, "name") else { continue };
        found.push((name_key, name.to_owned()));
        found.extend(text(context, "version").map(|version| (full_key, format!("{name} {version}"))));
    }
    let url = event.get("request").and_then(Value::as_object).and_then(|request| text(request, "url"));
    let url = url.map(without_query).filter(|url| !url.is_empty());
    found.extend(url.map(|url| ("url", url.to_owned())));
    found.extend(is_handled(event).map(|is_handled| (HANDLED, if is_handled { "yes" } else { "no" }.into())));
    found
}

/// Whether the program caught all exceptions of the event itself; none if no exception says it.
fn is_handled(event: &Fields) -> Option<bool> {
    let values = event.get("exception")?.get("values")?.as_array()?;
    let said = values.iter().filter_map(|value| value.get("mechanism")?.get("handled")?.as_bool());
    said.reduce(|all, one| all && one)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(event: Value, expect: &[(&str, &str)]) {
        let pairs = set(&mut event.as_object().unwrap().clone());
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, expect);
    }

    #[test]
    fn derived_win_over_own() {
        check(
            json!({"level": "error", "tags": {"level": "odd", "a": "b"}}),
            &[("a", "b"), ("level", "error")],
        );
    }

    #[test]
    fn members_that_sentry_has_as_tags() {
        check(
            json!({"transaction": "/pay", "dist": "77", "logger": "app", "server_name": "web-1", "release": "a@1"}),
            &[("dist", "77"), ("release", "a@1"), ("server_name", "web-1"), ("transaction", "/pay")],
        );
    }

    #[test]
    fn browser_os_and_url() {
        check(
            json!({
                "contexts": {"browser": {"name": "Chrome", "version": "140"}, "os": {"name": "Linux"}},
                "request": {"url": "https://a.test/x?token=1#y"},
            }),
            &[
                ("browser", "Chrome 140"),
                ("browser.name", "Chrome"),
                ("os.name", "Linux"),
                ("url", "https://a.test/x"),
            ],
        );
    }

    #[test]
    fn an_event_is_handled_if_all_of_its_exceptions_are() {
        let of = |handled: Value| json!({"mechanism": {"handled": handled}});
        for (values, expect) in [
            (json!([of(json!(true)), {}]), &[("handled", "yes")][..]),
            (json!([of(json!(true)), of(json!(false))]), &[("handled", "no")]),
            (json!([of(Value::Null), {}]), &[]),
        ] {
            check(json!({"exception": {"values": values}}), expect);
        }
    }

    #[test]
    fn many_and_long() {
        let own: Map<String, Value> = (0..80).map(|n| (format!("k{n}"), json!("v".repeat(300)))).collect();
        let mut event = json!({ "tags": own }).as_object().unwrap().clone();
        let pairs = set(&mut event);
        assert_eq!(pairs.len(), 50);
        assert!(pairs.iter().all(|(_, value)| value.len() == 200));
    }
}
