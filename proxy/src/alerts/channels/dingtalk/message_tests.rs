//! Messages of alerts: what they say, in both languages, and that no text of a stranger is more than text in them.

use serde_json::Value;

use super::*;
use crate::alerts::samples::{NOW, config_at, config_in, every_notice, robot, stored};
use crate::alerts::words::Words;
use crate::config::Config;
use crate::config::alert_rules::default_rule;
use crate::config::channels::NAMES;
use crate::model::action_link::{KEY, LinkKey};
use crate::model::alert_rule::Rule;
use crate::model::language::Language;
use crate::template::{Template, Writes};

fn sent(robot: &Robot, notice: Notice, language: Language) -> Value {
    let config = config_at("https://b.test");
    let context = RenderContext { words: Words::of(language), ..RenderContext::of(&config) };
    let alert = Alert { notice, rule: Some("default".into()), ..stored(1, None).alert };
    let body = message(robot, &alert, &context, "id");
    assert!(body.len() <= MAX_BODY);
    serde_json::from_str(&body).unwrap()
}

fn notice(name: &str, text: &str) -> Notice {
    every_notice(text).into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn of_type(message_type: MessageType) -> Robot {
    Robot {
        message_type,
        digest_type: Some(message_type),
        picture_url: Some("https://b.test/p.png".into()),
        ..robot()
    }
}

#[track_caller]
fn check_title(name: &str, language: Language, expect: &str) {
    let body = sent(&robot(), notice(name, "TypeError: x is undefined"), language);
    assert_eq!(body["markdown"]["title"], expect);
}

#[test]
fn notifications_read_well() {
    check_title("new issue", Language::English, "error · shop · TypeError: x is undefined");
    check_title(
        "regression",
        Language::English,
        "error · shop · came back in 1.4.3 · TypeError: x is undefined",
    );
    check_title(
        "threshold",
        Language::English,
        "error · shop · 120 events in 5 min (limit 100) · TypeError: x is undefined",
    );
    check_title("quiet project", Language::English, "critical · shop · nothing heard for 1 h");
    check_title("recovered", Language::English, "recovered · shop · 120 events in 5 min (limit 100)");
    check_title("digest", Language::English, "7 new issues in shop · TypeError: x is undefined");
    check_title("relayed", Language::English, "TypeError: x is undefined");
    check_title("test", Language::English, "Balefire: test message");
    check_title("new issue", Language::Chinese, "错误 · shop · TypeError: x is undefined");
    check_title(
        "regression",
        Language::Chinese,
        "错误 · shop · 在 1.4.3 中再次出现 · TypeError: x is undefined",
    );
    check_title(
        "threshold",
        Language::Chinese,
        "错误 · shop · 5 分钟内 120 个事件（上限 100） · TypeError: x is undefined",
    );
    check_title("quiet project", Language::Chinese, "严重 · shop · 已有 1 小时 未收到任何数据");
    check_title("digest", Language::Chinese, "shop 有 7 个新问题 · TypeError: x is undefined");
    check_title("test", Language::Chinese, "Balefire：测试消息");
}

#[test]
fn a_regression_whole() {
    let body = sent(&robot(), notice("regression", "boom"), Language::English);
    assert_eq!(
        body["markdown"]["text"],
        "### boom\n\n**Level:** error\n\n**Culprit:** boom\n\n**Project:** shop\n\n**Environment:** boom\n\n\
         **Release:** boom\n\n**Events:** 12\n\n**Users:** 3\n\n**First seen:** 2026-11-23 04:22:17 UTC\n\n\
         **Why:** came back in 1.4.3\n\n**Rule:** default\n\n**Page:** boom\n\n**Frames:** boom ← boom\n\n\
         **Last 24 hours:** ▁▁▁▁▁▃▁▁▁▁▁▁▁▁▁▁▃▁▁▁▁▄▅▇\n\n[Open issue](https://b.test/issues/7/)"
    );
    let body = sent(&robot(), notice("regression", "boom"), Language::Chinese);
    let text = body["markdown"]["text"].as_str().unwrap();
    assert!(text.contains("\n\n**原因：** 在 1.4.3 中再次出现\n\n**规则：** default\n\n"), "{text}");
    assert!(text.ends_with("[查看问题](https://b.test/issues/7/)"), "{text}");
}

/// Texts that would be a heading, a link, an image, a mention, HTML or a list, if anything let them.
const HOSTILE: &[&str] = &[
    "x\n\n# Pay [here](https://evil.test) ![](https://evil.test/p.png) @13800000000 `<b>`\n> q",
    "[a](https://evil.test)",
    "# heading\n## heading",
    "- list\n- list",
    "1. list",
    "===",
    "https://evil.test www.evil.test dingtalk://dingtalkclient/page/link?url=x",
    "@13800000000 @all @所有人",
    "<font color=red>x</font> &#64;all &lt;",
    "**b** __b__ ~~s~~ ***",
    "](https://evil.test) x [",
    "\u{202e}gpj.exe\u{2028}# x\u{85}# y\u{b}# z",
    "![](https://evil.test/?q=1)",
    "{{ title }} {% raw %}",
    "\\[a\\](https://evil.test)",
    "https:",
];

/// What is read as markup in a text of DingTalk's, after what we write ourselves was taken out.
#[track_caller]
fn check_harmless(text: &str, is_markdown: bool, what: &str) {
    assert!(
        !text.contains("://evil") && !text.contains("www.evil") && !text.contains("dingtalk://"),
        "{what}: {text}"
    );
    assert!(!text.contains("@13") && !text.contains("@a") && !text.contains("@所"), "{what}: {text}");
    if is_markdown {
        assert!(!text.contains("](") && !text.contains(['<', '`', '[', ']']), "{what}: {text}");
        let mut paragraphs = text.split("\n\n");
        assert!(
            paragraphs.all(|it| !it.contains('\n') && !it.starts_with(['#', '-', '=', '>', '+'])),
            "{what}: {text}"
        );
    }
}

#[test]
fn no_text_of_a_stranger_is_more_than_text_in_any_type_and_any_notice() {
    let template = Template::parse(
        "{{ title }}\n\n{{ value }}\n\n{{ type }}{{ value }}\n\n{{ message }}\n\n{{ frames | join('\n\n') }}\n\n{{ page }}",
        Writes::Text,
        NAMES,
    );
    let template = template.unwrap();
    let mut checked = 0;
    for kind in MessageType::ALL {
        for template in [None, Some(template.clone())] {
            let robot = Robot { template, ..of_type(kind) };
            for text in HOSTILE {
                for (name, notice) in every_notice(text) {
                    // An older version made it harmless before it was stored.
                    if name == "rendered" {
                        continue;
                    }
                    for language in [Language::English, Language::Chinese] {
                        let body = sent(&robot, notice.clone(), language);
                        let kind = body["msgtype"].as_str().unwrap();
                        let content = &body[kind];
                        let is_markdown = matches!(kind, "markdown" | "actionCard");
                        let what = format!("{kind} {name} {text:?}");
                        let mut shown = content["text"]
                            .as_str()
                            .or(content["content"].as_str())
                            .unwrap_or_default()
                            .to_owned();
                        if let Some(rest) = shown.strip_prefix("### ") {
                            shown = rest.to_owned();
                        }
                        // Our own links, at the end.
                        if let Some(at) = shown.rfind("[")
                            && (shown[at..].contains("](https://b.test/")
                                || shown[at..].ends_with("](https://example.com/)"))
                        {
                            assert_eq!(shown[at..].matches("](").count(), 1, "{what}");
                            shown.truncate(at);
                        }
                        let shown = shown
                            .replace("**", "")
                            .replace("https://b.test/", "")
                            .replace(": https://example.com/", "");
                        check_harmless(shown.trim_end(), is_markdown, &what);
                        check_harmless(content["title"].as_str().unwrap_or_default(), is_markdown, &what);
                        for link in content["links"].as_array().into_iter().flatten() {
                            check_harmless(link["title"].as_str().unwrap(), false, &what);
                            let url = link["messageURL"].as_str().unwrap();
                            assert!(
                                url.starts_with("https://b.test/") || url == "https://example.com/",
                                "{what}"
                            );
                        }
                        assert_eq!(body["at"]["atMobiles"].as_array().map_or(0, Vec::len), 0, "{what}");
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 1_000, "{checked}");
}

#[test]
fn a_template_that_fails_leaves_the_usual_words_and_says_so() {
    let template = Template::parse("ok\n{{ frames.nothing.at_all }}", Writes::Text, NAMES).unwrap();
    let robot = Robot { template: Some(template), ..robot() };
    let body = sent(&robot, notice("new issue", "boom"), Language::English);
    let text = body["markdown"]["text"].as_str().unwrap();
    assert!(text.starts_with("### boom\n\n**Level:** error"), "{text}");
    assert!(text.contains("\n\nThe template of this channel failed: line 2: "), "{text}");
}

#[test]
fn the_words_of_a_template_stand_in_the_place_of_ours() {
    let template = Template::parse(
        "> {{ title }}\n\n{% for it in frames %}\n- {{ it }}\n{% endfor %}",
        Writes::Text,
        NAMES,
    );
    let robot = Robot { template: Some(template.unwrap()), at_mobiles: vec!["138".into()], ..robot() };
    let body = sent(&robot, notice("new issue", "a *b*"), Language::English);
    assert_eq!(
        body["markdown"]["text"],
        "> a ＊b＊\n\n- a ＊b＊\n- a ＊b＊\n\n[Open issue](https://b.test/issues/7/)\n\n@138"
    );
}

#[test]
fn a_relayed_message_keeps_its_lines_and_markdown_only_where_it_may() {
    let text = "one\n\n**two**\nthree";
    let plain = sent(&robot(), notice("relayed", text), Language::English);
    assert_eq!(
        plain["markdown"]["text"],
        "### one ＊＊two＊＊ three\n\none\n\n＊＊two＊＊\n\nthree\n\n[Open](https://example.com/)"
    );
    let Notice::Relayed(message) = notice("relayed", text) else { panic!() };
    let as_it_is = Notice::Relayed(Box::new(crate::model::firing::Relayed {
        is_markdown: true,
        link: None,
        ..*message
    }));
    let body = sent(&of_type(MessageType::Text), as_it_is, Language::English);
    assert_eq!((&body["msgtype"], &body["markdown"]["text"]), (&"markdown".into(), &text.into()));
}

#[test]
fn times_are_those_of_the_zone() {
    for (zone, expect) in [
        ("UTC", "**First seen:** 2026-11-23 04:22:17 UTC"),
        ("Asia/Shanghai", "**First seen:** 2026-11-23 12:22:17 +08:00"),
        ("-09:30", "**First seen:** 2026-11-22 18:52:17 -09:30"),
    ] {
        let config = config_in(zone);
        let alert = Alert { notice: notice("new issue", "boom"), ..stored(1, None).alert };
        let body = message(&robot(), &alert, &RenderContext::of(&config), "id");
        assert!(body.contains(&format!("\\n\\n{expect}\\n\\n")), "{body}");
    }
}

#[test]
fn without_text_nothing_from_the_page_is_said() {
    let config = config_at("https://b.test");
    let alert = Alert { notice: notice("new issue", "boom"), ..stored(1, None).alert };
    let body = message_without_text(&robot(), &alert, &RenderContext::of(&config), "id");
    assert!(!body.contains("boom") && !body.contains("http"), "{body}");
    assert!(body.contains("### Issue 7\\n\\nThe receiver refused the words of this message."), "{body}");
}

#[test]
fn what_an_older_version_rendered_is_sent_as_it_is() {
    let text = "### x\n\n**Level:** error\n\n[Open issue](https://b.test/issues/7/)";
    let rendered = || Notice::Rendered { title: "shop: x".into(), text: text.into() };
    let body = sent(&of_type(MessageType::Text), rendered(), Language::English);
    assert_eq!((&body["markdown"]["title"], &body["markdown"]["text"]), (&"shop: x".into(), &text.into()));
    let config = config_at("https://b.test");
    let gone = Alert { issue_id: None, notice: rendered(), ..stored(1, None).alert };
    let body = message(&robot(), &gone, &RenderContext::of(&config), "id");
    assert!(
        !body.contains("Open issue")
            && body.contains("**Level:** error\\n\\nThe issue is not stored any more"),
        "{body}"
    );
}

#[test]
fn an_issue_that_is_stored_has_links_that_resolve_and_mute_it() {
    let config = config_at("https://b.test");
    let key = LinkKey::new([1; KEY]);
    let context = RenderContext::of(&config).with_links(&key, NOW);
    let buttons = |issue_id, name| {
        let alert = Alert { issue_id, notice: notice(name, "boom"), ..stored(1, None).alert };
        let body = message(&of_type(MessageType::ActionCard), &alert, &context, "id");
        let body: Value = serde_json::from_str(&body).unwrap();
        let buttons = body["actionCard"]["btns"].as_array().cloned().unwrap_or_default();
        buttons.iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ["Open issue", "Resolve", "Mute 1 h", "Mute until next release"];
    assert_eq!(buttons(Some(7), "regression"), all);
    assert!(buttons(None, "regression").is_empty() && buttons(Some(7), "test").is_empty());
    let alert = Alert { issue_id: Some(7), notice: notice("regression", "boom"), ..stored(1, None).alert };
    let body = message(&robot(), &alert, &context, "id");
    assert_eq!(body.matches("](https://b.test/links/7.").count(), 3, "{body}");
}

#[test]
fn the_type_of_a_rule_comes_before_that_of_the_robot() {
    let rule = |name: &str, kind| Rule { name: name.into(), message_type: kind, ..default_rule() };
    let rules = vec![rule("card", Some(MessageType::ActionCard)), rule("plain", None)];
    let config = Config { rules, ..config_at("https://b.test") };
    let kind_of = |robot: &Robot, rule: &str, name: &str| {
        let alert = Alert { notice: notice(name, "x"), rule: Some(rule.into()), ..stored(1, None).alert };
        let body = message(robot, &alert, &RenderContext::of(&config).of_rule(&config, Some(rule)), "id");
        serde_json::from_str::<Value>(&body).unwrap()["msgtype"].as_str().unwrap().to_owned()
    };
    let text = Robot { message_type: MessageType::Text, ..robot() };
    let with_feed = Robot { digest_type: Some(MessageType::Markdown), ..text.clone() };
    for (robot, rule, name, expect) in [
        (&text, "card", "new issue", "actionCard"),
        (&text, "plain", "new issue", "text"),
        (&text, "gone", "new issue", "text"),
        (&text, "card", "digest", "actionCard"),
        (&with_feed, "card", "digest", "markdown"),
    ] {
        assert_eq!(kind_of(robot, rule, name), expect, "{rule} {name}");
    }
}
