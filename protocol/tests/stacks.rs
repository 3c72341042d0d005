//! The parser on the stacks of real browsers, one fixture for each page of `tests/stacks/pages`.
//!
//! `UPDATE=1 cargo test -p balefire-protocol --test stacks` writes what the parser finds now; a human reads the diff.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use balefire_protocol::frame::Frame;
use balefire_protocol::stacktrace;
use serde_json::{Value, json};

fn fixtures(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of fixtures");
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable entry").path())
        .flat_map(|path| if path.is_dir() { fixtures(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    found.sort();
    found
}

fn text<'a>(recorded: &'a Value, key: &str) -> &'a str {
    recorded[key].as_str().unwrap_or_else(|| panic!("{key} in {recorded}"))
}

fn stack(recorded: &Value) -> String {
    let lines = recorded["stack"].as_array().expect("lines");
    lines.iter().map(|line| line.as_str().expect("a line")).collect::<Vec<_>>().join("\n")
}

/// The frames as the fixtures spell them, the newest first, as they stand in the text.
fn frames(recorded: &Value) -> Vec<String> {
    let stack = stack(recorded);
    // As the recorder does: the message may look like frames.
    let said = format!(": {}", text(recorded, "message"));
    let (_, after) = stack.split_once(&said).filter(|_| said.len() > 2).unwrap_or(("", &stack));
    stacktrace::parse(after).iter().rev().map(frame).collect()
}

/// One line of JSON, in the order in which a human reads a frame.
fn frame(frame: &Frame<'_>) -> String {
    let mut line =
        format!("{{\"function\": {}, \"filename\": {}", json!(frame.function), json!(frame.filename));
    if let Some(lineno) = frame.lineno {
        write!(line, ", \"lineno\": {lineno}").expect("written");
    }
    if let Some(colno) = frame.colno {
        write!(line, ", \"colno\": {colno}").expect("written");
    }
    if let Some(address) = frame.instruction_addr {
        write!(line, ", \"instruction_addr\": \"{address:#x}\"").expect("written");
    }
    write!(line, ", \"in_app\": {}}}", frame.in_app).expect("written");
    line
}

/// The fixture with what the parser finds.
fn updated(fixture: &Value) -> String {
    let stacks = fixture["stacks"].as_array().expect("stacks").iter().map(|recorded| {
        let words = ["case", "source", "message"].into_iter().filter(|key| recorded.get(key).is_some());
        let mut keys: Vec<String> = words.map(|key| format!("\"{key}\": {}", recorded[key])).collect();
        let lines = recorded["stack"].as_array().expect("lines").iter().map(Value::to_string).collect();
        keys.push(format!("\"stack\": {}", list(lines)));
        keys.push(format!("\"frames\": {}", list(frames(recorded))));
        format!("    {{\n      {}\n    }}", keys.join(",\n      "))
    });
    let stacks: Vec<String> = stacks.collect();
    format!("{{\n  \"browser\": {},\n  \"stacks\": [\n{}\n  ]\n}}\n", fixture["browser"], stacks.join(",\n"))
}

fn list(lines: Vec<String>) -> String {
    if lines.is_empty() { "[]".into() } else { format!("[\n        {}\n      ]", lines.join(",\n        ")) }
}

#[test]
fn every_recorded_stack_has_its_frames() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stacks");
    let is_update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for path in fixtures(&folder) {
        let fixture: Value =
            serde_json::from_str(&fs::read_to_string(&path).expect("a readable fixture")).expect("JSON");
        if is_update {
            fs::write(&path, updated(&fixture)).expect("a writable fixture");
            continue;
        }
        for recorded in fixture["stacks"].as_array().expect("stacks") {
            let expected = recorded["frames"].as_array().expect("frames; UPDATE=1 writes them");
            let found: Vec<Value> =
                frames(recorded).iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            if &found != expected {
                wrong.push(format!(
                    "{} in {}:\n{}\nfound {found:#?}\nexpected {expected:#?}",
                    text(recorded, "case"),
                    path.display(),
                    stack(recorded)
                ));
            }
            checked += 1;
        }
    }
    assert!(is_update || checked > 100, "only {checked} stacks are recorded");
    assert!(wrong.is_empty(), "{} of {checked} are wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}
