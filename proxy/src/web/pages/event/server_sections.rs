//! What events of servers have besides: the other threads of the program, and the modules that were loaded. Both are folded.

use maud::{Markup, html};
use serde_json::Value;

use super::super::language::{plural, t};
use super::super::reveal_hidden::reveal_hidden;
use super::super::stack;
use super::super::stack_budget::{self, StackBudget};

/// Most threads on the page.
const THREADS: usize = 30;
/// Most modules on the page.
const MODULES: usize = 300;

/// The threads, if the event has any that says something.
pub(in crate::web::pages) fn threads(body: &Value) -> Markup {
    let all = body["threads"]["values"].as_array().map(Vec::as_slice).unwrap_or_default();
    let told: Vec<&Value> = all.iter().filter(|thread| is_told(thread)).collect();
    let mut budget = StackBudget::new(stack_budget::THREADS);
    html! {
        @if !told.is_empty() {
            details.panel.raw.threads {
                summary { (plural(told.len() as u64, "{n} thread", "{n} threads")) }
                @for thread in told.iter().take(THREADS) { (one(thread, &mut budget)) }
            }
        }
    }
}

/// A thread with a name or frames. Some SDKs send an empty one with each message.
fn is_told(thread: &Value) -> bool {
    let has_name = thread["name"].as_str().is_some_and(|name| !name.is_empty());
    has_name || stack::has_frames(thread)
}

fn one(thread: &Value, budget: &mut StackBudget) -> Markup {
    let id = match &thread["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let marks = [("crashed", t("crashed")), ("current", t("current"))];
    html! {
        div.thread {
            h3 {
                (reveal_hidden(thread["name"].as_str().unwrap_or_default())) " "
                @if !id.is_empty() { span.quiet { "#" (reveal_hidden(&id)) } " " }
                @for (key, word) in marks { @if thread[key] == true { span.chip { (word) } " " } }
                @if let Some(state) = thread["state"].as_str() { span.chip { (reveal_hidden(state)) } }
            }
            @if stack::has_frames(thread) {
                details.stack { summary { (stack::summary(thread)) } (stack::frames(thread, budget)) }
            }
        }
    }
}

/// The modules with their versions, if the event has any.
pub(in crate::web::pages) fn modules(body: &Value) -> Markup {
    let Some(all) = body["modules"].as_object().filter(|all| !all.is_empty()) else { return html! {} };
    html! {
        details.panel.raw {
            summary { (plural(all.len() as u64, "{n} module", "{n} modules")) }
            dl.pairs {
                @for (name, version) in all.iter().take(MODULES) {
                    div { dt { (reveal_hidden(name)) } dd { (reveal_hidden(version.as_str().unwrap_or_default())) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn empty_threads_say_nothing() {
        let html =
            threads(&json!({"threads": {"values": [{"crashed": false, "current": true}]}})).into_string();
        assert_eq!(html, "");
        assert_eq!(threads(&json!({})).into_string(), "");
    }

    #[test]
    fn threads_with_their_state() {
        let body = json!({"threads": {"values": [
            {"id": 7, "name": "<barista>", "crashed": true, "stacktrace": {"frames": [{"function": "brew", "filename": "a.py"}]}},
            {"id": "x", "name": "idle"}]}});
        let html = threads(&body).into_string();
        for part in
            ["2 threads", "&lt;barista&gt; <span class=\"quiet\">#7</span>", "crashed", ">brew</code>", "#x"]
        {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn modules_are_bounded() {
        let all: serde_json::Map<String, Value> = (0..500).map(|n| (format!("m{n}"), json!("1.0"))).collect();
        let html = modules(&json!({ "modules": all })).into_string();
        assert!(html.contains("500 modules") && html.matches("<dt").count() == MODULES, "{html}");
        assert_eq!(modules(&json!({"modules": {}})).into_string(), "");
    }
}
