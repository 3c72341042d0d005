//! Events of `tracing` as events and breadcrumbs.

use tracing_core::{Event as TracingEvent, Level as TracingLevel, Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::field_values::Fields;
use super::spans;
use crate::send::exceptions;
use crate::{Breadcrumb, Event, Level, Map, Value};

/// The breadcrumb of an event of `tracing`, without the spans around it.
#[must_use]
pub fn breadcrumb_from_event<S>(tracing_event: &TracingEvent<'_>, _: &Context<'_, S>) -> Breadcrumb {
    let metadata = tracing_event.metadata();
    let mut fields = Fields::of(tracing_event);
    fields.values.extend_with(&fields.tags);
    let origin = fields.origin.or(metadata);
    Breadcrumb {
        ty: "log".to_owned(),
        category: origin.target,
        level: level(metadata),
        message: fields.message,
        data: fields.values,
    }
}

/// The event of an event of `tracing`, with the spans around it. Its errors are exceptions, each after its cause.
#[must_use]
pub fn event_from_event<S: Subscriber + for<'a> LookupSpan<'a>>(
    tracing_event: &TracingEvent<'_>,
    context: &Context<'_, S>,
) -> Event<'static> {
    let metadata = tracing_event.metadata();
    let fields = Fields::of(tracing_event);
    let mut location = Map::<String, Value>::new();
    let origin = fields.origin.or(metadata);
    for (key, text) in [("module_path", &origin.module), ("file", &origin.file)] {
        if let Some(text) = text {
            location.insert_text(key, text);
        }
    }
    if let Some(line) = origin.line {
        location.insert_with("line", |out| out.push_str(&line));
    }
    let mut contexts = Map::new();
    for (key, map) in [
        ("Rust Tracing Fields", fields.values),
        ("Rust Tracing Location", location),
        ("Rust Tracing Spans", spans_around(tracing_event, context)),
    ] {
        if !map.is_empty() {
            contexts.insert_with(key, |out| map.write(out));
        }
    }
    if let Some(span) = context.event_span(tracing_event).and_then(|span| spans::around(&span)) {
        contexts.insert_with("trace", |out| span.span().write_context(out));
    }
    let has_words = fields.message.is_some() || !fields.errors.is_empty();
    Event {
        level: level(metadata),
        // The name of such an event is its place alone.
        message: if has_words { fields.message } else { Some(fields.described) },
        logger: origin.target,
        exception: exceptions(fields.errors),
        tags: fields.tags,
        contexts,
        ..Event::default()
    }
}

/// The fields of the spans around an event, by the names of the spans; of two with one name, the inner.
fn spans_around<S: Subscriber + for<'a> LookupSpan<'a>>(
    tracing_event: &TracingEvent<'_>,
    context: &Context<'_, S>,
) -> Map {
    let mut spans = Map::new();
    for span in context.event_scope(tracing_event).into_iter().flat_map(|scope| scope.from_root()) {
        if let Some(fields) = span.extensions().get::<Fields>() {
            spans.insert_with(span.name(), |out| fields.values.write(out));
        }
    }
    spans
}

fn level(metadata: &Metadata<'_>) -> Level {
    match *metadata.level() {
        TracingLevel::ERROR => Level::Error,
        TracingLevel::WARN => Level::Warning,
        TracingLevel::INFO => Level::Info,
        TracingLevel::DEBUG | TracingLevel::TRACE => Level::Debug,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing_subscriber::layer::Layer;
    use tracing_subscriber::prelude::*;

    use super::*;

    /// Collects the events that the layer would send.
    #[derive(Clone, Default)]
    struct Collected(Arc<Mutex<Vec<Value>>>);

    impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collected {
        fn on_event(&self, tracing_event: &TracingEvent<'_>, context: Context<'_, S>) {
            let json = event_from_event(tracing_event, &context).to_json();
            self.0.lock().unwrap().push(serde_json::from_str(&json).unwrap());
        }
    }

    /// The one event that is logged meanwhile.
    fn logged(act: impl FnOnce()) -> Value {
        let collected = Collected::default();
        let subscriber = tracing_subscriber::registry().with(super::super::layer()).with(collected.clone());
        tracing::subscriber::with_default(subscriber, act);
        collected.0.lock().unwrap().remove(0)
    }

    #[test]
    fn an_event_with_its_spans_and_errors() {
        let event = logged(|| {
            let span = tracing::info_span!("checkout", cart = 7, paid = tracing::field::Empty);
            let _entered = span.enter();
            span.record("paid", false);
            let error = "x".parse::<u32>().unwrap_err();
            tracing::error!(error = &error as &dyn std::error::Error, items = 3, "no {}", "price");
        });
        assert_eq!(event["message"], "no price");
        assert_eq!(event["level"], "error");
        assert_eq!(event["logger"], "balefire::tracing::converters::tests");
        assert_eq!(
            event["exception"]["values"],
            json!([{"type": "ParseIntError", "value": "invalid digit found in string"}])
        );
        let contexts = &event["contexts"];
        assert_eq!(contexts["Rust Tracing Fields"], json!({"items": 3}));
        assert_eq!(contexts["Rust Tracing Spans"], json!({"checkout": {"cart": 7, "paid": false}}));
        let location = &contexts["Rust Tracing Location"];
        assert!(location["file"].as_str().is_some_and(|file| file.ends_with("converters.rs")));
        assert!(location["line"].is_u64());
    }

    #[test]
    fn a_record_of_the_crate_log() {
        log::set_boxed_logger(Box::new(tracing_log::LogTracer::new())).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        let line = line!() + 1;
        let event = logged(|| log::error!(target: "shop", "the till is shut"));
        assert_eq!((&event["message"], &event["logger"]), (&json!("the till is shut"), &json!("shop")));
        assert_eq!(
            event["contexts"],
            json!({"Rust Tracing Location": {"module_path": module_path!(), "file": file!(), "line": line}})
        );
    }

    #[test]
    fn tags_and_the_error_of_an_instrumented_function() {
        #[tracing::instrument(err)]
        fn pay(text: &str) -> Result<u32, std::num::ParseIntError> {
            text.parse()
        }
        let event = logged(|| assert!(pay("free").is_err()));
        assert_eq!(event["message"], "invalid digit found in string");
        let event = logged(|| {
            tracing::error!(
                tags.shop = "tea",
                tags.till = 7,
                order = -3,
                share = 0.25,
                most = u64::MAX,
                "lost"
            )
        });
        assert_eq!(event["tags"], json!({"shop": "tea", "till": "7"}));
        assert_eq!(
            event["contexts"]["Rust Tracing Fields"],
            json!({"order": -3, "share": 0.25, "most": u64::MAX})
        );
    }

    #[test]
    fn the_words_of_an_event_without_a_message() {
        assert_eq!(
            logged(|| tracing::error!(order = 7, shop = "tea", paid = false))["message"],
            r#"order=7 shop="tea" paid=false"#
        );
        let error = std::fmt::Error;
        let event = logged(|| tracing::error!(error = &error as &dyn std::error::Error));
        assert_eq!(event.get("message"), None);
    }
}
