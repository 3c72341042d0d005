//! The tags of an event, each with a link to the events of the issue that have the same value.

use maud::{Markup, html};
use serde_json::Value;

use crate::search::{LONGEST, quoted};
use crate::web::issue_events::EventSearch;
use crate::web::pages::fitting::Fitting;
use crate::web::pages::language::t;
use crate::web::pages::links;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Most bytes of tags on the page.
const MOST: usize = 4_000;

/// The section; none without a tag.
pub(in crate::web::pages) fn event_tags(issue: i64, body: &Value) -> Markup {
    let tags = body["tags"].as_object().into_iter().flatten();
    let tags: Vec<(&str, &str)> =
        tags.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect();
    let fitting = Fitting::within(MOST, tags.iter().map(|(key, value)| tag(issue, (key, value), body)));
    html! {
        @if !tags.is_empty() {
            section.panel {
                h2 { (t("Tags of this event")) }
                ul.event-tags { @for tag in &fitting.shown { (tag) } }
                (fitting.note())
            }
        }
    }
}

fn tag(issue: i64, (key, value): (&str, &str), body: &Value) -> Markup {
    html! {
        li {
            span.name { (reveal_hidden(key)) }
            @match search(key, value, body) {
                Some(search) => a.value href=(links::events_search(issue, (Some(&search), None), "all", 1)) { (reveal_hidden(value)) },
                None if value.is_empty() => span.value.quiet { (t("(empty)")) },
                None => span.value { (reveal_hidden(value)) },
            }
        }
    }
}

/// The search that finds the events with this value. None for what the language of searches cannot say.
fn search(key: &str, value: &str, body: &Value) -> Option<String> {
    let is_short = |search: &String| search.chars().nth(LONGEST).is_none();
    let finds_this = |search: &String| EventSearch::read(search).is_ok_and(|it| it.matches(body));
    let value_text = quoted(value);
    // Some keys have to be written as those of tags, such as one with a colon in it.
    let mut searches = [format!("{key}:{value_text}"), format!("tags[{key}]:{value_text}")].into_iter();
    // `key:""` finds the events without the tag.
    searches.find(|search| !value.is_empty() && is_short(search) && finds_this(search))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_lead_to_the_events_that_share_them() {
        let html = event_tags(3, &json!({"tags": {"plan": "pro", "<b>": "<i>", "none": ""}})).into_string();
        assert!(
            html.contains("href=\"/issues/3/events/?range=all&amp;q=plan%3A%22pro%22\">pro</a>"),
            "{html}"
        );
        assert!(html.contains("q=tags%5B%3Cb%3E%5D%3A%22%3Ci%3E%22\">&lt;i&gt;</a>"), "{html}");
        assert!(html.contains("<span class=\"value quiet\">(empty)</span>"), "{html}");
        assert_eq!(event_tags(3, &json!({"tags": {}})).into_string(), "");
    }

    #[test]
    fn searches_are_those_that_can_be_made() {
        for (key, value, is_made) in [
            ("plan", "shop@1.9.0 beta", true),
            ("address", "https://shop.test/a?b=c&d", true),
            ("system", "Mac OS X 14", true),
            ("a b", "c", true),
            ("a:b", "c", true),
            ("release", "no release of the event", true),
            ("a", "say \"x\" \\ *", true),
            ("a]:b", "c", false),
            ("a", "", false),
        ] {
            let body = json!({"tags": {key: value}});
            assert_eq!(search(key, value, &body).is_some(), is_made, "{key} {value}");
        }
    }
}
