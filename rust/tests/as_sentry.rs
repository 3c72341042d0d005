//! Code for the `sentry` crate (0.49), as its documentation has it: it has to compile, and no line of it may need more than
//! another name of the crate. Here, on a host, none of it does anything.
#![cfg(all(feature = "anyhow", feature = "tracing"))]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use balefire as sentry;
use sentry::integrations::anyhow::capture_anyhow;
use sentry::protocol::{
    Breadcrumb, Context, Event, Exception, Frame, Level, Map, SpanStatus, Stacktrace, User, Value,
};
use sentry::{ClientOptions, TransactionContext, TransactionOrSpan};

fn without_passwords(mut event: Event<'static>) -> Option<Event<'static>> {
    event.extra.remove("password");
    Some(event)
}

fn start() -> sentry::ClientInitGuard {
    sentry::init((
        "https://key@errors.test/1",
        ClientOptions::new()
            .maybe_release(sentry::release_name!())
            .release(String::from("shop@1"))
            .environment("staging")
            .sample_rate(0.5)
            .traces_sample_rate(0.2)
            .max_breadcrumbs(30)
            .attach_stacktrace(true)
            .send_default_pii(true)
            .before_breadcrumb(|crumb| (crumb.category.as_deref() != Some("noise")).then_some(crumb))
            .before_send(|mut event| {
                if event.exception.values.iter().any(|exception| exception.ty == "Noise") {
                    return None;
                }
                event.user = None;
                event.tags.insert("judged".to_string(), "yes".to_string());
                event.extra.insert("by".into(), "hook".into());
                event.fingerprint = Cow::Owned(vec!["a".into(), "b".into()]);
                Some(event)
            }),
    ))
}

#[test]
fn a_client_is_made_in_each_way() {
    start().close(Some(Duration::from_secs(2)));
    for options in [
        ClientOptions { before_send: Some(Arc::new(without_passwords)), ..Default::default() },
        ClientOptions { release: sentry::release_name!(), ..Default::default() },
        ClientOptions::new().dsn("https://key@errors.test/1").before_send(without_passwords),
    ] {
        let _guard = sentry::init(options);
    }
    let _guard = sentry::init((std::env::var("NO_SUCH_DSN").ok(), ClientOptions::new()));
}

#[test]
fn scopes_have_all_that_events_need() {
    sentry::configure_scope(|scope| {
        scope.set_user(Some(User {
            id: Some(111.to_string()),
            email: Some("ada@example.com".to_owned()),
            ip_address: Some("127.0.0.1".parse().unwrap()),
            ..Default::default()
        }));
        scope.set_tag("shop", "tea");
        let mut map = BTreeMap::new();
        map.insert(String::from("name"), "Mighty Fighter".into());
        map.insert(String::from("age"), 19.into());
        scope.set_context("character", Context::Other(map));
        scope.set_extra("cart", "empty".to_owned().into());
        scope.set_fingerprint(Some(["my-view-function"].as_ref()));
        scope.set_level(Some(Level::Warning));
        scope.add_event_processor(without_passwords);
        scope.add_event_processor(Box::new(without_passwords));
    });
    let mut data = Map::new();
    data.insert("method".into(), "GET".into());
    data.insert("status".to_string(), Value::from(200));
    sentry::add_breadcrumb(Breadcrumb {
        ty: "http".into(),
        category: Some("request".into()),
        data,
        ..Default::default()
    });
    let data: Map<String, Value> = [("articles".to_owned(), Value::from(1))].into_iter().collect();
    sentry::add_breadcrumb(|| Some(Breadcrumb { data: data.clone(), ..Default::default() }));
    assert_eq!(data.get("articles"), Some(Value::from(1)));
}

#[test]
fn events_are_made_by_hand() {
    let mut event = Event::new();
    event.contexts.insert("order".into(), Context::Other(Map::from([("paid", true.into())])));
    event.exception = vec![Exception {
        ty: "Stock".into(),
        value: Some("below 5".into()),
        stacktrace: Some(Stacktrace {
            frames: vec![Frame { function: Some("count".into()), lineno: Some(7), ..Default::default() }],
        }),
        ..Default::default()
    }]
    .into();
    event.exception.values.push(Exception::default());
    for exception in &mut event.exception.values {
        exception.module = None;
    }
    event.user.get_or_insert_with(Default::default).id = Some("1".into());
    sentry::capture_event(event);

    let error: Box<dyn std::error::Error + Send + Sync> = "refused".into();
    sentry::capture_error(&*error);
    sentry::capture_error(error.as_ref());
    capture_anyhow(&anyhow::anyhow!("refused"));
    let event = sentry::integrations::anyhow::event_from_error(&anyhow::anyhow!("inner").context("outer"));
    let values = event.exception.iter().map(|exception| exception.value.as_deref().unwrap());
    assert_eq!(values.collect::<Vec<_>>(), ["inner", "outer"]);
    assert_eq!((event.level, Level::default()), (Level::Error, Level::Info));
}

#[test]
fn a_span_is_the_child_of_the_one_around_it() {
    let transaction = sentry::start_transaction(TransactionContext::new("save order", "ui.action"));
    sentry::configure_scope(|scope| scope.set_span(Some(transaction.clone().into())));
    let outer = sentry::configure_scope(|scope| scope.get_span());
    let span: TransactionOrSpan = match &outer {
        Some(outer) => outer.start_child("db", "read the stock").into(),
        None => panic!("the scope has a span"),
    };
    sentry::with_scope(
        |scope| scope.set_span(Some(span.clone())),
        || {
            let inner = sentry::configure_scope(|scope| scope.get_span());
            assert!(matches!(inner, Some(TransactionOrSpan::Span(_))));
        },
    );
    let after = sentry::configure_scope(|scope| scope.get_span());
    assert!(matches!(after, Some(TransactionOrSpan::Transaction(_))));
    span.set_data("rows", 3.into());
    span.set_tag("cached", false);
    span.set_status(SpanStatus::Ok);
    assert_eq!(span.iter_headers().next().map(|(name, _)| name), Some("sentry-trace"));
    span.finish();
    sentry::configure_scope(|scope| scope.set_span(None));
    assert!(sentry::configure_scope(|scope| scope.get_span()).is_none());
    transaction.finish();
}

#[test]
fn layers_by_themselves_and_together() {
    use sentry::integrations::tracing::{
        BreadcrumbLayer, ErrorLayer, EventFilter, EventMapping, SpanLayer, breadcrumb_from_event,
        event_from_event, layer,
    };
    use tracing_subscriber::filter::LevelFilter;
    use tracing_subscriber::prelude::*;

    let filtered = layer()
        .enable_span_attributes()
        .span_filter(|metadata| metadata.target() != "noise")
        .event_filter(|metadata| match *metadata.level() {
            tracing::Level::ERROR => EventFilter::Event | EventFilter::Breadcrumb,
            tracing::Level::WARN => EventFilter::Breadcrumb,
            _ => EventFilter::Ignore,
        });
    let mapped = layer().event_mapper(|event, context| {
        let both = vec![
            EventMapping::Breadcrumb(breadcrumb_from_event(event, &context)),
            EventMapping::Event(Box::new(event_from_event(event, &context))),
        ];
        EventMapping::Combined(both.into())
    });
    let all = tracing_subscriber::registry()
        .with(filtered)
        .with(mapped)
        .with(SpanLayer::new().with_filter(LevelFilter::INFO))
        .with(BreadcrumbLayer::new().with_filter(LevelFilter::INFO))
        .with(ErrorLayer::new().with_filter(LevelFilter::ERROR));
    tracing::subscriber::with_default(all, || {
        let _span = tracing::info_span!("checkout", sentry.op = "till", tags.shop = "tea").entered();
        tracing::error!(tags.till = 7, "the card is refused");
    });
}
