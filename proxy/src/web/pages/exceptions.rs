//! The exceptions of an event: the thrown one first, and each linked one below its parent.

use maud::{Markup, html};
use serde_json::Value;

use super::language::{fill_markup, t};
use super::reveal_hidden::reveal_hidden;
use super::stack_budget::{EXCEPTIONS, StackBudget};
use super::{missing_symbols, stack};

/// Deepest indentation; deeper exceptions are indented like this.
const DEEPEST: usize = 4;

/// One panel for each exception.
pub(super) fn section(body: &Value) -> Markup {
    let values = body["exception"]["values"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut budget = StackBudget::new(EXCEPTIONS);
    html! {
        @for linked in from_thrown(values) {
            @match linked.parent {
                None => (thrown_section(linked.exception, body, &mut budget)),
                Some(parent) => (linked_section(&linked, parent, &mut budget)),
            }
        }
    }
}

fn thrown_section(exception: &Value, body: &Value, budget: &mut StackBudget) -> Markup {
    // An exception without a type carries the stack of a message, which has a section of its own.
    let is_message = type_of(exception).is_none() && body["logentry"].is_object();
    html! {
        section.panel.exception {
            @if is_message {
                h2 { (t("Stack")) }
            } @else {
                h2 { (name(exception)) }
                (value(exception))
            }
            (mechanism(&exception["mechanism"]))
            (stack::frames(exception, budget))
            (missing_symbols::hint(body))
        }
    }
}

fn linked_section(linked: &Linked<'_>, parent: &Value, budget: &mut StackBudget) -> Markup {
    let Linked { exception, depth, .. } = linked;
    let source = exception["mechanism"]["source"].as_str().unwrap_or("cause");
    let is_cause = source == "cause";
    html! {
        section class={ "panel exception linked deep-" (depth.min(&DEEPEST)) } {
            h2 {
                span.cause {
                    @if is_cause { (t("Caused by")) " " } @else { (fill_markup("{member} of {error}:", &[("member", html! { code { (reveal_hidden(source)) } }), ("error", name(parent))])) " " }
                }
                (name(exception))
            }
            (value(exception))
            // The stack of a cause is open, as the error began there. Errors of a group are folded.
            @if is_cause || !stack::has_frames(exception) {
                (stack::frames(exception, budget))
            } @else {
                details.stack { summary { (stack::summary(exception)) } (stack::frames(exception, budget)) }
            }
        }
    }
}

fn type_of(exception: &Value) -> Option<&str> {
    exception["type"].as_str().filter(|name| !name.is_empty())
}

fn name(exception: &Value) -> Markup {
    html! { (reveal_hidden(type_of(exception).unwrap_or("Error"))) }
}

fn value(exception: &Value) -> Markup {
    let value = exception["value"].as_str().filter(|value| !value.is_empty());
    html! { @if let Some(value) = value { p.value { (reveal_hidden(value)) } } }
}

fn mechanism(mechanism: &Value) -> Markup {
    html! {
        @if let Some(kind) = mechanism["type"].as_str() {
            p.mechanism {
                span.chip { (reveal_hidden(kind)) }
                @match mechanism["handled"].as_bool() {
                    Some(true) => { span.chip { (t("handled")) } }
                    Some(false) => { span.chip.unhandled { (t("unhandled")) } }
                    None => {}
                }
            }
        }
    }
}

/// An exception with its parent.
struct Linked<'a> {
    exception: &'a Value,
    /// The exception that links it. None: it is the thrown one.
    parent: Option<&'a Value>,
    depth: usize,
}

/// The thrown exception, which is the last one, and below each exception those that name it as their parent.
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/exception/#exception-groups>
///
/// Without parents, each exception is the cause of the one after it. Each is shown once, as the ids come from the client
/// and may lead nowhere or in a circle.
fn from_thrown(values: &[Value]) -> Vec<Linked<'_>> {
    let mut left: Vec<(&Value, Option<u64>)> =
        values.iter().rev().map(|it| (it, it["mechanism"]["parent_id"].as_u64())).collect();
    if left.is_empty() {
        return Vec::new();
    }
    let mut found = vec![Linked { exception: left.remove(0).0, parent: None, depth: 0 }];
    // Depth first, in the order of the list.
    let mut open = vec![0];
    while let Some(at) = open.last().copied() {
        let Linked { exception: parent, depth, .. } = found[at];
        let id = parent["mechanism"]["exception_id"].as_u64();
        let is_child = |(_, named): &(&Value, Option<u64>)| named.is_none() || *named == id;
        // Exceptions with an unknown parent are shown below the thrown one.
        let child = left.iter().position(is_child).or((at == 0 && !left.is_empty()).then_some(0));
        match child {
            None => drop(open.pop()),
            Some(child) => {
                open.push(found.len());
                found.push(Linked {
                    exception: left.remove(child).0,
                    parent: Some(parent),
                    depth: depth + 1,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Name, own id, parent's id; the thrown exception last, as on the wire.
    type Sample<'a> = (&'a str, Option<u64>, Option<u64>);

    #[track_caller]
    fn check(samples: &[Sample<'_>], expect: &[(&str, usize)]) {
        let value = |(name, id, parent): &Sample<'_>| json!({"type": name, "mechanism": {"exception_id": id, "parent_id": parent}});
        let values: Vec<Value> = samples.iter().map(value).collect();
        let found: Vec<_> = from_thrown(&values)
            .iter()
            .map(|it| (it.exception["type"].as_str().unwrap_or_default(), it.depth))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn one_and_none() {
        check(&[], &[]);
        check(&[("thrown", None, None)], &[("thrown", 0)]);
    }

    #[test]
    fn causes_without_ids() {
        check(
            &[("root", None, None), ("middle", None, None), ("thrown", None, None)],
            &[("thrown", 0), ("middle", 1), ("root", 2)],
        );
    }

    #[test]
    fn group_depth_first() {
        check(
            &[
                ("e", Some(4), Some(0)),
                ("d", Some(3), Some(2)),
                ("c", Some(2), Some(1)),
                ("b", Some(1), Some(0)),
                ("thrown", Some(0), None),
            ],
            &[("thrown", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 1)],
        );
        // In whichever order they come.
        check(
            &[
                ("d", Some(3), Some(2)),
                ("b", Some(1), Some(0)),
                ("c", Some(2), Some(1)),
                ("thrown", Some(0), None),
            ],
            &[("thrown", 0), ("b", 1), ("c", 2), ("d", 3)],
        );
    }

    #[test]
    fn circles_and_strangers_stand_once() {
        check(
            &[
                ("own parent", Some(3), Some(3)),
                ("two", Some(2), Some(1)),
                ("one", Some(1), Some(2)),
                ("stray", Some(9), Some(77)),
                ("thrown", Some(0), Some(1)),
            ],
            &[("thrown", 0), ("stray", 1), ("one", 1), ("two", 2), ("own parent", 1)],
        );
    }
}
