//! What is told of errors.

/// First thing in `main`.
pub fn start(dsn: String) {
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
