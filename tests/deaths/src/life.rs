//! What an app tells by the crate while it lives.

use std::sync::Arc;

use anyhow::Context;
use balefire::{
    BeforeCallback, Breadcrumb, Event, Exception, Frame, Level, Map, Options, SpanStatus, Stacktrace,
    TransactionContext, User, start_transaction,
};
use tracing_subscriber::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What an app does that reports.
#[wasm_bindgen]
pub fn report(dsn: String) {
    let options =
        Options { release: balefire::release_name!(), traces_sample_rate: 1.0, ..Options::default() };
    std::mem::forget(balefire::init((dsn, options)));
}

/// The same, but for the words of panics.
#[wasm_bindgen]
pub fn report_places(dsn: String) {
    let options = Options { send_panic_message: false, ..Options::default() };
    std::mem::forget(balefire::init((dsn, options)));
}

/// The same, for an app that has no page.
#[cfg(feature = "direct")]
#[wasm_bindgen]
pub fn report_directly(dsn: String) {
    let options = Options {
        release: balefire::release_name!(),
        traces_sample_rate: 1.0,
        transport: balefire::Transport::Direct,
        ..Options::default()
    };
    std::mem::forget(balefire::init((dsn, options)));
}

/// A context of a type that serde writes.
#[cfg(feature = "direct")]
#[wasm_bindgen]
pub fn tell_typed() {
    let order = std::collections::BTreeMap::from([("article", "tea"), ("size", "large")]);
    balefire::with_scope(
        |scope| scope.set_context("order", balefire::Context::of(&order)),
        || balefire::capture_message("typed", Level::Info),
    );
}

/// As [`report`], with hooks: words of customers stay here, noise is dropped.
#[wasm_bindgen]
pub fn report_filtered(dsn: String) {
    let before_send: BeforeCallback<Event<'static>> = Arc::new(|mut event| {
        if event.message.as_deref() == Some("noise") {
            return None;
        }
        for exception in &mut event.exception {
            if exception.value.as_deref() == Some("break the hook") {
                panic!("the hook is broken");
            }
            if exception.value.as_deref() == Some("drop me") {
                return None;
            }
            exception.value = exception.value.take().map(|text| text.replace("Ada", "a customer"));
        }
        event.tags.insert("judged".into(), "yes".into());
        Some(event)
    });
    let options = Options {
        before_send: Some(before_send),
        before_breadcrumb: Some(Arc::new(|crumb| {
            (crumb.message.as_deref() != Some("noise")).then_some(crumb)
        })),
        ..Options::default()
    };
    std::mem::forget(balefire::init((Some(dsn), options)));
}

/// Events and breadcrumbs, some of which the hooks drop.
#[wasm_bindgen]
pub fn tell_filtered() {
    for message in ["noise", "kept"] {
        balefire::add_breadcrumb(|| Breadcrumb { message: Some(message.into()), ..Breadcrumb::default() });
    }
    for message in ["noise", "of Ada's"] {
        balefire::capture_message(message, Level::Warning);
    }
    balefire::capture_error(&std::io::Error::other("Ada has no price"));
    balefire::with_scope(
        |scope| scope.add_event_processor(|_| None),
        || balefire::capture_message("dropped by a processor", Level::Error),
    );
}

/// Captures what JavaScript has thrown at the app.
#[wasm_bindgen]
pub fn pass_on(error: &JsValue) {
    balefire::capture_js(error);
}

/// Captures an error with these words.
#[wasm_bindgen]
pub fn fail_with(words: &str) {
    balefire::capture_error(&std::io::Error::other(words));
}

/// Dies with these words.
#[wasm_bindgen]
pub fn panic_with(words: &str) {
    panic!("{words}");
}

/// One of everything; the id of the last event.
#[wasm_bindgen]
pub fn tell() -> Option<String> {
    balefire::configure_scope(|scope| {
        scope.set_tag("shop", "tea");
        scope.set_tag("gone", 1);
        scope.remove_tag("gone");
        scope.set_user(Some(User { id: Some("42".into()), ..User::default() }));
        scope.set_extra("cart", vec![1, 2].into());
        scope.set_context("order", Map::from([("paid", false.into())]));
        scope.set_transaction(Some("/cart"));
    });
    balefire::add_breadcrumb(Breadcrumb {
        category: Some("cart".into()),
        message: Some("opened".into()),
        data: Map::from([("articles", 2.into())]),
        ..Breadcrumb::default()
    });
    let id = balefire::with_scope(
        |scope| {
            scope.set_tag("inner", true);
            scope.set_level(Some(Level::Warning));
            scope.set_fingerprint(Some(&["a", "b"]));
        },
        || balefire::capture_message("with a scope", Level::Info),
    );
    assert_eq!(id, balefire::last_event_id());
    balefire::capture_message("without", Level::Info);
    balefire::capture_event(Event {
        message: Some("of its own making".into()),
        exception: vec![Exception {
            ty: "Stock".into(),
            value: Some("below 5".into()),
            stacktrace: Some(Stacktrace {
                frames: vec![Frame {
                    function: Some("count".into()),
                    filename: Some("rules/stock.lua".into()),
                    lineno: Some(7),
                    ..Frame::default()
                }],
            }),
            ..Exception::default()
        }]
        .into(),
        ..Event::default()
    });
    if let Err(error) = "free".parse::<u32>().context("the price is no number") {
        balefire::capture_anyhow(&error);
    }
    balefire::last_event_id()
}

/// A transaction with a span, and an event in it; the headers for another server.
#[wasm_bindgen]
pub fn time() -> String {
    let transaction = start_transaction(TransactionContext::new("save order", "ui.action"));
    transaction.set_tag("shop", "tea");
    let span = transaction.start_child("http.client", "POST /orders");
    span.set_data("articles", 3.into());
    span.set_status(SpanStatus::Ok);
    balefire::configure_scope(|scope| scope.set_span(Some(span.clone().into())));
    balefire::capture_message("within", Level::Info);
    balefire::configure_scope(|scope| scope.set_span(None));
    balefire::capture_message("behind", Level::Info);
    let headers: Vec<String> = span.iter_headers().map(|(name, value)| format!("{name}: {value}")).collect();
    span.finish();
    transaction.finish();
    let mut context = TransactionContext::new("not sent", "ui.action");
    context.set_sampled(false);
    start_transaction(context).finish();
    headers.join("\n")
}

/// The same in the words of `tracing`.
#[wasm_bindgen]
pub fn trace() {
    let subscriber = tracing_subscriber::registry().with(balefire::tracing::layer());
    tracing::subscriber::with_default(subscriber, || {
        let _span = tracing::info_span!("checkout", cart = 7).entered();
        let pay = tracing::info_span!("pay", sentry.op = "till", sentry.name = "pay by card", paid = false);
        pay.in_scope(|| {
            // Not sent, nor are errors in it without a place.
            let _noise = tracing::debug_span!("noise").entered();
            tracing::error!(tags.till = 7, "the card is refused");
        });
        tracing::warn!(stock = 4, "stock is low");
        let error = std::io::Error::other("the till is shut");
        tracing::error!(error = &error as &dyn std::error::Error, order = 3, "the order is lost");
    });
}

/// Events as a mapper of the app's makes them, and one without a message.
#[wasm_bindgen]
pub fn trace_mapped() {
    use balefire::tracing::{EventMapping, event_from_event, layer};
    let layer = layer().event_mapper(|event, context| {
        let mut mapped = event_from_event(event, &context);
        if mapped.message.as_deref() == Some("noise") {
            return EventMapping::Ignore;
        }
        mapped.tags.insert("team".into(), "till".into());
        EventMapping::Event(Box::new(mapped))
    });
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::error!("noise");
        tracing::warn!(order = 3, shop = "tea");
    });
}

/// Calls a function of the page within a transaction that is the active span, and within a span of `tracing`.
#[wasm_bindgen]
pub fn trace_around(in_transaction: &js_sys::Function, in_span: &js_sys::Function) {
    let transaction = start_transaction(TransactionContext::new("save order", "ui.action"));
    balefire::with_scope(
        |scope| scope.set_span(Some(transaction.clone().into())),
        || in_transaction.call0(&JsValue::NULL).is_ok(),
    );
    transaction.finish();
    let subscriber = tracing_subscriber::registry().with(balefire::tracing::layer());
    tracing::subscriber::with_default(subscriber, || {
        tracing::info_span!("checkout").in_scope(|| in_span.call0(&JsValue::NULL).is_ok());
    });
}
