//! Where the app runs: in a page with a recorder, with a reporter of its own, or natively. Each has the same functions.

#[cfg(all(target_arch = "wasm32", any(feature = "direct", feature = "recorder")))]
mod console;
#[cfg(all(target_arch = "wasm32", feature = "direct", feature = "recorder"))]
mod either;
#[cfg(not(all(target_arch = "wasm32", any(feature = "direct", feature = "recorder"))))]
mod native;
#[cfg(all(target_arch = "wasm32", feature = "recorder"))]
mod recorder;

#[cfg(all(target_arch = "wasm32", feature = "direct", not(feature = "recorder")))]
pub(crate) use crate::direct::*;
#[cfg(all(target_arch = "wasm32", any(feature = "direct", feature = "recorder")))]
pub(crate) use console::*;
#[cfg(all(target_arch = "wasm32", feature = "direct", feature = "recorder"))]
pub(crate) use either::*;
#[cfg(not(all(target_arch = "wasm32", any(feature = "direct", feature = "recorder"))))]
pub(crate) use native::*;
#[cfg(all(target_arch = "wasm32", feature = "recorder", not(feature = "direct")))]
pub(crate) use recorder::*;
