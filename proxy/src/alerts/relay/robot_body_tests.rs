use serde_json::{Value, json};

use super::*;

fn read(body: &Value) -> Result<Relayed, RobotRefusal> {
    read_robot(body.to_string().as_bytes(), "shop")
}

/// Title, text and link.
#[track_caller]
fn check(body: Value, title: &str, text: &str, link: Option<&str>, is_markdown: bool) {
    let found = read(&body).unwrap();
    assert_eq!((found.title.as_str(), found.text.as_str()), (title, text), "{body}");
    assert_eq!(
        (found.link.as_deref(), found.is_markdown, found.source.as_str()),
        (link, is_markdown, "shop")
    );
}

#[test]
fn text() {
    check(json!({"msgtype": "text", "text": {"content": "it broke"}}), "it broke", "", None, false);
    let lines = json!({"msgtype": "text", "text": {"content": "it broke\nat once\n"}});
    check(lines, "it broke", "at once", None, false);
    let long = "漢".repeat(500);
    let found = read(&json!({"msgtype": "text", "text": {"content": long}})).unwrap();
    assert_eq!((found.title.chars().count(), found.text), (TITLE, long));
}

#[test]
fn names_are_taken_from_the_end_of_the_text() {
    let body = json!({
        "msgtype": "text",
        "text": {"content": "it broke\n@13800000000@13900000000"},
        "at": {"atMobiles": ["13800000000", "13900000000"], "isAtAll": true},
    });
    check(body.clone(), "it broke", "", None, false);
    let at = read(&body).unwrap().at;
    assert_eq!((at.mobiles.len(), at.user_ids.len(), at.all), (2, 0, true));
    let within = json!({
        "msgtype": "text",
        "text": {"content": "@138 look at 138"},
        "at": {"atMobiles": ["138"], "atUserIds": ["u"]},
    });
    check(within, "@138 look at 138", "", None, false);
    let alone = json!({"msgtype": "text", "text": {"content": "@138"}, "at": {"atMobiles": ["138"]}});
    check(alone, "@138", "", None, false);
}

#[test]
fn link_and_markdown() {
    let link = json!({"msgtype": "link", "link": {
        "title": "deployed", "text": "web@1.4.2", "picUrl": "",
        "messageUrl": "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fci.test%2F7&pc_slide=false",
    }});
    check(link, "deployed", "web@1.4.2", Some("https://ci.test/7"), false);
    let markdown = json!({"msgtype": "markdown", "at": {"isAtAll": false}, "markdown": {
        "title": "weather",
        "text": "#### rain\n[more](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fa.test&pc_slide=false)\n![](https://a.test/x.png)",
    }});
    let text = "#### rain\n[more](https://a.test)\n![](https://a.test/x.png)";
    check(markdown, "weather", text, None, true);
}

#[test]
fn cards() {
    let single = json!({"msgtype": "actionCard", "actionCard": {
        "title": "review", "text": "### please", "hideAvatar": 0, "btnOrientation": 0,
        "singleTitle": "read [it]", "singleURL": "https://a.test/(1)",
    }});
    check(single, "review", "### please\n\n[read ［it］](https://a.test/%281%29)", None, true);
    let several = json!({"msgtype": "actionCard", "actionCard": {
        "title": "review", "text": "### please",
        "btns": [{"title": "yes", "actionURL": "https://a.test/y"}, {"title": "no", "actionURL": "https://a.test/n"}],
    }});
    check(several, "review", "### please\n\n[yes](https://a.test/y)　[no](https://a.test/n)", None, true);
    let feed = json!({"msgtype": "feedCard", "feedCard": {"links": [
        {"title": "one", "messageURL": "https://a.test/1", "picURL": "https://a.test/1.png"},
        {"title": "two", "messageURL": "https://a.test/2", "picURL": "https://a.test/2.png"},
    ]}});
    check(feed, "one", "[one](https://a.test/1)\n\n[two](https://a.test/2)", None, true);
}

#[test]
fn long_cards_are_counted() {
    let row = json!({"title": "a", "messageURL": "https://a.test"});
    let feed = read(&json!({"msgtype": "feedCard", "feedCard": {"links": vec![row; 25]}})).unwrap();
    assert!(feed.text.ends_with("and 5 more"), "{}", feed.text);
    assert_eq!(feed.text.matches("https").count(), MOST_LINKS);
}

#[test]
fn refusals_have_the_numbers_of_dingtalk() {
    let text = |content: &str| json!({"msgtype": "text", "text": {"content": content}});
    let link = json!({"msgtype": "link", "link": {"title": "a", "text": "b", "messageUrl": "javascript:1"}});
    for (body, code, words) in [
        (json!({"msgtype": "image", "image": {"picURL": "https://a.test"}}), 400_105, "unsupported msgtype"),
        (json!({}), 400_105, "unsupported msgtype"),
        (json!({"msgtype": "text"}), 40_035, "missing parameter text"),
        (text(" "), 40_035, "missing parameter content"),
        (json!({"msgtype": "link", "link": {"title": "a", "text": "b"}}), 40_035, "messageUrl"),
        (link, 40_035, "messageUrl is no address"),
        (json!({"msgtype": "actionCard", "actionCard": {"title": "a", "text": "b"}}), 40_035, "btns"),
        (json!({"msgtype": "feedCard", "feedCard": {}}), 40_035, "links"),
        (text(&"x".repeat(LARGEST)), 460_101, "exceed 20000 bytes"),
        (json!([1]), 40_035, "missing parameter json"),
        (
            json!({"msgtype": "text", "text": {"content": "a"}, "at": {"atMobiles": vec!["1"; 51]}}),
            40_035,
            "50",
        ),
    ] {
        let refusal = read(&body).unwrap_err();
        assert_eq!(refusal.code(), code, "{body}");
        assert!(refusal.to_string().contains(words), "{refusal}");
    }
    assert_eq!(read_robot(b"{", "shop").unwrap_err().code(), 40_035);
}
