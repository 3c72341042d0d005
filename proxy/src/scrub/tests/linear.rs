//! The worst texts for each rule: the work of the rule grows only linearly with their length.

use serde_json::{Value, json};

use crate::scan::linear::{check, check_short};
use crate::scrub::{Scrubber, Settings};

/// Most reads of one byte by all rules together.
const PER_BYTE: usize = 96;

/// The worst text of each rule.
const WORST: [&str; 18] = [
    "/home/a",
    "C:\\Users\\a ",
    "token=a,",
    "\"token\":\"a\\\"",
    "\"token\":[",
    "authorization: a b c ",
    "'authorization: ",
    "cookie: a=b; ",
    "bearer a,",
    "basic YTpi ",
    "//a@",
    "<token>",
    "-----BEGIN A PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.",
    "4111 ",
    "DE89 3704 ",
    "token=",
    ";sid=",
];

/// Other texts that rules search for, and texts that make the rules read further.
const UNITS: [&str; 78] = [
    "/home/",
    "/Users/",
    "C:\\Users\\",
    "http/home/a",
    "/",
    "\\",
    "a",
    " ",
    "\n",
    "漢",
    "=",
    ":",
    "token= ",
    "token=a",
    "token=a)",
    "token:",
    "token: ",
    "token==",
    "token=>",
    "\"token\":",
    "\"token\":\"",
    "'token'=>'",
    "token=[",
    "\"token\":{\"",
    "token=''",
    "\\\"token\\\":\\\"",
    "\\\\\\\"token\\\\\\\":",
    "{token: '",
    "token=b'",
    "\"",
    "'",
    "&quot;",
    "token&quot;:&quot;",
    "--token ",
    "--token -a,",
    "--token a ",
    "token%5D=",
    "%",
    "authorization: ",
    "authorization:x,",
    "authorization: basic ",
    "authorization: digest ",
    "\\'authorization: a ",
    "\\nauthorization: a b c",
    "x-token: ",
    "cookie: ",
    "cookie:sid=",
    "\"cookie\":\"",
    "'cookie: ",
    "set-cookie: sid=a;",
    "bearer ",
    "basic ",
    "basic,",
    "basic a,",
    "//",
    "//a",
    "://:@",
    "@",
    "a@b",
    "a@b.cc",
    "a@b.c.",
    "a@b.cc.1",
    "</token>",
    "<token></token>",
    "<token ",
    "<token>a</b>",
    "<",
    "</",
    "-----BEGIN ",
    "-----END ",
    "eyJ",
    "sk-",
    "ghp_",
    "411 ",
    "4",
    "4-",
    "4111.",
    "DE89370400440532013000",
];

#[track_caller]
fn check_all(settings: &Settings, unit: &str) {
    let scrubber = Scrubber::new(settings).unwrap();
    check_short("text", unit, PER_BYTE, &|text| scrubber.text(&mut text.to_owned()));
    // After an opening text without its closing text.
    for before in
        ["\"token\":\"", "token=", "authorization: ", "cookie: ", "<token>", "https://", "{\"a\":\""]
    {
        check_short(before, unit, PER_BYTE, &|text| scrubber.text(&mut format!("{before}{text}")));
    }
    check_short("value", unit, 2 * PER_BYTE, &|text| {
        let mut value = json!({"a": text, "cookie": text, "b": [["c", text]], text: 1});
        scrubber.json(&mut value);
    });
    check_short("body", unit, 3 * PER_BYTE, &|text| {
        let mut event = json!({"request": {
            "data": format!("a={text}"), "query_string": text, "cookies": text, "url": text,
        }, "extra": {"json": Value::from(text).to_string()}});
        scrubber.event(event.as_object_mut().unwrap());
    });
}

#[test]
fn the_worst_text_of_each_rule() {
    let settings = Settings { emails: true, ip_addresses: true, chinese_ids: true, ..Settings::default() };
    let scrubber = Scrubber::new(&settings).unwrap();
    for unit in WORST.into_iter().chain(["a@b.cc.1", "1.2.3.4:", "138 0013 "]) {
        check("text", unit, PER_BYTE, &|text| scrubber.text(&mut text.to_owned()));
    }
}

#[test]
fn each_rule_of_the_defaults() {
    for unit in WORST.into_iter().chain(UNITS) {
        check_all(&Settings::default(), unit);
    }
}

/// Rules may read only forward, and only through `crate::scan`, because other reads are not counted.
#[test]
fn no_rule_reads_backward_or_by_an_expression() {
    let rules = [
        include_str!("../blocks.rs"),
        include_str!("../contact.rs"),
        include_str!("../cuts.rs"),
        include_str!("../home_folders.rs"),
        include_str!("../login.rs"),
        include_str!("../markup.rs"),
        include_str!("../named.rs"),
        include_str!("../numbers.rs"),
        include_str!("../quoted.rs"),
        include_str!("../byte_counts.rs"),
        include_str!("../tokens.rs"),
        include_str!("../unquoted.rs"),
    ];
    for rule in rules {
        for word in ["rsplit", "rfind", ".rev()", "Regex", "insert_str", "remove(0", "replace("] {
            assert!(!rule.contains(word), "{word} in {}", rule.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn each_rule_that_is_a_setting() {
    let settings = Settings {
        emails: true,
        ip_addresses: true,
        chinese_ids: true,
        fields: vec!["iban".into()],
        keep: vec!["token".into()],
        ..Settings::default()
    };
    let units = [
        "a@b.cc",
        "@",
        "a@",
        "@a.",
        "a@b.c.",
        "1.2.3.4",
        "1.2.3.4:",
        "::",
        "1:",
        ".",
        "a:",
        "iban=",
        "\"iban\":\"",
        "138 ",
        "138 0013 ",
        "13800138000",
        "86-138-",
        "110105194912310",
        "11010519491231002X",
        "1 ",
    ];
    for unit in units {
        check_all(&settings, unit);
    }
}

#[test]
fn bodies_of_json_within_json() {
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    for unit in ["[", "{\"a\":", "\"[\\\"", "{\"token\":1},", "[1],"] {
        check_short("json", unit, 3 * PER_BYTE, &|text| {
            let text = format!("[{}]", text.trim_end_matches(','));
            let mut value = json!({"a": text, "b": json!([text]).to_string()});
            scrubber.json(&mut value);
        });
    }
}
