//! Size limits of a stored event. A sent event may have a megabyte; lists and search need much less.

use serde_json::{Value, json};

use super::cut_text::cut_text;
use super::event_fields::{Fields, values_mut};
use super::lenient::frame_member;
use super::trim_values::trim;

/// Longest title, in characters.
pub(super) const TITLE: usize = 256;
/// Longest exception value or message, in bytes.
const VALUE: usize = 8 << 10;
/// Longest name of a type, function, module, file, release or the like, in bytes.
const NAME: usize = 1 << 10;
/// Longest text of a breadcrumb, in bytes.
const CRUMB: usize = 4 << 10;
/// Most frames of a stack trace: half outermost, half innermost.
const FRAMES: usize = 50;
/// Most exceptions of a chain. The last ones stay, because the last one is the thrown one.
const EXCEPTIONS: usize = 16;
/// Most breadcrumbs. The newest ones stay.
const BREADCRUMBS: usize = 100;

/// Largest size in bytes and largest depth of each member listed here. The numbers are close to Relay's.
const BAGS: [(&str, usize, usize); 9] = [
    ("extra", 256 << 10, 7),
    ("contexts", 256 << 10, 7),
    ("user", 16 << 10, 6),
    ("request", 64 << 10, 8),
    ("sdk", 16 << 10, 6),
    ("modules", 64 << 10, 2),
    ("debug_meta", 256 << 10, 6),
    ("threads", 256 << 10, 12),
    ("fingerprint", 16 << 10, 2),
];
/// Members that have a limit function of their own.
const OTHERS: [&str; 15] = [
    "exception",
    "breadcrumbs",
    "logentry",
    "tags",
    "event_id",
    "timestamp",
    "level",
    "platform",
    "release",
    "environment",
    "transaction",
    "server_name",
    "dist",
    "logger",
    "type",
];
/// The largest size and depth of each member that has no entry here.
const UNKNOWN: (usize, usize) = (16 << 10, 6);
/// Most members of an event.
const MEMBERS: usize = 100;
/// The largest size and depth of a breadcrumb's data, of a frame, and of an exception's mechanism.
const DATA: (usize, usize) = (8 << 10, 6);

/// Cuts an event down to the stored size.
pub(super) fn cut(event: &mut Fields) {
    let mut members = 0;
    event.retain(|key, _| {
        members += 1;
        key.len() <= NAME && (members <= MEMBERS || OTHERS.contains(&key.as_str()))
    });
    for (key, value) in event.iter_mut() {
        match BAGS.iter().find(|(bag, ..)| bag == key) {
            Some((_, bytes, depth)) => trim(value, *bytes, *depth),
            None if OTHERS.contains(&key.as_str()) => {}
            None => trim(value, UNKNOWN.0, UNKNOWN.1),
        }
    }
    for key in ["release", "environment", "transaction", "server_name", "dist", "logger"] {
        cut_member(event, key, NAME);
    }
    if let Some(Value::Object(entry)) = event.get_mut("logentry") {
        cut_member(entry, "message", VALUE);
        cut_member(entry, "formatted", VALUE);
        if let Some(params) = entry.get_mut("params") {
            trim(params, DATA.0, DATA.1);
        }
    }
    if let Some(Value::Object(request)) = event.get_mut("request") {
        cut_member(request, "url", CRUMB);
    }
    if let Some(exceptions) = values_mut(event, "exception") {
        keep_last(exceptions, EXCEPTIONS);
        exceptions.iter_mut().filter_map(Value::as_object_mut).for_each(cut_exception);
    }
    if let Some(crumbs) = values_mut(event, "breadcrumbs") {
        keep_last(crumbs, BREADCRUMBS);
        for crumb in crumbs.iter_mut().filter_map(Value::as_object_mut) {
            cut_member(crumb, "message", CRUMB);
            cut_member(crumb, "category", NAME);
            for value in crumb.values_mut() {
                trim(value, DATA.0, DATA.1);
            }
        }
    }
}

fn cut_member(object: &mut Fields, key: &str, bytes: usize) {
    if let Some(Value::String(text)) = object.get_mut(key)
        && text.len() > bytes
    {
        *text = cut_text(text, bytes);
    }
}

fn cut_exception(exception: &mut Fields) {
    cut_member(exception, "type", NAME);
    cut_member(exception, "value", VALUE);
    for (key, value) in exception.iter_mut() {
        match key.as_str() {
            "stacktrace" => cut_stacktrace(value),
            "mechanism" => trim(value, DATA.0, DATA.1),
            _ => trim(value, UNKNOWN.0, UNKNOWN.1),
        }
    }
}

fn cut_stacktrace(stacktrace: &mut Value) {
    let Value::Object(object) = stacktrace else { return trim(stacktrace, DATA.0, DATA.1) };
    let mut omitted = None;
    for (key, value) in object.iter_mut() {
        match key.as_str() {
            "frames" => omitted = cut_frames(value),
            _ => trim(value, DATA.0, DATA.1),
        }
    }
    // Sentry's word for it: <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#attributes>
    if let Some((from, to)) = omitted {
        object.insert("frames_omitted".into(), json!([from, to]));
    }
}

/// Cuts frames, and returns which are left out: the place of the first one, and of the first one after them.
fn cut_frames(frames: &mut Value) -> Option<(usize, usize)> {
    let Value::Array(list) = frames else {
        *frames = Value::Array(Vec::new());
        return None;
    };
    list.retain(Value::is_object);
    let omitted = (list.len() > FRAMES).then(|| (FRAMES / 2, list.len() - FRAMES / 2));
    if let Some((from, to)) = omitted {
        list.drain(from..to);
    }
    for frame in list.iter_mut().filter_map(Value::as_object_mut) {
        for (key, value) in frame.iter_mut() {
            frame_member(key, value);
            trim(value, DATA.0, DATA.1);
        }
        for key in ["function", "filename", "abs_path", "module"] {
            cut_member(frame, key, NAME);
        }
    }
    omitted
}

fn keep_last(list: &mut Vec<Value>, most: usize) {
    list.drain(..list.len().saturating_sub(most));
}

#[cfg(test)]
mod tests {
    use crate::process::cut_text::cut_chars;

    use super::super::event_fields::write;
    use super::super::parse::parse;
    use super::*;

    fn fields(value: Value) -> Fields {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn newest_breadcrumbs_stay() {
        let crumbs: Vec<Value> = (0..250).map(|n| json!({"message": n.to_string()})).collect();
        let mut event = fields(json!({"breadcrumbs": {"values": crumbs}}));
        cut(&mut event);
        let kept = &event["breadcrumbs"]["values"];
        assert_eq!(kept.as_array().unwrap().len(), 100);
        assert_eq!((&kept[0]["message"], &kept[99]["message"]), (&json!("150"), &json!("249")));
    }

    #[test]
    fn outermost_and_innermost_frames_stay() {
        let frames: Vec<Value> = (0..1000).map(|n| json!({"lineno": n})).collect();
        let mut event = fields(json!({"exception": {"values": [{"stacktrace": {"frames": frames}}]}}));
        cut(&mut event);
        let stacktrace = &event["exception"]["values"][0]["stacktrace"];
        assert_eq!(stacktrace["frames_omitted"], json!([25, 975]));
        let kept = stacktrace["frames"].as_array().unwrap();
        let lines: Vec<i64> = kept.iter().map(|frame| frame["lineno"].as_i64().unwrap()).collect();
        assert_eq!(lines, (0..25).chain(975..1000).collect::<Vec<_>>());
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut_text("漢漢漢漢", 10), "漢漢...");
        assert_eq!(cut_text("abc", 3), "abc");
        assert_eq!(cut_chars("漢漢漢漢漢", 4), "漢...");
        assert_eq!(cut_chars("漢漢漢漢", 4), "漢漢漢漢");
    }

    #[test]
    fn what_a_page_may_put_anywhere_is_bounded() {
        let much = || json!((0..5_000).map(|n| (n.to_string(), json!("x".repeat(150)))).collect::<Fields>());
        let frame = json!({"function": "f", "vars": much()});
        let mut event = fields(json!({
            "extra": much(), "contexts": {"a": much()}, "user": much(), "request": {"data": much()}, "odd": much(),
            "breadcrumbs": {"values": [{"data": much()}]},
            "exception": {"values": [{"mechanism": {"data": much()}, "stacktrace": {"frames": [frame]}}]},
        }));
        cut(&mut event);
        let size = |value: &Value| value.to_string().len();
        for (key, most) in [("extra", 256), ("contexts", 256), ("user", 16), ("request", 64), ("odd", 16)] {
            assert!(size(&event[key]) > most << 9 && size(&event[key]) < (most + 2) << 10, "{key}");
        }
        assert!(size(&event["breadcrumbs"]) < 10 << 10);
        assert!(size(&event["exception"]) < 20 << 10);
        let mut wide = fields(json!((0..1_000).map(|n| (n.to_string(), json!(n))).collect::<Fields>()));
        wide.insert("level".into(), "error".into());
        cut(&mut wide);
        assert_eq!((wide.len(), wide.contains_key("level")), (101, true));
    }

    /// A single exception becomes deeper when it is wrapped into a list of values.
    #[test]
    fn what_is_as_deep_as_can_be_read_is_written_no_deeper() {
        let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        for (before, after) in [
            (r#""type":"#, ""),
            (r#""odd":"#, ""),
            (r#""stacktrace":"#, ""),
            (r#""stacktrace":{"odd":"#, "}"),
        ] {
            let levels = 125 - after.len();
            let payload = format!(r#"{{"exception":{{{before}{}{after}}}}}"#, deep(levels));
            let mut event = parse(serde_json::from_str(&payload).unwrap());
            cut(&mut event);
            assert!(serde_json::from_str::<Fields>(&write(&event)).is_ok(), "{before}");
        }
    }

    #[test]
    fn long_value() {
        let mut event = fields(json!({"exception": {"values": [{"value": "x".repeat(20_000)}]}}));
        cut(&mut event);
        assert_eq!(event["exception"]["values"][0]["value"].as_str().unwrap().len(), 8192);
    }
}
