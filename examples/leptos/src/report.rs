//! What is told of errors.

/// First thing in `main`.
pub fn start() {
    let document = web_sys::window().and_then(|window| window.document());
    let meta = document.and_then(|it| it.query_selector("meta[name=balefire-dsn]").ok().flatten());
    let dsn = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    // The app never ends, so neither does its reporting.
    std::mem::forget(balefire::init((
        dsn,
        balefire::Options { release: balefire::release_name!(), ..Default::default() },
    )));
}

pub fn breadcrumb(message: &str) {
    balefire::add_breadcrumb(balefire::Breadcrumb {
        category: Some("tasks".into()),
        message: Some(message.into()),
        ..Default::default()
    });
}
