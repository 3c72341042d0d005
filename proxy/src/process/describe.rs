//! Names an event: title, culprit, and the parts of both.

use super::cut_text::cut_chars;
use super::event_bounds::TITLE;
use super::event_fields::{Fields, exceptions, frames, is_in_app, message, text};
use super::file_path::{path, without_query};
use super::frame_name::{is_anonymous, short_function};
use super::wasm_frames::is_foreign;
use crate::model::event::Description;
use crate::scan::{chars, first_line, lines_of, trim_space_start};

/// Sentry's title for an event without exception and message.
const UNLABELED: &str = "<unlabeled event>";

/// The first line of a traceback of Python.
const TRACEBACK: &str = "Traceback (most recent call last):";

/// Names an event by its last exception, which is the thrown one, else by its message.
pub(crate) fn describe(event: &Fields) -> Description {
    let thrown = exceptions(event).next_back();
    let exception_type = thrown.and_then(|it| text(it, "type")).unwrap_or_default();
    let value = match thrown {
        Some(exception) => text(exception, "value").or_else(|| message(event)),
        None => message(event),
    };
    let value = value.unwrap_or_default();
    let title = match (line_of(exception_type), telling_line(value)) {
        ("", "") => {
            let said = message(event).map(telling_line).filter(|line| !line.is_empty());
            said.unwrap_or(UNLABELED).to_owned()
        }
        ("", line) => line.to_owned(),
        (name, "") => name.to_owned(),
        (name, line) => format!("{name}: {line}"),
    };
    let frame = exceptions(event).rev().find_map(newest_frame);
    let filename = frame.and_then(file).unwrap_or_default();
    let function =
        frame.and_then(|it| text(it, "function")).filter(|name| !is_anonymous(name)).unwrap_or_default();
    Description {
        title: cut_chars(&title, TITLE),
        culprit: cut_chars(&culprit(event, &short_function(function), path(filename)), TITLE),
        exception_type: exception_type.to_owned(),
        value: value.to_owned(),
        filename: filename.to_owned(),
        function: function.to_owned(),
    }
}

fn line_of(text: &str) -> &str {
    first_line(trim_space_start(text))
}

/// The first line with a letter or a digit; of a traceback of Python as a text, its last one, which says what was raised.
/// Celery and `multiprocessing` send the traceback of another process as the value, between lines of quotation marks.
fn telling_line(text: &str) -> &str {
    let is_telling = |line: &&str| chars(line).any(char::is_alphanumeric);
    let mut lines = lines_of(text).filter(is_telling);
    match lines.next() {
        Some(first @ TRACEBACK) => lines.last().map_or(first, trim_space_start),
        Some(first) => trim_space_start(first),
        None => line_of(text),
    }
}

/// The newest in-app frame, else the newest frame outside of the language and frameworks, else the newest frame.
fn newest_frame(exception: &Fields) -> Option<&Fields> {
    let newest = || frames(exception).rev();
    newest()
        .find(|frame| is_in_app(frame))
        .or_else(|| newest().find(|frame| !is_foreign(frame)))
        .or_else(|| newest().next())
}

fn file(frame: &Fields) -> Option<&str> {
    text(frame, "filename").or_else(|| text(frame, "abs_path")).or_else(|| text(frame, "module"))
}

fn culprit(event: &Fields, function: &str, path: &str) -> String {
    match (function, path) {
        ("", "") => {
            let request = event.get("request").and_then(|it| it.as_object());
            let url = || request.and_then(|it| text(it, "url")).map(without_query);
            let named = text(event, "transaction").or_else(|| text(event, "culprit"));
            named.or_else(url).unwrap_or_default().to_owned()
        }
        ("", path) => path.to_owned(),
        (function, "") => function.to_owned(),
        (function, path) => format!("{function}({path})"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn about(event: Value) -> Description {
        describe(event.as_object().unwrap())
    }

    #[track_caller]
    fn check_title(event: Value, title: &str) {
        assert_eq!(about(event).title, title);
    }

    #[track_caller]
    fn check_culprit(frames: Value, culprit: &str) {
        let event = json!({"exception": {"values": [{"type": "E", "stacktrace": {"frames": frames}}]}});
        assert_eq!(about(event).culprit, culprit);
    }

    #[test]
    fn titles() {
        let chain =
            json!([{"type": "Cause", "value": "first"}, {"type": "Error", "value": "thrown\nsecond line"}]);
        check_title(json!({"exception": {"values": chain}}), "Error: thrown");
        check_title(json!({"exception": {"values": [{"value": "only value"}]}}), "only value");
        check_title(json!({"exception": {"values": [{"type": "OnlyType"}]}}), "OnlyType");
        check_title(
            json!({"exception": {"values": [{"type": "Type\nat f", "value": "\nvalue"}]}}),
            "Type: value",
        );
        check_title(json!({"exception": {"values": [{"type": "\n"}]}}), "<unlabeled event>");
        check_title(json!({"logentry": {"message": "hi %s", "formatted": "hi you"}}), "hi you");
        let synthetic = json!({"type": "", "value": "hi", "mechanism": {"synthetic": true}});
        check_title(json!({"logentry": {"message": "hi"}, "exception": {"values": [synthetic]}}), "hi");
        check_title(json!({}), "<unlabeled event>");
        check_title(json!({"exception": {"values": [{"type": "E", "value": "---\r\n  漢\n***"}]}}), "E: 漢");
        check_title(json!({"exception": {"values": [{"type": "E", "value": "\n!\n?"}]}}), "E: !");
        assert_eq!(about(json!({"logentry": {"message": "漢".repeat(400)}})).title.chars().count(), 256);
    }

    /// As Celery 5.7 with sentry-sdk 2.75 sends it for a task that took too long.
    #[test]
    fn a_traceback_of_another_process() {
        let value = "\n\"\"\"\nTraceback (most recent call last):\n  File \"billiard/pool.py\", line 745, in on_hard_timeout\n    \
            raise TimeLimitExceeded(job._timeout)\nbilliard.exceptions.TimeLimitExceeded: TimeLimitExceeded(1,)\n\"\"\"";
        check_title(
            json!({"exception": {"values": [{"type": "TimeLimitExceeded", "value": value}]}}),
            "TimeLimitExceeded: billiard.exceptions.TimeLimitExceeded: TimeLimitExceeded(1,)",
        );
        check_title(
            json!({"exception": {"values": [{"type": "E", "value": TRACEBACK}]}}),
            "E: Traceback (most recent call last):",
        );
    }

    #[test]
    fn newest_in_app_frame() {
        check_culprit(
            json!([
                {"function": "main", "filename": "https://a.test/app.js", "in_app": true},
                {"function": "submit", "filename": "https://a.test/x/form.js?v=1#y", "in_app": true},
                {"function": "lib", "filename": "https://cdn.test/lib.js", "in_app": false},
            ]),
            "submit(/x/form.js)",
        );
    }

    #[test]
    fn no_in_app_frame() {
        check_culprit(json!([{"function": "lib", "filename": "lib.js"}]), "lib(lib.js)");
        check_culprit(json!([{"function": "?", "filename": "https://a.test/"}]), "a.test/");
        check_culprit(json!([{"function": "f", "filename": "<?>"}]), "f(<?>)");
        check_culprit(
            json!([
                {"function": "main", "filename": "https://a.test/app.js"},
                {"function": "dlmalloc::dlmalloc::Dlmalloc<A>::malloc", "filename": "a.wasm", "instruction_addr": "0x1"},
                {"function": "real", "filename": "https://a.test/shop.js"},
            ]),
            "main(/app.js)",
        );
    }

    #[test]
    fn rust_names_without_hash() {
        check_culprit(
            json!([{"function": "demo.wasm.demo::pay::h0123456789abcdef", "filename": "https://a.test/demo_bg.wasm", "in_app": true}]),
            "demo::pay(/demo_bg.wasm)",
        );
    }

    #[test]
    fn no_frames() {
        assert_eq!(about(json!({"transaction": "/cart"})).culprit, "/cart");
        assert_eq!(
            about(json!({"request": {"url": "https://a.test/cart?x=1"}})).culprit,
            "https://a.test/cart"
        );
        assert_eq!(about(json!({})).culprit, "");
    }
}
