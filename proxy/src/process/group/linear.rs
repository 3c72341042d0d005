//! Worst-case texts for each grouping rule: the number of bytes read grows linearly with the text's length.

use serde_json::{Value, json};

use crate::process::group::placeholders::mask;

use super::date_time::moment;
use super::file::plain_file;
use super::function::plain_function;
use super::language::Language;
use super::token::{is_build_id, is_uuid};
use super::*;
use crate::scan::linear::{check, check_short};

/// The most times that one rule may read a byte.
const PER_BYTE: usize = 64;
/// The same for a whole event, under the rules of both versions: twelve texts. Each frame's place is compared with the
/// 49 before it.
const PER_BYTE_OF_EVENT: usize = 400;

const LANGUAGES: [Language; 10] = [
    Language::JavaScript,
    Language::Native,
    Language::Go,
    Language::Jvm,
    Language::DotNet,
    Language::Php,
    Language::Apple,
    Language::Python,
    Language::Ruby,
    Language::Other,
];

/// Texts that masks search for, and texts that make masks search further.
const MESSAGES: [&str; 46] = [
    "a",
    "1",
    "_",
    "-",
    "漢",
    "1 ",
    "a ",
    "a.",
    "1.",
    "1,1:",
    "1.1a",
    "12-",
    "12345678-",
    "123e4567-e89b-12d3-a456-42661417400",
    "0x",
    "0x1 ",
    "deadbeef1 ",
    "a1b2c3 ",
    "a_1",
    "a_1 ",
    "HTTP_404",
    "user4711",
    "1m",
    "1m30",
    "5MB",
    "1µs",
    "a@",
    "a@b.",
    "a.a.a.@",
    "@",
    "://",
    "a://",
    "a://b ",
    "a/",
    "a/b.js",
    "assets/index-DbQ2xY9p.css ",
    "/.-=",
    "2026-11-28T",
    "2026-11-28T11:11:11.1",
    "1:11.1",
    "1:11:11 a. m",
    "上午1:11",
    "Sat ",
    "Sat Nov ",
    "Nov 28, 1:11",
    "React error #",
];
/// The worst known whole texts, one for each step of a mask.
const WORST_MESSAGES: [&str; 12] = [
    "1.",
    "1.1a",
    "12345678-",
    "a1b2c3 ",
    "user4711",
    "1m30",
    "a.a.a.@",
    "a://",
    "assets/index-DbQ2xY9p.css ",
    "2026-11-28T11:11:11.1",
    "上午1:11",
    "Nov 28, 1:11",
];
/// Prefixes behind which a mask may search further.
const BEFORE_MESSAGES: [&str; 8] = [
    "1:11.",
    "Nov 28 1:11.",
    "Sat, 28 Nov 2026 ",
    "11:11 GMT (",
    "2026-11-28 11:11:11.",
    "上午1:11.",
    "a@",
    "0x",
];

/// Texts that the rules for file names search for.
const FILES: [&str; 26] = [
    "a",
    "/",
    "a/",
    "\\",
    ".",
    "-",
    "~@+=_",
    "1-",
    "1.",
    "1.1a",
    "v1.",
    "1234-",
    "1234.-",
    "1.2.0-rc.",
    "1.1-rc.1.",
    "-rc",
    "2026-11-28-",
    "deadbeef0.",
    "deadbeef0/",
    "ABCDEFG2-",
    "aB1-",
    "cart_",
    "漢",
    "?",
    "://",
    ".js",
];
/// The worst known whole file names.
const WORST_FILES: [&str; 7] = ["a/", "1.", "1234.-", "1.1-rc.1.", "deadbeef0.", "aB1-", "~@+=_"];
const BEFORE_FILES: [&str; 6] = ["https://a.test/", "https://a.test?", "data:", "v1.", "1.2.0-rc.", "1234"];

/// Texts that the rules for function names search for, in any language.
const FUNCTIONS: [&str; 56] = [
    "a",
    "1",
    " ",
    "漢",
    "*",
    "/",
    ".",
    " (",
    " [as ",
    "async ",
    "__wbg1",
    "deadbeef",
    "[",
    "]",
    "[0",
    "[deadbeef0",
    "[deadbeef0]",
    "[12345678",
    "#",
    "#1",
    "{closure#1",
    "{closure#1}",
    "[a#}",
    "::h",
    "::",
    ".wasm.",
    ".cold",
    "@@",
    "[go.shape",
    "·dwrap·",
    "-fm",
    "$",
    "$$",
    "$1",
    "__1",
    "$Proxy",
    "1111a",
    "<>",
    ">b__",
    "lambda_method",
    "@anonymous",
    "{closure:",
    "}:",
    "1:",
    "__TwigTemplate_",
    "specialized ",
    "partial function for ",
    "_block_invoke",
    "-",
    "-[",
    "block in ",
    "block (",
    " levels) in ",
    "block (2 levels) in ",
    "___",
    "_app_",
];
const BEFORE_FUNCTIONS: [&str; 8] =
    ["__wbg", "[", "{closure#", "<>", "{closure:", "_app_", "block (", "a_block_invoke"];

/// The worst known whole function names.
const WORST_FUNCTIONS: [&str; 8] = [
    "[",
    "[0",
    "[a#}",
    "{closure#1}",
    "$1",
    "__TwigTemplate_",
    "block (2 levels) in ",
    "partial function for ",
];

fn masked(text: &str) {
    let masked = mask(text);
    assert!(masked.len() <= 8 * text.len());
}

fn file_of(name: &str) {
    let mut plain = String::new();
    plain_file(name, &mut plain);
    assert!(plain.len() <= 4 * name.len() + 8);
}

fn function_of(language: Language, name: &str) {
    let mut plain = String::new();
    plain_function(language, name, &mut plain);
    assert!(plain.len() <= 4 * name.len() + 32);
}

#[test]
fn masks() {
    for unit in WORST_MESSAGES {
        check("mask", unit, PER_BYTE, &masked);
    }
    for unit in MESSAGES {
        check_short("mask", unit, PER_BYTE, &masked);
        for before in BEFORE_MESSAGES {
            check_short(before, unit, PER_BYTE, &|text| masked(&format!("{before}{text}")));
        }
    }
}

#[test]
fn moments() {
    for unit in MESSAGES {
        check_short("moment", unit, PER_BYTE, &|text| {
            let _ = moment(text);
        });
        for before in BEFORE_MESSAGES {
            check_short(before, unit, PER_BYTE, &|text| {
                let _ = moment(&format!("{before}{text}"));
            });
        }
    }
}

#[test]
fn files() {
    for unit in WORST_FILES {
        check("file", unit, PER_BYTE, &file_of);
    }
    for unit in FILES {
        check_short("file", unit, PER_BYTE, &file_of);
        for before in BEFORE_FILES {
            check_short(before, unit, PER_BYTE, &|text| file_of(&format!("{before}{text}")));
            check_short(before, unit, PER_BYTE, &|text| file_of(&format!("{before}{text}.js")));
        }
    }
}

#[test]
fn words() {
    for unit in ["1", "a", "A", "a1", "aB1", "-", "aB-", "deadbeef-", "漢"] {
        check("build id", unit, PER_BYTE, &|text| {
            let _ = is_build_id(text);
        });
        check_short("uuid", unit, PER_BYTE, &|text| {
            let _ = is_uuid(text);
        });
    }
}

#[test]
fn functions() {
    for language in LANGUAGES {
        for unit in WORST_FUNCTIONS {
            check("function", unit, PER_BYTE, &|text| function_of(language, text));
        }
        for unit in FUNCTIONS {
            check_short("function", unit, PER_BYTE, &|text| function_of(language, text));
            for before in BEFORE_FUNCTIONS {
                check_short(before, unit, PER_BYTE, &|text| {
                    function_of(language, &format!("{before}{text}"))
                });
            }
        }
    }
}

#[track_caller]
fn check_event(name: &str, unit: &str, event: &dyn Fn(&str) -> Value) {
    check_short(name, unit, PER_BYTE_OF_EVENT, &|text| {
        let Value::Object(event) = event(text) else { return };
        drop((group(&event), former(&event)));
    });
}

#[test]
fn events() {
    for unit in ["a", "1", " ", "\n", "[", "a ", ":", "::", "*", "/", "https://a.test/x.js?", "漢"] {
        for platform in ["javascript", "native", "java", "csharp", "cocoa", "python", "odd"] {
            let frame = |text: &str| json!({"function": text, "filename": text, "module": text});
            check_event(platform, unit, &|text| {
                let exception = json!({"type": text, "value": text, "stacktrace": {"frames": [frame(text)]}});
                json!({"platform": platform, "exception": {"values": [exception]}})
            });
            // All the text is in the names of 50 functions, which differ only at their ends.
            check_event(platform, unit, &|text| {
                let part = &text[..text.floor_char_boundary(text.len() / 50)];
                let frames: Vec<_> = (100..150).map(|number| frame(&format!("{part}f{number}"))).collect();
                json!({"platform": platform, "exception": {"values": [{"stacktrace": {"frames": frames}}]}})
            });
        }
        check_event("panic", unit, &|text| {
            let mechanism = json!({"type": "panic", "data": {"panic_location": text}});
            let frame = json!({"in_app": true, "filename": format!("/{text}/src/a.rs")});
            json!({"exception": {"values": [
                {"value": text, "mechanism": mechanism},
                {"type": "panic", "value": text, "stacktrace": {"frames": [frame]}},
            ]}})
        });
        check_event("message", unit, &|text| json!({"logentry": {"message": text}}));
        check_event(
            "panic in the console",
            unit,
            &|text| json!({"logentry": {"message": format!("panicked at {text}:\n{text}\n\nStack:{text}")}}),
        );
        check_event("fingerprint", unit, &|text| json!({"fingerprint": [text, "{{ default }}", text]}));
    }
}
