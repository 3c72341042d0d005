//! Whole messages, and hostile ones.

use super::*;
use crate::alerts::alert_issue::alert_issue;
use crate::alerts::samples::{config_at, config_in, digest_of, event, issue, titled};
use crate::config::Config;
use crate::model::event::{Description, Event};
use crate::model::issue::Issue;

fn render(issue: &Issue, event: &Event, config: &Config) -> Markdown {
    let notice = Notice::NewIssue(Box::new(alert_issue(issue, event)));
    markdown(&alert(Some(issue.id), &issue.project, notice), &RenderContext::of(config))
}

fn alert(issue_id: Option<i64>, project: &str, notice: Notice) -> Alert {
    Alert {
        issue_id,
        project_id: 1,
        project: project.into(),
        is_fatal: false,
        channel: None,
        rule: None,
        notice,
    }
}

fn digest(project: &str, levels: &[&str], config: &Config) -> Markdown {
    markdown(&alert(None, project, Notice::Digest(digest_of(levels))), &RenderContext::of(config))
}

#[test]
fn whole_message() {
    let message = render(&issue(), &event(), &config_at("http://127.0.0.1:8787"));
    let expect = Markdown {
        title: "shop: TypeError: Cannot read properties of undefined (reading 'price')".into(),
        text: "### TypeError: Cannot read properties of undefined (reading 'price')\n\n**Level:** error\n\n\
               **Culprit:** priceOf at https：//shop.test/cart.js\n\n\
               **Project:** shop\n\n\
               **Environment:** production\n\n\
               **Release:** web@1.4.2\n\n\
               **Events:** 1\n\n\
               **First seen:** 2026-11-23 04:22:17 UTC\n\n\
               [Open issue](http://127.0.0.1:8787/issues/7/)"
            .into(),
    };
    assert_eq!(message, expect);
}

#[test]
fn an_alert_without_its_issue_has_no_link() {
    let issue = Issue { description: titled("[Open issue](x)"), ..issue() };
    let notice = Notice::NewIssue(Box::new(alert_issue(&issue, &event())));
    let gone = markdown(&alert(None, "shop", notice), &RenderContext::of(&config_at("https://b.test"))).text;
    assert!(gone.starts_with("### ［Open issue］(x)\n\n") && gone.contains("**First seen:**"));
    assert!(
        gone.ends_with("\n\nThe issue is not stored any more: the store was too large, or it was too old.")
    );
    assert!(!gone.contains("]("));
}

#[test]
fn what_an_older_version_rendered_is_sent_as_it_is() {
    let text = "### x\n\n[Open issue](https://old.test/issues/7/)";
    let rendered = || Notice::Rendered { title: "shop: x".into(), text: text.into() };
    let config = config_at("https://b.test");
    let context = RenderContext::of(&config);
    let message = markdown(&alert(Some(7), "shop", rendered()), &context);
    assert_eq!((message.title.as_str(), message.text.as_str()), ("shop: x", text));
    let gone = markdown(&alert(None, "shop", rendered()), &context).text;
    assert_eq!(
        gone,
        "### x\n\nThe issue is not stored any more: the store was too large, or it was too old."
    );
}

#[test]
fn without_text_nothing_from_the_page_is_said() {
    let notice = Notice::NewIssue(Box::new(alert_issue(&issue(), &event())));
    let message = without_text(&alert(Some(7), "shop", notice));
    assert_eq!(message.text, "Issue 7: DingTalk refused the words of this message.");
    assert_eq!(message.title, "Balefire");
}

#[test]
fn absent_fields_are_not_named() {
    let issue = Issue { description: Description { culprit: String::new(), ..titled(" \n") }, ..issue() };
    let event = Event { release: None, environment: None, ..event() };
    let message = render(&issue, &event, &config_at("https://b.test/"));
    assert_eq!(
        message.text,
        "### (no title)\n\n**Level:** error\n\n**Project:** shop\n\n**Events:** 1\n\n\
         **First seen:** 2026-11-23 04:22:17 UTC\n\n[Open issue](https://b.test/issues/7/)"
    );
}

const BAD: &str = "x\n\n# Pay [here](https://evil.test) ![](https://evil.test/p.png) @13800000000 `<b>`\n> q";

/// However hostile the text, the message holds one heading, one link, and no other line of its making.
#[test]
fn hostile_text_stays_in_its_paragraph() {
    let issue = Issue {
        description: Description { culprit: BAD.into(), ..titled(BAD) },
        level: BAD.into(),
        project: BAD.into(),
        ..issue()
    };
    let event = Event { release: Some(BAD.into()), environment: Some(BAD.into()), ..event() };
    let Markdown { title, text } = render(&issue, &event, &config_at("https://b.test"));
    assert_eq!(text.matches("\n\n").count(), 8);
    assert_eq!(text.matches('\n').count(), 16);
    assert_eq!(text.matches("](").count(), 1);
    assert_eq!(text.matches("://").count(), 1);
    assert_eq!(text.matches('#').count(), 3);
    assert!(!text.contains(['@', '`', '<', '>']));
    assert!(!title.contains(['@', '\n', '[', '#']));
}

#[test]
fn stays_far_below_the_limit() {
    let long = "😀".repeat(100_000);
    let issue = Issue {
        description: Description { culprit: long.clone(), ..titled(&long) },
        project: long.clone(),
        ..issue()
    };
    let event = Event { release: Some(long.clone()), environment: Some(long), ..event() };
    let message = render(&issue, &event, &config_at("https://b.test"));
    assert!(message.text.len() < 7_000, "{}", message.text.len());
    assert!(message.title.chars().count() < TITLE + FIELD + 3);
}

#[test]
fn times_are_those_of_the_zone() {
    for (zone, expect) in [
        ("UTC", "**First seen:** 2026-11-23 04:22:17 UTC"),
        ("Asia/Shanghai", "**First seen:** 2026-11-23 12:22:17 +08:00"),
        ("-09:30", "**First seen:** 2026-11-22 18:52:17 -09:30"),
    ] {
        let message = render(&issue(), &event(), &config_in(zone));
        assert!(message.text.split("\n\n").any(|it| it == expect), "{}", message.text);
    }
    let message = digest("shop", &["error"; 3], &config_in("Asia/Shanghai"));
    let times = "**From:** 2026-11-23 12:22:17 +08:00\n\n**To:** 2026-11-23 12:22:19 +08:00\n\n";
    assert!(message.text.contains(times), "{}", message.text);
}

#[test]
fn whole_digest() {
    let levels = ["error", "fatal", "error", "error", "warning", "fatal", "error", "error"];
    let message = digest("shop", &levels, &config_at("https://b.test/"));
    assert_eq!(message.title, "8 more new issues in shop");
    assert_eq!(
        message.text,
        "### 8 more new issues in shop\n\n\
         **Fatal:** 2\n\n\
         **From:** 2026-11-23 04:22:17 UTC\n\n\
         **To:** 2026-11-23 04:22:24 UTC\n\n\
         **fatal:** title 6\n\n\
         **fatal:** title 2\n\n\
         **error:** title 8\n\n\
         **error:** title 7\n\n\
         **warning:** title 5\n\n\
         and 3 more\n\n\
         [Open issues](https://b.test/?project=shop)"
    );
}

#[test]
fn a_digest_of_one() {
    let message = digest("shop", &["error"], &config_at("https://b.test"));
    assert!(message.text.starts_with("### 1 more new issue in shop\n\n**From:**"));
    assert!(!message.text.contains("Fatal") && !message.text.contains("and "));
}

#[test]
fn hostile_titles_of_a_digest_stay_in_their_paragraph() {
    let mut digest = digest_of(&["fatal"; 9]);
    for sample in &mut digest.samples {
        sample.title = BAD.into();
        sample.level = BAD.into();
    }
    let config = config_at("https://b.test");
    let alert = alert(None, BAD, Notice::Digest(digest));
    let Markdown { title, text } = markdown(&alert, &RenderContext::of(&config));
    assert_eq!(text.matches("](").count(), 1);
    assert_eq!(text.matches("://").count(), 1);
    assert_eq!(text.matches('#').count(), 3);
    assert!(!text.contains(['@', '`', '<', '>']) && !title.contains(['@', '\n', '[', '#']));
    assert!(text.split("\n\n").all(|paragraph| !paragraph.contains('\n')));
}
