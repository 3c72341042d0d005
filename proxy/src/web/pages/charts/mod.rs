//! Charts as inline SVG, made on the server. Each has its numbers in a table, and a name for screen readers.
//!
//! Places are percentages and sizes are attributes, because the pages' policy allows no inline style. Texts keep their
//! size on a phone, as no picture with text in it is scaled.

mod axis;
mod counts;
mod histogram;
mod place;
mod share_bar;
mod trend;
mod waterfall;

pub(super) use axis::{moment, zone};
pub(super) use counts::{Counts, counts};
pub(super) use histogram::{Histogram, histogram};
pub(super) use place::percent;
pub(super) use share_bar::{Shares, share_bar};
pub(super) use trend::{Band, Point, Trend, trend};
pub(super) use waterfall::{Bar, Lane, Tone, lane};
