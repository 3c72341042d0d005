//! Rules and routes as an operator writes them.

use std::time::Duration;

use super::*;
use crate::config::{Config, Flags, load};
use crate::model::alert_rule::{Counted, Threshold};

const CHANNEL: &str = "[alert.dingtalk.ops]\naccess_token = 't'\n";

fn read(rules: &str) -> Result<Config, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("balefire.toml");
    std::fs::write(&path, format!("{CHANNEL}{rules}")).unwrap();
    let loaded = load(&Flags { file: Some(path), ..Flags::default() }, std::iter::empty());
    loaded.map(|loaded| loaded.config).map_err(|error| error.to_string())
}

#[track_caller]
fn rule(text: &str) -> Rule {
    let mut rules = read(&format!("[rule.x]\n{text}")).unwrap().rules;
    assert_eq!(rules.len(), 1);
    rules.remove(0)
}

#[track_caller]
fn refused(text: &str, key: &str, problem: &str) {
    let error = read(text).unwrap_err();
    assert!(error.starts_with(&format!("{key} ")) && error.contains(problem), "{error}");
}

#[test]
fn without_a_rule_there_is_one() {
    assert_eq!(read("").unwrap().rules, [default_rule()]);
    assert_eq!(Config::default().rules, [default_rule()]);
}

#[test]
fn each_key_is_read_and_shown() {
    let text = "on = ['new_issue', 'regression']\nproject = ['shop', 'web-*']\nenvironment = 'production'\n\
        level = ['fatal']\nurl = '*/checkout*'\nbrowser = 'Safari*'\ntag.team = 'pay'\nhandled = false\n\
        after_events = 3\nafter_users = 2\nchannels = 'ops'\ntype = 'link'\nat_mobiles = [13800000000]\nat_all = true\n\
        severity = 'critical'\ngroup_wait = '0s'\ngroup_interval = '1m'\nrepeat_interval = '1d'\n";
    let rule = rule(text);
    assert_eq!((rule.after, rule.severity), (After { events: 3, users: 2 }, Severity::Critical));
    assert_eq!((rule.group_wait, rule.group_interval), (Duration::ZERO, Duration::from_secs(60)));
    assert_eq!(rule.repeat_interval, Some(Duration::from_secs(86_400)));
    assert!(rule.conditions.projects.matches("WEB-a") && !rule.conditions.projects.matches("api"));
    let shown = super::super::rule_fields(&rule);
    let shown: Vec<String> = shown.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        shown.join(" "),
        "on=new_issue,regression project=shop,web-* environment=production level=fatal url=*/checkout* \
         browser=Safari* tag.team=pay handled=false after_events=3 after_users=2 channels=ops \
         at_mobiles=13800000000 at_all=true type=link severity=critical group_wait=0s group_interval=1m repeat_interval=1d"
    );
}

#[test]
fn thresholds_have_their_own_keys_and_are_repeated() {
    let frequency = rule("on = 'events'\nabove = 100\nwindow = '10m'");
    let window = Duration::from_secs(600);
    let above = Threshold::Above(100);
    assert_eq!(frequency.triggers, [Trigger::Frequency { of: Counted::Events, window, threshold: above }]);
    assert_eq!(frequency.repeat_interval, Some(REPEAT_INTERVAL));
    assert_eq!(rule("on = 'events'\nabove = 1\nrepeat_interval = '0s'").repeat_interval, None);
    for text in [
        "on = 'users'\nabove = 5",
        "on = 'events'\nfactor = 3\nat_least = 20\nproject = 'shop'",
        "on = 'spike'",
        "on = 'performance'\nmetric = 'lcp'\nabove = 2500",
        "on = 'performance'\nmetric = 'transaction'\npercentile = 95\nabove = 800.5\nwindow = '2h'",
        "on = 'crash_free_sessions'\nbelow = 99.5\nenvironment = 'production'",
        "on = 'nothing_heard'\nwindow = '6h'",
    ] {
        assert!(rule(text).triggers[0].is_periodic(), "{text}");
    }
}

#[test]
fn refused_with_the_key_and_the_cure() {
    for (text, key, problem) in [
        ("[rule.x]\n", "rule.x.on", "is missing: say what fires"),
        ("[rule.x]\non = 'old_issue'", "rule.x.on", "none of new_issue, regression"),
        ("[rule.x]\non = ['new_issue', 'spike']", "rule.x.on", "a rule of its own"),
        ("[rule.x]\non = 'new_issue'\nwindow = '5m'", "rule.x.window", "has no meaning"),
        ("[rule.x]\non = 'events'", "rule.x.above", "is missing"),
        ("[rule.x]\non = 'events'\nabove = 1.5", "rule.x.above", "whole number"),
        ("[rule.x]\non = 'events'\nabove = 9\nwindow = '90s'", "rule.x.window", "too short or too long"),
        ("[rule.x]\non = 'events'\nfactor = 2\nlevel = 'fatal'", "rule.x.factor", "no condition but project"),
        ("[rule.x]\non = 'events'\nfactor = 1", "rule.x.factor", "more than 1"),
        ("[rule.x]\non = 'users'\nabove = 10001", "rule.x.above", "10,000"),
        ("[rule.x]\non = 'performance'\nabove = 9", "rule.x.metric", "is missing"),
        (
            "[rule.x]\non = 'performance'\nmetric = 'lcp'\nabove = 9\npercentile = 100",
            "rule.x.percentile",
            "1 to 99",
        ),
        ("[rule.x]\non = 'crash_free_users'\nbelow = 101", "rule.x.below", "in percent"),
        ("[rule.x]\non = 'spike'\nlevel = 'fatal'", "rule.x", "cannot check"),
        ("[rule.x]\non = 'spike'\nafter_events = 2", "rule.x.after_events", "has no meaning"),
        ("[rule.x]\non = 'nothing_heard'\nwindow = '8d'", "rule.x.window", "too short or too long"),
        ("[rule.x]\non = 'new_issue'\nchannels = 'nobody'", "rule.x.channels", "not configured"),
        ("[rule.x]\non = 'new_issue'\nseverity = 'high'", "rule.x.severity", "info, warning, critical"),
        ("[rule.x]\non = 'new_issue'\ngroup_wait = '10'", "rule.x.group_wait", "such as 30s"),
        ("[rule.x]\non = 'new_issue'\ngroup_wait = '2h'", "rule.x.group_wait", "too long"),
        ("[rule.x]\non = 'new_issue'\nrepeat_interval = '1m'", "rule.x.repeat_interval", "5m to 30d"),
        ("[rule.x]\non = 'new_issue'\nproject = '*'", "rule.x.project", "leave it out"),
        ("[rule.x]\non = 'new_issue'\nat_mobiles = ['a b']", "rule.x.at_mobiles", "letters, digits"),
        ("[rule.'a/b']\non = 'new_issue'", "rule.a/b", "letters, digits"),
        ("[rule.'.']\non = 'new_issue'", "rule..", "no address can have"),
        ("[rule.'..']\non = 'new_issue'", "rule...", "no address can have"),
        (
            "[rule.x]\non = 'new_issue'\ntype = 'feed_card'",
            "rule.x.type",
            "text, markdown, link, action_card",
        ),
        (
            "[alert.webhook.hook]\nurl = 'https://a.test/'\n[rule.x]\non = 'new_issue'\nchannels = 'hook'\ntype = 'link'",
            "rule.x.type",
            "robot of DingTalk",
        ),
        ("[[route]]\nproject = 'shop'", "route.0.channels", "is missing"),
        ("[[route]]\nchannels = 'nobody'", "route.0.channels", "not configured"),
        ("[alert]\nnew_issues_per_minute = 5", "alert.new_issues_per_minute", "is gone: group_wait"),
    ] {
        refused(text, key, problem);
    }
    assert!(
        read("[rule.x]\non = 'new_issue'\nchannel = 'ops'")
            .unwrap_err()
            .contains("unknown key rule.x.channel")
    );
}

#[test]
fn a_rule_that_is_switched_off_is_checked_and_not_in_force() {
    let names =
        |text: &str| -> Vec<String> { read(text).unwrap().rules.into_iter().map(|rule| rule.name).collect() };
    let off = "[rule.a]\nenabled = false\non = 'spike'\n";
    assert_eq!(names(&format!("{off}[rule.b]\nenabled = true\non = 'spike'")), ["b"]);
    assert_eq!(names(off), Vec::<String>::new());
    refused("[rule.a]\nenabled = false\non = 'x'", "rule.a.on", "none of new_issue");
}
