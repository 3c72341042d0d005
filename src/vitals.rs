//! Web vitals: what the browser's performance entries say of a page view, as numbers.
//!
//! Pure state machines by the rules of Google's web-vitals 6. The observers in `js/on_demand/performance/vitals/` hand the
//! numbers of each entry over; elements, addresses and other names stay there. Times are milliseconds since the page's time
//! origin, unless a function says otherwise.

pub mod attribution;
pub mod cls;
pub mod event;
#[cfg(feature = "vitals")]
mod exports;
pub mod fcp;
pub mod frames;
pub mod inp;
pub mod lcp;
pub mod long_frames;
pub mod metric;
pub mod navigation;
pub mod page_view;
pub mod ttfb;
