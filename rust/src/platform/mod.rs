//! Where the app runs: in a page with a recorder, in a host without one, or natively. Each has the same functions.

#[cfg(all(target_arch = "wasm32", feature = "direct"))]
mod either;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod recorder;

#[cfg(all(target_arch = "wasm32", feature = "direct"))]
pub(crate) use either::*;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::*;
#[cfg(all(target_arch = "wasm32", not(feature = "direct")))]
pub(crate) use recorder::*;
