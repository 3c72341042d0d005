//! What is taken in the sense that was meant, and what is refused with the key and the mend.

use crate::config::{Config, ConfigError, Flags, Loaded, load};

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

#[test]
fn token_of_a_whole_webhook() {
    let of = |text: &str| format!("[alert.dingtalk.team]\naccess_token = \"{text}\"\nsecret = \"SEC0123\"\n");
    for text in [
        "https://oapi.dingtalk.com/robot/send?access_token=0123abcd",
        "https://oapi.dingtalk.com/robot/send?access_token=0123abcd&timestamp=1&sign=x",
        "access_token=0123abcd",
        " 0123abcd ",
    ] {
        assert_eq!(check(&of(text)).robots["team"].access_token.expose(), "0123abcd", "{text}");
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
