//! What is said of an issue, in DingTalk's markdown.

use crate::alerts::Alert;
use crate::alerts::channels::dingtalk::escape::escape_markdown;
use crate::config::Config;
use crate::model::event::Event;
use crate::model::issue::Issue;

/// Longest title, in characters: three lines on a phone.
pub(crate) const TITLE: usize = 120;
/// Longest other text, in characters. All together stay under 7,000 bytes of DingTalk's 20,000.
pub(crate) const FIELD: usize = 200;
/// How the last paragraph begins.
const LINK: &str = "[Open issue](";

/// The message about an issue, told by its newest event.
#[must_use]
pub fn message(issue: &Issue, event: &Event, channel: Option<&str>, config: &Config) -> Alert {
    let title = title(&issue.description.title);
    let project = escape_markdown(&issue.project, FIELD);
    // DingTalk joins lines that no blank line parts.
    let mut paragraphs = vec![format!("### {title}")];
    let mut field = |name: &str, value: &str| {
        let value = escape_markdown(value, FIELD);
        if !value.is_empty() {
            paragraphs.push(format!("**{name}:** {value}"));
        }
    };
    field("Level", &issue.level);
    field("Culprit", &issue.description.culprit);
    field("Project", &issue.project);
    field("Environment", event.environment.as_deref().unwrap_or_default());
    field("Release", event.release.as_deref().unwrap_or_default());
    field("Events", &issue.count.to_string());
    field("First seen", &config.alerts.time_zone.format(issue.first_seen));
    paragraphs.push(format!("{LINK}{}/issues/{}/)", config.public_url.trim_end_matches('/'), issue.id));
    Alert {
        issue_id: Some(issue.id),
        project_id: issue.project_id,
        is_fatal: issue.level == "fatal",
        channel: channel.map(str::to_owned),
        title: format!("{project}: {title}"),
        text: paragraphs.join("\n\n"),
    }
}

/// The same alert once its issue was deleted: a link would lead nowhere.
#[must_use]
pub fn without_link(alert: &Alert) -> Alert {
    let text = alert.text.rfind(LINK).and_then(|at| alert.text.get(..at)).unwrap_or(&alert.text);
    Alert {
        text: format!("{text}The issue is not stored any more: the store was too large, or it was too old."),
        ..alert.clone()
    }
}

/// A title as one harmless line.
pub(crate) fn title(text: &str) -> String {
    let title = escape_markdown(text, TITLE);
    if title.is_empty() { "(no title)".into() } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples;
    use crate::model::event::Description;

    #[test]
    fn whole_message() {
        let alert = message(
            &samples::issue(),
            &samples::event(),
            Some("ops"),
            &samples::config_at("http://127.0.0.1:8787"),
        );
        let expect = Alert {
            issue_id: Some(7),
            project_id: 1,
            is_fatal: false,
            channel: Some("ops".into()),
            title: "shop: TypeError: Cannot read properties of undefined (reading 'price')".into(),
            text:
                "### TypeError: Cannot read properties of undefined (reading 'price')\n\n**Level:** error\n\n\
                   **Culprit:** priceOf at https：//shop.test/cart.js\n\n\
                   **Project:** shop\n\n\
                   **Environment:** production\n\n\
                   **Release:** web@1.4.2\n\n\
                   **Events:** 1\n\n\
                   **First seen:** 2026-11-23 04:22:17 UTC\n\n\
                   [Open issue](http://127.0.0.1:8787/issues/7/)"
                    .into(),
        };
        assert_eq!(alert, expect);
    }

    #[test]
    fn an_alert_without_its_issue_has_no_link() {
        let issue = Issue {
            description: samples::titled("[Open issue](x)"),
            level: "fatal".into(),
            ..samples::issue()
        };
        let alert = message(&issue, &samples::event(), Some("ops"), &samples::config_at("https://b.test"));
        let gone = without_link(&alert);
        assert!(gone.text.starts_with("### ［Open issue］(x)\n\n") && gone.text.contains("**First seen:**"));
        assert!(
            gone.text.ends_with(
                "\n\nThe issue is not stored any more: the store was too large, or it was too old."
            )
        );
        assert!(!gone.text.contains("](") && gone.is_fatal);
    }

    #[test]
    fn absent_fields_are_not_named() {
        let issue = Issue {
            description: Description { culprit: String::new(), ..samples::titled(" \n") },
            ..samples::issue()
        };
        let event = Event { release: None, environment: None, ..samples::event() };
        let alert = message(&issue, &event, None, &samples::config_at("https://b.test/"));
        assert_eq!(
            alert.text,
            "### (no title)\n\n**Level:** error\n\n**Project:** shop\n\n**Events:** 1\n\n\
             **First seen:** 2026-11-23 04:22:17 UTC\n\n[Open issue](https://b.test/issues/7/)"
        );
        assert_eq!(alert.channel, None);
    }

    /// However hostile the text, the message holds one heading, one link, and no other line of its making.
    #[test]
    fn hostile_text_stays_in_its_paragraph() {
        let bad = "x\n\n# Pay [here](https://evil.test) ![](https://evil.test/p.png) @13800000000 `<b>`\n> q";
        let issue = Issue {
            description: Description { culprit: bad.into(), ..samples::titled(bad) },
            level: bad.into(),
            project: bad.into(),
            ..samples::issue()
        };
        let event = Event { release: Some(bad.into()), environment: Some(bad.into()), ..samples::event() };
        let alert = message(&issue, &event, None, &samples::config_at("https://b.test"));
        assert_eq!(alert.text.matches("\n\n").count(), 8);
        assert_eq!(alert.text.matches('\n').count(), 16);
        assert_eq!(alert.text.matches("](").count(), 1);
        assert_eq!(alert.text.matches("://").count(), 1);
        assert_eq!(alert.text.matches('#').count(), 3);
        assert!(!alert.text.contains(['@', '`', '<', '>']));
        assert!(!alert.title.contains(['@', '\n', '[', '#']));
    }

    #[test]
    fn stays_far_below_the_limit() {
        let long = "😀".repeat(100_000);
        let issue = Issue {
            description: Description { culprit: long.clone(), ..samples::titled(&long) },
            project: long.clone(),
            ..samples::issue()
        };
        let event = Event { release: Some(long.clone()), environment: Some(long), ..samples::event() };
        let alert = message(&issue, &event, None, &samples::config_at("https://b.test"));
        assert!(alert.text.len() < 7_000, "{}", alert.text.len());
        assert!(alert.title.chars().count() < TITLE + FIELD + 3);
    }

    #[test]
    fn times_are_those_of_the_zone() {
        for (zone, expect) in [
            ("UTC", "**First seen:** 2026-11-23 04:22:17 UTC"),
            ("Asia/Shanghai", "**First seen:** 2026-11-23 12:22:17 +08:00"),
            ("-09:30", "**First seen:** 2026-11-22 18:52:17 -09:30"),
        ] {
            let alert = message(&samples::issue(), &samples::event(), None, &samples::config_in(zone));
            assert!(alert.text.split("\n\n").any(|it| it == expect), "{}", alert.text);
        }
    }
}
