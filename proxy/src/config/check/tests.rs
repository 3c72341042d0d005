//! Valid values are accepted with the right meaning; invalid ones are refused with the key and a correction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::config::channels::{EmailTls, Robot, Webhook};
use crate::config::{ChannelConfig, Config, ConfigError, Flags, Loaded, load};

fn read(file: &str, environment: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("balefire.toml");
    std::fs::write(&path, file).unwrap();
    let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    load(&Flags { file: Some(path), ..Flags::default() }, environment)
}

#[track_caller]
fn check(file: &str) -> Config {
    read(file, &[]).unwrap().config
}

#[track_caller]
fn refuse(file: &str, expect: &str) {
    let text = read(file, &[]).unwrap_err().to_string();
    assert!(text.contains(expect) && !text.contains("hunter2"), "{text}");
}

fn robot<'a>(config: &'a Config, name: &str) -> &'a Robot {
    match &config.channels[name] {
        ChannelConfig::DingTalk(robot) => robot,
        other => panic!("{other:?}"),
    }
}

fn webhook<'a>(config: &'a Config, name: &str) -> &'a Webhook {
    match &config.channels[name] {
        ChannelConfig::Webhook(webhook) => webhook,
        other => panic!("{other:?}"),
    }
}

#[test]
fn chat_channels() {
    let file = "[alert.feishu.f]\nurl = \"https://open.feishu.cn/open-apis/bot/v2/hook/hunter2\"\nsecret = \"hunter2\"
         at_user_ids = [\"ou_1\"]\n[alert.wecom.w]\nurl = \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hunter2\"
         [alert.slack.s]\nurl = \"https://hooks.slack.com/services/T/B/hunter2\"\nformat = \"attachments\"\n";
    let config = read(file, &[]).unwrap().config;
    assert_eq!(
        config.channels.values().map(ChannelConfig::kind).collect::<Vec<_>>(),
        ["feishu", "slack", "wecom"]
    );
    for channel in config.channels.values() {
        let shown = format!("{channel:?} {:?}", channel.fields());
        assert!(shown.contains("***") && !shown.contains("hunter2"), "{shown}");
    }
    refuse("[alert.feishu.f]\nsecret = \"hunter2\"", "alert.feishu.f.url is missing");
    refuse("[alert.feishu.f]\nurl = \"hunter2\"", "alert.feishu.f.url");
    let url = "url = \"https://a.test/?key=hunter2\"";
    refuse(&format!("[alert.feishu.f]\n{url}\nat_user_ids = [\"x></at>\"]"), "alert.feishu.f.at_user_ids");
    refuse(&format!("[alert.wecom.w]\n{url}\nat_user_ids = [\"a b\"]"), "alert.wecom.w.at_user_ids");
    refuse("[alert.wecom.w]\nurl = \"https://a.test/hunter2\"", "alert.wecom.w.url");
    refuse(&format!("[alert.slack.s]\n{url}\nformat = \"x\""), "alert.slack.s.format");
    refuse(&format!("[alert.slack.s]\n{url}\nmention = [\"<x>\"]"), "alert.slack.s.mention");
    refuse(&format!("[alert.slack.s]\n{url}\nkey = 1"), "alert.slack.s.key");
}

#[test]
fn email_channels() {
    let start = "[alert.email.m]\nhost = 'smtp.a.test'\nfrom = 'Balefire <b@a.test>'\nto = ['ops@a.test']\n";
    let login = "username = 'b'\npassword = 'hunter2'\n";
    let config = read(&format!("{start}{login}"), &[]).unwrap().config;
    let ChannelConfig::Email(email) = &config.channels["m"] else { panic!("no e-mail") };
    assert_eq!((email.port, email.tls), (587, EmailTls::StartTls));
    let shown = format!("{:?} {:?}", config.channels, config.channels["m"].fields());
    assert!(shown.contains("***") && !shown.contains("hunter2"), "{shown}");
    for (lines, expect) in [
        ("from = 'b@a.test'\nto = 'c@a.test'", "alert.email.m.host is missing"),
        ("host = 'smtp.a.test:25'\nfrom = 'b@a.test'\nto = 'c@a.test'", "alert.email.m.host is no host name"),
        (
            "host = '169.254.169.254'\nfrom = 'b@a.test'\nto = 'c@a.test'",
            "alert.email.m.host has a link-local",
        ),
        ("host = 'a.test'\nto = 'c@a.test'", "alert.email.m.from is missing"),
        ("host = 'a.test'\nfrom = 'b'\nto = 'c@a.test'", "alert.email.m.from is no e-mail address"),
        ("host = 'a.test'\nfrom = 'b@a.test'", "alert.email.m.to is missing"),
        ("host = 'a.test'\nfrom = 'b@a.test'\nto = ['c@a.test', 'd']", "alert.email.m.to has a text"),
    ] {
        refuse(&format!("[alert.email.m]\n{lines}"), expect);
    }
    refuse(&format!("{start}tls = 'ssl'"), "alert.email.m.tls");
    refuse(&format!("{start}tls = 'none'\n{login}"), "would be sent unencrypted");
    refuse(&format!("{start}username = 'b'"), "alert.email.m.password is missing");
    refuse(&format!("{start}ca_file = '/nowhere'"), "alert.email.m.ca_file cannot be read");
    refuse(&format!("{start}ca_file = 'Cargo.toml'"), "alert.email.m.ca_file has no certificate");
}

#[test]
fn headers_and_templates_of_webhooks() {
    let start = "[alert.webhook.w]\nurl = 'https://a.test/x'\n";
    let good = format!(
        "{start}template = '{{\"x\": {{{{ title }}}}}}'\n[alert.webhook.w.headers]\nAuthorization = 'Bearer hunter2'"
    );
    let config = read(&good, &[]).unwrap().config;
    let shown = format!("{:?} {:?}", config.channels, config.channels["w"].fields());
    assert!(shown.contains("Authorization: ***") && !shown.contains("hunter2"), "{shown}");
    refuse(
        &format!("{start}template = '{{{{ nonsense }}}}'"),
        "alert.webhook.w.template line 1: there is no value",
    );
    for header in
        ["Host = 'a'", "webhook-id = 'a'", "'a b' = 'c'", "a = ''", "a = \"b\\r\\nc: d\"", "a = '漢'"]
    {
        refuse(&format!("{start}[alert.webhook.w.headers]\n{header}"), "alert.webhook.w.headers has a");
    }
}

#[test]
fn trackers() {
    let start = "[tracker.code]\nkind = 'github'\nurl = 'https://github.com/acme/shop/'\n";
    let config = check(&format!("{start}projects = 'shop*'\nlabels = ['bug']"));
    assert_eq!(config.trackers.len(), 1);
    assert_eq!(config.trackers[0].url, "https://github.com/acme/shop");
    assert!(config.trackers[0].projects.matches("shop-2"));
    for (lines, expect) in [
        ("url = 'https://a.test'", "tracker.code.kind is missing"),
        ("kind = 'redmine'", "tracker.code.kind is none of"),
        ("kind = 'github'", "tracker.code.url is missing"),
        ("kind = 'gitlab'\nurl = 'javascript:alert(1)'", "tracker.code.url is no http"),
        ("kind = 'jira'\nurl = 'https://a.test'", "tracker.code.project_id is missing"),
        (
            "kind = 'github'\nurl = 'https://a.test'\nissue_type = 3",
            "tracker.code.project_id and issue_type are Jira",
        ),
        ("kind = 'github'\nurl = 'https://a.test'\nlabels = ['a,b']", "tracker.code.labels has"),
    ] {
        refuse(&format!("[tracker.code]\n{lines}"), expect);
    }
}

#[test]
fn webhooks() {
    let key = b"012345678901234567890123";
    let secret = format!("whsec_{}", STANDARD.encode(key));
    let secret = secret.as_str();
    let file = format!(
        "[alert.webhook.ci]\nurl = 'https://hooks.test/hunter2?k=hunter2'\nsecret = '{secret}'\ntimeout = 3\n"
    );
    let loaded = read(&file, &[]).unwrap();
    let found = webhook(&loaded.config, "ci");
    assert_eq!(found.key.as_ref().unwrap().expose(), b"012345678901234567890123");
    assert_eq!(
        (found.url.expose().as_str(), found.timeout.as_secs()),
        ("https://hooks.test/hunter2?k=hunter2", 3)
    );
    let shown = format!("{} {:?}", loaded.lines().join("\n"), loaded.config);
    assert!(
        !shown.contains("hunter2") && !shown.contains(&secret[6..]) && !shown.contains("48, 49"),
        "{shown}"
    );
    assert!(shown.contains("alert.webhook.ci.url = https://hooks.test/*** ("), "{shown}");
    let environment = [
        ("BALEFIRE_ALERT__WEBHOOK__CI__URL", "http://127.0.0.1:1/"),
        ("BALEFIRE_ALERT__WEBHOOK__CI__SECRET", secret),
    ];
    let config = read("", &environment).unwrap().config;
    assert!(webhook(&config, "ci").key.is_some());
    let plain = check("[alert.webhook.ci]\nurl = 'http://a.test'\n");
    assert_eq!((&webhook(&plain, "ci").key, webhook(&plain, "ci").timeout.as_secs()), (&None, 10));
    for (lines, expect) in [
        ("secret = 'whsec_hunter2'", "alert.webhook.ci.url is missing"),
        ("url = 'hunter2'", "alert.webhook.ci.url is no http"),
        ("url = 'https://hunter2@a.test/'", "alert.webhook.ci.url is no http"),
        ("url = 'https://a.test/'\nsecret = 'hunter2'", "alert.webhook.ci.secret is not whsec_"),
        ("url = 'https://a.test/'\nsecret = 'whsec_aHVudGVyMg=='", "alert.webhook.ci.secret is not whsec_"),
        ("url = 'https://a.test/'\ntimeout = 0", "alert.webhook.ci.timeout is not between"),
        ("url = 'https://a.test/'\nkeywords = ['hunter2']", "unknown key alert.webhook.ci.keywords"),
    ] {
        refuse(&format!("[alert.webhook.ci]\n{lines}\n"), expect);
    }
}

#[test]
fn a_name_belongs_to_one_channel() {
    let file =
        "[alert.dingtalk.ops]\naccess_token = 'hunter2'\n[alert.webhook.ops]\nurl = 'https://hunter2.test'\n";
    refuse(file, "alert.webhook.ops has the name of a channel of another kind");
}

#[test]
fn addresses_that_can_be_no_server_need_a_permission() {
    for (file, key) in [
        ("[alert.webhook.ci]\nurl = 'http://169.254.169.254/latest'\n", "alert.webhook.ci.url"),
        ("[alert.dingtalk.ops]\naccess_token = 'a'\nurl = 'http://[fe80::1]/'\n", "alert.dingtalk.ops.url"),
        ("[project.shop]\nupstream_dsn = 'http://hunter2@0.0.0.0/7'\n", "project.shop.upstream_dsn"),
    ] {
        refuse(file, &format!("{key} has a link-local or reserved address"));
        check(&format!("outgoing.allow_private = ['169.254.0.0/16', 'fe80::/10', '0.0.0.0']\n{file}"));
    }
    check(
        "[alert.webhook.ci]\nurl = 'http://10.0.0.7/'\n[project.shop]\nupstream_dsn = 'http://k@127.0.0.1/7'\n",
    );
    refuse("outgoing.allow_private = ['hunter2']", "outgoing.allow_private has one that is neither");
    let environment = [("BALEFIRE_OUTGOING__ALLOW_PRIVATE", "10.0.0.0/8, ::1")];
    assert_eq!(read("", &environment).unwrap().config.outgoing.allow_private.len(), 2);
}

#[test]
fn token_of_a_whole_webhook() {
    let of = |text: &str| format!("[alert.dingtalk.team]\naccess_token = \"{text}\"\nsecret = \"SEC0123\"\n");
    for text in [
        "https://oapi.dingtalk.com/robot/send?access_token=0123abcd",
        "https://oapi.dingtalk.com/robot/send?access_token=0123abcd&timestamp=1&sign=x",
        "access_token=0123abcd",
        " 0123abcd ",
    ] {
        assert_eq!(robot(&check(&of(text)), "team").access_token.expose(), "0123abcd", "{text}");
    }
    for text in
        ["https://oapi.dingtalk.com/robot/hunter2", "hunter2 x", "'hunter2'", "hunter2/", "x?access_token="]
    {
        let expect = "alert.dingtalk.team.access_token wants what follows access_token=";
        refuse(&of(text), expect);
    }
    let secret = "[alert.dingtalk.team]\naccess_token = \"a\"\nsecret = \"secret: hunter2\"\n";
    refuse(secret, "alert.dingtalk.team.secret wants the text that begins with SEC");
}

#[test]
fn metrics_and_demo_are_open_on_this_machine_alone_unless_asked() {
    for (file, metrics, demo) in [
        ("", true, true),
        ("public_url = 'http://localhost:9'", true, true),
        ("listen = '[::1]:80'", true, true),
        ("listen = '0.0.0.0:80'", false, false),
        ("public_url = 'https://errors.example'", false, false),
        ("listen = '0.0.0.0:80'\npublic_url = 'http://127.0.0.1:80'", false, false),
        ("public_url = 'https://errors.example'\nmetrics.public = true", true, false),
        ("listen = '0.0.0.0:80'\ndemo.public = true", false, true),
        ("metrics.public = false\ndemo.public = false", false, false),
    ] {
        let config = check(file);
        assert_eq!((config.metrics.public, config.demo.public), (metrics, demo), "{file}");
    }
}

#[test]
fn hosts_of_pages() {
    let file = "pages.hosts = ['Errors.Example', 'box.lan:8787', '::1', '[fe80::1]']";
    let loaded = read(file, &[]).unwrap();
    assert!(
        loaded
            .lines()
            .iter()
            .any(|line| { line.starts_with("pages.hosts = errors.example,box.lan,[::1],[fe80::1] (") })
    );
    assert_eq!(read("", &[("BALEFIRE_PAGES__HOSTS", "a.test, b.test")]).unwrap().config.pages.hosts.len(), 2);
    for bad in ["https://hunter2", "hunter2/x", "*.hunter2", "hunter2:x", "", "bücher.hunter2"] {
        refuse(&format!("pages.hosts = [\"{bad}\"]"), "pages.hosts has one that is no host name");
    }
}

#[test]
fn time_zones() {
    for (file, environment, expect) in [
        ("", vec![], "UTC (default)"),
        ("", vec![("TZ", "Asia/Shanghai")], "Asia/Shanghai (TZ)"),
        ("", vec![("TZ", "CST-8")], "CST-8 (TZ)"),
        ("", vec![("TZ", "")], "UTC (default)"),
        ("", vec![("TZ", "Asia/Nowhere")], "UTC (default)"),
        ("", vec![("BALEFIRE_ALERT__TIME_ZONE", "+8")], "+08:00 (BALEFIRE_ALERT__TIME_ZONE)"),
        ("alert.time_zone = 'UTC'", vec![("TZ", "Asia/Shanghai")], "UTC ("),
        ("alert.time_zone = 'UTC+8'", vec![], "+08:00 ("),
    ] {
        let lines = read(file, &environment).unwrap().lines();
        let line = format!("alert.time_zone = {expect}");
        assert!(lines.iter().any(|it| it.starts_with(&line)), "{file} {environment:?}: {lines:#?}");
    }
    for bad in ["hunter2/x", "", "+15:00"] {
        let expect = "alert.time_zone is neither an offset, such as +08:00, nor a time zone of this machine";
        refuse(&format!("alert.time_zone = '{bad}'"), expect);
    }
}
