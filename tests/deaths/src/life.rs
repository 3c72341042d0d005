//! What an app tells by the crate while it lives.

use anyhow::Context;
use balefire::{Breadcrumb, Event, Exception, Level, Map, Options, User};
use tracing_subscriber::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// What an app does that reports.
#[wasm_bindgen]
pub fn report(dsn: String) {
    let options = Options { release: balefire::release_name!(), ..Options::default() };
    std::mem::forget(balefire::init((dsn, options)));
}

/// One of everything; the id of the last event.
#[wasm_bindgen]
pub fn tell() -> Option<String> {
    balefire::configure_scope(|scope| {
        scope.set_tag("shop", "tea");
        scope.set_tag("gone", 1);
        scope.remove_tag("gone");
        scope.set_user(Some(User { id: Some("42".into()), ..User::default() }));
        scope.set_extra("cart", vec![1, 2]);
        scope.set_context("order", &Map::from([("paid", false.into())]));
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
        exception: vec![Exception { ty: "Stock".into(), value: Some("below 5".into()) }],
        ..Event::default()
    });
    if let Err(error) = "free".parse::<u32>().context("the price is no number") {
        balefire::capture_anyhow(&error);
    }
    balefire::last_event_id()
}

/// The same in the words of `tracing`.
#[wasm_bindgen]
pub fn trace() {
    let subscriber = tracing_subscriber::registry().with(balefire::tracing::layer());
    tracing::subscriber::with_default(subscriber, || {
        let _span = tracing::info_span!("checkout", cart = 7).entered();
        tracing::warn!(stock = 4, "stock is low");
        let error = std::io::Error::other("the till is shut");
        tracing::error!(error = &error as &dyn std::error::Error, order = 3, "the order is lost");
    });
}
