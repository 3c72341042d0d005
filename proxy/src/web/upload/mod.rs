//! Uploads of symbols and sources.

mod chunk_upload;
mod source_maps;
mod symbol_file;
mod uploads;

use axum::extract::FromRef;

use super::routes::Routes;
use uploads::Uploads;

/// The routes.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Uploads: FromRef<S>,
{
    Routes::new().merge(symbol_file::routes()).merge(chunk_upload::routes()).merge(source_maps::routes())
}
