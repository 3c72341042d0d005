//! Links to issue trackers, with a form that is filled in: nothing is sent before a person sends it.
//!
//! <https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query>,
//! <https://docs.gitlab.com/user/project/issues/create_issues/#using-a-url-with-prefilled-values>,
//! <https://confluence.atlassian.com/jirakb/how-to-create-issues-using-direct-html-links-in-jira-server-159474.html>

use maud::{Markup, html};

use crate::config::{Tracker, TrackerKind};
use crate::model::issue::Issue;
use crate::web::pages::language::t;
use crate::web::pages::links;
use crate::web::percent_encoding::encode;

/// Longest title, in characters: GitHub takes 256.
const TITLE: usize = 200;
/// Longest value of the exception in the text, in characters.
const VALUE: usize = 1_000;
/// Longest address, in bytes. Servers and browsers take 8,000 and more: <https://www.rfc-editor.org/rfc/rfc9110#section-4.1>
const ADDRESS: usize = 6_000;

/// The links to these trackers, if there are any. `address` is the beginning of our own addresses.
pub(in crate::web::pages) fn tracker_links(trackers: &[Tracker], issue: &Issue, address: &str) -> Markup {
    html! {
        @if !trackers.is_empty() {
            p.trackers {
                (t("New issue in")) " "
                @for (at, tracker) in trackers.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(form(tracker, issue, address)) rel="noreferrer" {
                        (tracker.kind.name())
                        @if tracker.kind.name().to_lowercase() != tracker.name { " (" (tracker.name) ")" }
                    }
                }
            }
        }
    }
}

/// The address of a tracker's form.
fn form(tracker: &Tracker, issue: &Issue, address: &str) -> String {
    let title: String = issue.description.title.chars().take(TITLE).collect();
    let labels = tracker.labels.join(",");
    let numbers = match tracker.kind {
        TrackerKind::Jira { project_id, issue_type } => {
            Some((project_id.to_string(), issue_type.to_string()))
        }
        TrackerKind::GitHub | TrackerKind::GitLab => None,
    };
    let address_with = |text: &str| {
        let (path, parameters) = match &numbers {
            Some((project, kind)) => (
                "/secure/CreateIssueDetails!init.jspa",
                vec![
                    ("pid", project.as_str()),
                    ("issuetype", kind),
                    ("summary", &title),
                    ("description", text),
                    ("labels", &labels),
                ],
            ),
            None if tracker.kind == TrackerKind::GitLab => {
                ("/-/issues/new", vec![("issue[title]", title.as_str()), ("issue[description]", text)])
            }
            None => ("/issues/new", vec![("title", title.as_str()), ("body", text), ("labels", &labels)]),
        };
        let pairs = parameters.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<_> =
            pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        format!("{}{path}?{}", tracker.url, query.join("&"))
    };
    let link = format!("{address}{}", links::issue(issue.id));
    let commands: String = match tracker.kind {
        // GitLab takes labels as a quick action of the text: <https://docs.gitlab.com/user/project/quick_actions/>
        TrackerKind::GitLab if !tracker.labels.is_empty() => {
            let names: Vec<_> =
                tracker.labels.iter().map(|label| format!("~\"{}\"", label.replace('"', ""))).collect();
            format!("\n\n/label {}", names.join(" "))
        }
        _ => String::new(),
    };
    let mut most = VALUE;
    loop {
        let text = format!("{}\n\n{link}{commands}", quoted(issue, most));
        let found = address_with(&text);
        if found.len() <= ADDRESS || most == 0 {
            return found;
        }
        most /= 2;
    }
}

/// The words of the error, of at most so many characters: indented, so that they are code in Markdown, and neither mention
/// anybody nor are commands.
fn quoted(issue: &Issue, most: usize) -> String {
    let description = &issue.description;
    let words = [&description.exception_type, &description.value, &description.culprit];
    let lines = words.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty());
    let mut left = most;
    let mut out = Vec::new();
    for line in lines {
        let line: String = line.chars().take(left).collect();
        left -= line.chars().count();
        if !line.is_empty() {
            out.push(format!("    {line}"));
        }
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples;
    use crate::model::patterns::Patterns;

    fn tracker(kind: TrackerKind) -> Tracker {
        Tracker {
            name: "code".into(),
            kind,
            url: "https://code.test/acme/shop".into(),
            projects: Patterns::default(),
            labels: vec!["bug".into(), "from page".into()],
        }
    }

    fn decoded(url: &str) -> Vec<(String, String)> {
        let (_, query) = url.split_once('?').unwrap();
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    #[track_caller]
    fn check(kind: TrackerKind, start: &str, expect: &[(&str, &str)]) {
        let url = form(&tracker(kind), &samples::issue(), "https://b.test");
        assert!(url.starts_with(start), "{url}");
        let found = decoded(&url);
        for (name, part) in expect {
            let value = found.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
            assert!(value.is_some_and(|value| value.contains(part)), "{name} {part}: {found:?}");
        }
    }

    #[test]
    fn forms_of_each_kind() {
        let title = "TypeError: Cannot read properties of undefined (reading 'price')";
        check(
            TrackerKind::GitHub,
            "https://code.test/acme/shop/issues/new?",
            &[
                ("title", title),
                ("body", "    TypeError\n"),
                ("body", "https://b.test/issues/7/"),
                ("labels", "bug,from page"),
            ],
        );
        check(
            TrackerKind::GitLab,
            "https://code.test/acme/shop/-/issues/new?",
            &[("issue[title]", title), ("issue[description]", "\n\n/label ~\"bug\" ~\"from page\"")],
        );
        check(
            TrackerKind::Jira { project_id: 10_000, issue_type: 3 },
            "https://code.test/acme/shop/secure/CreateIssueDetails!init.jspa?",
            &[
                ("pid", "10000"),
                ("issuetype", "3"),
                ("summary", title),
                ("description", "https://b.test/issues/7/"),
            ],
        );
    }

    #[test]
    fn words_of_an_error_are_code_and_end_neither_the_address_nor_the_text() {
        let hostile = "x&labels=evil#\n/assign @everyone\n\n# heading";
        let description =
            crate::model::event::Description { value: hostile.into(), ..samples::titled(hostile) };
        let issue = Issue { description, ..samples::issue() };
        for kind in [TrackerKind::GitHub, TrackerKind::GitLab] {
            let url = form(&tracker(kind), &issue, "https://b.test");
            assert!(!url.contains(['#', ' ', '\n']) && url.matches("labels=").count() <= 1, "{url}");
            let text = decoded(&url).remove(1).1;
            assert!(text.contains("    /assign @everyone\n    # heading"), "{text}");
        }
    }

    #[test]
    fn an_address_is_never_long() {
        let long = "漢\u{1f525}".repeat(10_000);
        let description = crate::model::event::Description {
            value: long.clone(),
            exception_type: long.clone(),
            culprit: long.clone(),
            ..samples::titled(&long)
        };
        let issue = Issue { description, ..samples::issue() };
        for kind in
            [TrackerKind::GitHub, TrackerKind::GitLab, TrackerKind::Jira { project_id: 1, issue_type: 1 }]
        {
            let url = form(&tracker(kind), &issue, "https://b.test");
            assert!(url.len() <= ADDRESS && url.contains("issues%2F7%2F"), "{}", url.len());
        }
    }
}
