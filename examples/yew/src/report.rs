//! What is told of errors.

#[cfg(feature = "balefire")]
pub fn start(dsn: String) {
    // The app never ends, so neither does its reporting.
    std::mem::forget(balefire::init((
        dsn,
        balefire::Options { release: balefire::release_name!(), ..Default::default() },
    )));
}

#[cfg(feature = "balefire")]
pub fn error(error: &dyn std::error::Error) {
    balefire::capture_error(error);
}

#[cfg(feature = "balefire")]
pub fn breadcrumb(message: &str) {
    balefire::add_breadcrumb(balefire::Breadcrumb {
        category: Some("tasks".into()),
        message: Some(message.into()),
        ..Default::default()
    });
}

#[cfg(not(feature = "balefire"))]
mod without {
    pub fn start(_: String) {}
    pub fn error(_: &dyn std::error::Error) {}
    pub fn breadcrumb(_: &str) {}
}

#[cfg(not(feature = "balefire"))]
pub use without::*;
