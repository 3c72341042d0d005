//! Worst-case texts for each processing step: the number of bytes read grows linearly with the text's length.

use serde_json::{Value, json};

use crate::lenient_json;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::process::{
    Arrival, file_path, frame_name, group, lenient, normalize, parse, performance, process, security,
    source_context, user_agent, wasm_frames,
};
use crate::scan::linear::{check, check_short};
use crate::scrub::{Scrubber, Settings};
use crate::symbols::{Sources, source_name};

/// The most times that one step may read a byte.
const PER_BYTE: usize = 48;
/// The same for a template, in which each sign may begin a placeholder of 128 bytes.
const PER_BYTE_OF_TEMPLATE: usize = 160;

#[test]
fn masks() {
    for unit in
        ["1", "a", "a ", "12 ", "0x", "deadbeef0", "1-", "a://", "a://b ", "123e4567-", "漢", "_", "://"]
    {
        check("mask", unit, PER_BYTE, &|text| drop(group::v1_mask(text)));
    }
    check("mask", "123e4567-e89b-12d3-a456-42661417400", PER_BYTE, &|text| drop(group::v1_mask(text)));
}

#[test]
fn names_of_frames() {
    let units = [
        "a",
        "/",
        ".",
        "-",
        "a.",
        "a-b.",
        "/a",
        "<",
        ">",
        "::h",
        "::{{closure}}",
        ".wasm.",
        " [as ",
        "async ",
        "<a as ",
        "://",
        "?",
        "deadbeef0.",
        "漢",
    ];
    for unit in units {
        check_short("plain_function", unit, PER_BYTE, &|text| {
            drop(frame_name::plain_function(text).to_owned())
        });
        check("short_function", unit, PER_BYTE, &|text| drop(frame_name::short_function(text)));
        check_short("short_function", unit, PER_BYTE, &|text| {
            drop(frame_name::short_function(&format!("<{text}")))
        });
        check("path", unit, PER_BYTE, &|text| drop(file_path::path(text).to_owned()));
        check_short("path", unit, PER_BYTE, &|text| {
            drop(file_path::path(&format!("https://a.test/{text}")).to_owned())
        });
    }
}

#[test]
fn whose_code_a_frame_is() {
    for unit in
        ["a", "<", "&", "dyn ", "<&", "[", "]", "a[0]", " as ", "a as b", "::", "a::", ".", "/", "*", "漢"]
    {
        check("library", unit, PER_BYTE, &|text| {
            let _ = wasm_frames::is_library(text);
        });
        let frame = |text: &str| json!({"function": text}).as_object().cloned().unwrap_or_default();
        check_short("glue", unit, PER_BYTE, &|text| {
            let _ = wasm_frames::is_foreign(&frame(text));
        });
    }
    for unit in ["a", "/", "/src/", "/rustc/", "library/", ".cargo/registry/src/", ".cargo/git/checkouts/"] {
        check("source", unit, PER_BYTE, &|text| drop(source_name(text).0.to_owned()));
        check_short("source", unit, PER_BYTE, &|text| {
            drop(source_name(&format!("/rustc/{text}")).0.to_owned())
        });
    }
}

#[test]
fn templates() {
    let units = [
        "a", "%", "%%", "%(", "%(a漢", "%<a", "%(a)s", "%1$s", "%-", "%0", "{", "{{", "}", "{a", "{a}",
        "{0}", "{@", "{a:", "漢",
    ];
    for unit in units {
        for params in [json!(["x"]), json!([""]), json!({"a": ""})] {
            check("template", unit, PER_BYTE_OF_TEMPLATE, &|text| {
                let Value::Object(mut entry) = json!({"message": text, "params": params}) else { return };
                lenient::format_template(&mut entry);
            });
        }
    }
}

#[test]
fn reports_of_a_policy() {
    for unit in ["a", " ", "/", "?", "://", "a://", "-elem", "-src", "漢"] {
        check("report", unit, PER_BYTE, &|text| {
            let report = json!({"csp-report": {
                "document-uri": text, "blocked-uri": text, "effective-directive": text, "violated-directive": text,
            }});
            drop(security::report(&report.to_string()));
        });
    }
}

#[test]
fn repaired_json_and_times_and_user_agents() {
    for unit in
        ["\\", "\\u", "\\ud83d", "\\ud83d\\ude00", "a", "\\\\ud", "\"", ", ", "1.", "NaN ", "\u{1}", "[,"]
    {
        check("repaired", unit, PER_BYTE, &|text| drop(lenient_json::repair(text.as_bytes())));
        check("repaired", unit, PER_BYTE, &|text| drop(lenient_json::repair(format!("\"{text}").as_bytes())));
    }
    for unit in ["Chrome/", "1.", "Mozilla/5.0 (", "Version/1_"] {
        check("user agent", unit, PER_BYTE, &|text| drop(user_agent::read(text)));
        check("time", unit, PER_BYTE, &|text| {
            let _ = rfc3339::parse(&format!("2026-01-01T00:00:00.{text}"));
        });
    }
}

/// A source file with as many lines as bytes.
struct Lines(String);

impl Sources for Lines {
    fn source(&self, _: &str, _: &str) -> Option<String> {
        Some(self.0.clone())
    }
}

#[test]
fn a_source_is_read_once_for_all_frames_in_it() {
    let frames: Vec<Value> = (1..200)
        .map(|line| json!({"abs_path": "/a.rs", "lineno": line, "addr_mode": "rel:0", "symbolicated": true}))
        .collect();
    let event = json!({
        "debug_meta": {"images": [{"type": "wasm", "debug_id": "x"}]},
        "exception": {"values": [{"stacktrace": {"frames": frames}}]},
    });
    for unit in ["\n", "a\n"] {
        check("source lines", unit, PER_BYTE, &|text| {
            drop(source_context::with_source_lines(event.to_string(), &Lines(text.to_owned())));
        });
    }
}

#[test]
fn names_of_pages_and_resources() {
    for unit in ["a", "/", "/1", "/a1", "-", ".", "a.", "://", "?", "#", "#/1", "deadbeef0/", "漢", "/漢"] {
        check("path_pattern", unit, PER_BYTE, &|text| drop(performance::path_pattern(text)));
        check_short("path_pattern", unit, PER_BYTE, &|text| {
            drop(performance::path_pattern(&format!("https://a.test/{text}")))
        });
        check("resource_name", unit, PER_BYTE, &|text| drop(performance::resource_name(text, "a.test")));
        check_short("resource_name", unit, PER_BYTE, &|text| {
            drop(performance::resource_name(&format!("https://a.test/{text}.js"), "a.test"))
        });
    }
}

/// Any event, with the text in any member.
#[test]
fn events() {
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    for unit in [
        "/home/a",
        "token=",
        "\"token\":\"",
        "a@b ",
        "1-",
        "//a@",
        "at f (https://a.test/x.js:1:1)\n",
        "\\ud83d",
    ] {
        for place in ["message", "transaction", "event_id", "timestamp", "level", "odd"] {
            check_short(place, unit, 400, &|text| {
                drop(process(json!({ place: text }).to_string().as_bytes(), &arrival, &scrubber, &()))
            });
        }
        check_short("values", unit, 400, &|text| {
            let exception = json!({"type": text, "value": text, "raw_stack": text, "stacktrace": {"frames": [{"function": text, "filename": text}]}});
            let event = json!({
                "exception": [exception], "extra": {"a": text, "raw_stack": text}, "contexts": {"a": {"b": text}},
                "tags": {"a": text}, "user": {"id": text}, "breadcrumbs": [{"message": text, "data": {"a": text}}],
                "request": {"url": text, "data": text, "query_string": text, "cookies": text, "headers": {"User-Agent": text}},
                "fingerprint": [text],
            });
            let fields = parse::parse(event.as_object().unwrap().clone());
            drop(normalize::normalize(fields, b"", &arrival));
            drop(process(event.to_string().as_bytes(), &arrival, &scrubber, &()));
        });
    }
}
