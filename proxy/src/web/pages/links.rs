//! The addresses of the pages, and the check of addresses in events before they become links.

use crate::store::EventCursor;
use crate::web::percent_encoding::encode;

/// The dead letters of a project, or all.
pub(super) fn dead_letters(project: Option<&str>) -> String {
    let query = project.map(|project| format!("?project={}", encode(project)));
    format!("/dead-letters/{}", query.unwrap_or_default())
}

/// One issue.
pub(super) fn issue(id: i64) -> String {
    format!("/issues/{id}/")
}

/// The events of an issue, newest first.
pub(super) fn events(issue: i64, page: u32) -> String {
    let list = format!("/issues/{issue}/events/");
    if page > 1 { format!("{list}?page={page}") } else { list }
}

/// The events of an issue that match a search in a range of time, and are older than that of a place.
pub(super) fn events_search(
    issue: i64,
    (text, before): (Option<&str>, Option<EventCursor>),
    range: &str,
    page: u32,
) -> String {
    let mut address = format!("/issues/{issue}/events/?range={range}");
    if let Some(text) = text {
        address.push_str(&format!("&q={}", encode(text)));
    }
    if let Some(before) = before {
        address.push_str(&format!("&before={before}"));
    }
    if page > 1 {
        address.push_str(&format!("&page={page}"));
    }
    address
}

/// One event of an issue.
pub(super) fn event(issue: i64, event_id: &str) -> String {
    format!("/issues/{issue}/events/{}/", encode(event_id))
}

/// The tags of an issue in a range of time.
pub(super) fn issue_tags(issue: i64, range: &str) -> String {
    format!("/issues/{issue}/tags/?range={range}")
}

/// The values of a tag of an issue in a range of time.
pub(super) fn issue_tag(issue: i64, key: &str, range: &str, page: u32) -> String {
    let list = format!("/issues/{issue}/tags/{}/?range={range}", encode(key));
    if page > 1 { format!("{list}&page={page}") } else { list }
}

/// The users whom an issue has touched.
pub(super) fn issue_users(issue: i64) -> String {
    format!("/issues/{issue}/users/")
}

/// An attachment of an event.
pub(super) fn attachment(issue: i64, event_id: &str, attachment: i64) -> String {
    format!("{}attachments/{attachment}/", event(issue, event_id))
}

/// Feedback about the events of an issue.
pub(super) fn feedback_of_issue(issue: i64) -> String {
    feedback(None, Some(issue), 1)
}

/// A page of feedback: all, or that of a project or an issue.
pub(super) fn feedback(project: Option<&str>, issue: Option<i64>, page: u32) -> String {
    let mut parts = Vec::new();
    parts.extend(project.map(|project| format!("project={}", encode(project))));
    parts.extend(issue.map(|issue| format!("issue={issue}")));
    if page > 1 {
        parts.push(format!("page={page}"));
    }
    if parts.is_empty() { "/feedback/".into() } else { format!("/feedback/?{}", parts.join("&")) }
}

/// One page load, navigation or transaction.
pub(super) fn segment(project_id: i64, span_id: &str) -> String {
    format!("/performance/segment/{project_id}/{}/", encode(span_id))
}

/// An alert rule. The name of a project's rule begins with that of the project and a slash.
pub(super) fn alert_rule(name: &str) -> String {
    let parts: Vec<String> = name.split('/').map(encode).collect();
    format!("/alerts/rules/{}/", parts.join("/"))
}

/// The alert rules of a project.
pub(super) fn project_rules(slug: &str) -> String {
    format!("{}rules/", project(slug))
}

/// The form of an alert rule of a project.
pub(super) fn project_rule(slug: &str, name: &str) -> String {
    format!("{}{}/", project_rules(slug), encode(name))
}

/// The page of a project.
pub(super) fn project(slug: &str) -> String {
    format!("/projects/{}/", encode(slug))
}

/// What became of a category of a project's data. A range of seven days is shown in fourteen.
pub(super) fn project_data(slug: &str, range: &str, category: &str) -> String {
    let range = if range == "7d" { "14d" } else { range };
    format!("{}?range={range}&category={}", project(slug), encode(category))
}

/// The settings of a project.
pub(super) fn project_settings(slug: &str) -> String {
    format!("{}settings/", project(slug))
}

/// The keys of a project.
pub(super) fn project_keys(slug: &str) -> String {
    format!("{}keys/", project(slug))
}

/// One release.
pub(super) fn release(project_id: i64, version: &str) -> String {
    format!("/releases/{project_id}/{}/", encode(version))
}

/// An address in an event, if it opens a web page. `javascript:` and similar schemes stay text.
pub(super) fn safe_link(address: &str) -> Option<&str> {
    let is_web_address = address.starts_with("https://") || address.starts_with("http://");
    (is_web_address && !address.contains(char::is_control)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        assert_eq!(dead_letters(None), "/dead-letters/");
        assert_eq!(dead_letters(Some("a&b")), "/dead-letters/?project=a%26b");
        assert_eq!(alert_rule("slow"), "/alerts/rules/slow/");
        assert_eq!(alert_rule("shop/a b"), "/alerts/rules/shop/a%20b/");
    }

    #[test]
    fn links() {
        assert!(safe_link("https://a.test/x").is_some());
        for other in [
            "javascript:alert(1)",
            "JAVASCRIPT:x",
            " https://a",
            "data:text/html,x",
            "//a.test",
            "https://a\n",
        ] {
            assert_eq!(safe_link(other), None, "{other}");
        }
    }
}
