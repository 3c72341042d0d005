//! The exceptions of an event as lines: types and values, and frames of the app with their source and variables.

use serde_json::Value;

use crate::process::plain_function;

/// Most exceptions.
const EXCEPTIONS: usize = 5;
/// Most frames of an exception, the newest ones of the app.
const FRAMES: usize = 10;
/// Lines of source before and after that of a frame.
const AROUND: usize = 3;
/// Most variables of a frame.
const VARIABLES: usize = 20;
/// Longest line, in characters.
pub(super) const LINE: usize = 200;

/// The exceptions, the thrown one first.
pub(super) fn exceptions(body: &Value) -> impl Iterator<Item = &Value> {
    let all = body["exception"]["values"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().rev().take(EXCEPTIONS)
}

/// What an exception says: its type and value.
pub(super) fn said(exception: &Value) -> String {
    let text = |key: &str| exception[key].as_str().unwrap_or_default();
    match (text("type"), text("value")) {
        ("", value) => value.to_owned(),
        (kind, "") => kind.to_owned(),
        (kind, value) => format!("{kind}: {value}"),
    }
}

/// The frames of an exception as lines, the newest first: those of the app, or all if none is.
pub(super) fn frames(exception: &Value) -> String {
    let all = exception["stacktrace"]["frames"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_in_app = |frame: &&Value| frame["in_app"] == true;
    let has_in_app = all.iter().any(|frame| is_in_app(&frame));
    let shown = all.iter().rev().filter(|frame| !has_in_app || is_in_app(frame)).take(FRAMES);
    shown.map(frame).collect::<Vec<_>>().join("\n")
}

fn frame(frame: &Value) -> String {
    let text = |key: &str| frame[key].as_str().filter(|text| !text.is_empty());
    let function = text("function").map_or("<anonymous>", plain_function);
    let file = ["filename", "abs_path", "module"].iter().find_map(|key| text(key)).unwrap_or("unknown file");
    let at = match (frame["lineno"].as_u64(), frame["colno"].as_u64()) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        (None, _) => file.to_owned(),
    };
    let mut lines = vec![short(&format!("{function} in {at}"))];
    lines.extend(source(frame));
    lines.extend(variables(frame));
    lines.join("\n") + "\n"
}

/// The lines of source around a frame, its own marked.
fn source(frame: &Value) -> Vec<String> {
    let Some(here) = frame["context_line"].as_str() else { return Vec::new() };
    let list = |key: &str| -> Vec<&str> {
        frame[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let (before, after) = (list("pre_context"), list("post_context"));
    let before = before.get(before.len().saturating_sub(AROUND)..).unwrap_or_default();
    let first = frame["lineno"].as_u64().unwrap_or(0).saturating_sub(before.len() as u64);
    let lines = before.iter().map(|line| (' ', *line)).chain([('>', here)]);
    let lines = lines.chain(after.iter().take(AROUND).map(|line| (' ', *line)));
    lines
        .enumerate()
        .map(|(n, (mark, line))| short(&format!("{mark} {:>5} | {line}", first.saturating_add(n as u64))))
        .collect()
}

fn variables(frame: &Value) -> Vec<String> {
    let all = frame["vars"].as_object().into_iter().flatten().take(VARIABLES);
    all.map(|(name, value)| short(&format!("  {name} = {}", plain(value)))).collect()
}

/// A string as itself, and any other value as JSON.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text on one line, cut.
pub(super) fn short(text: &str) -> String {
    let mut line: String =
        text.chars().take(LINE).map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }).collect();
    if text.chars().nth(LINE).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn frames_of_the_app_with_source_and_variables() {
        let exception = json!({"type": "KeyError", "value": "'tea'", "stacktrace": {"frames": [
            {"function": "serve", "filename": "web.py", "lineno": 3, "in_app": false},
            {"function": "brew", "filename": "shop.py", "lineno": 9, "in_app": true, "vars": {"leaf": "'green'", "n": [1]},
             "pre_context": ["a", "b", "c", "d"], "context_line": "    return tea[leaf]", "post_context": ["", "e"]},
        ]}});
        let expect = "brew in shop.py:9\n      6 | b\n      7 | c\n      8 | d\n>     9 |     return tea[leaf]\n     10 | \n     11 | e\n  leaf = 'green'\n  n = [1]\n";
        let found = frames(&exception);
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed(&found), squeezed(expect), "{found}");
        assert!(found.contains("\n>     9 |     return tea[leaf]\n"), "{found}");
        assert_eq!(said(&exception), "KeyError: 'tea'");
    }

    #[test]
    fn all_frames_where_none_is_of_the_app() {
        let exception =
            json!({"stacktrace": {"frames": [{"function": "a", "filename": "x.js"}, {"abs_path": "y.js"}]}});
        assert_eq!(frames(&exception), "<anonymous> in y.js\n\na in x.js\n");
        assert_eq!(frames(&json!({})), "");
        assert_eq!(said(&json!({"value": "v"})), "v");
    }

    #[test]
    fn lines_are_cut() {
        assert_eq!(short("a\nb"), "a b");
        assert_eq!(short(&"é".repeat(300)).chars().count(), LINE + 1);
    }
}
