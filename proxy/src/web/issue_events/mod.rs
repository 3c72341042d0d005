//! Questions about the events of an issue that pages and web API share: which of them match, which one tells most, how
//! their tags are spread, and whom they concern.
//!
//! Each reads a bounded number of the newest events, and says whether these are all.

mod event_facts;
mod event_place;
mod event_search;
mod event_values;
mod find_events;
mod recommended;
mod tag_spread;
mod touched_users;

pub(in crate::web) use event_place::EventPlace;
pub(in crate::web) use event_search::EventSearch;
pub(in crate::web) use event_values::values_of;
pub(in crate::web) use find_events::{EventsAsked, FoundEvents, find_events};
pub(in crate::web) use tag_spread::{TagSpread, TagValues, tag_spread};
pub(in crate::web) use touched_users::{TouchedUser, TouchedUsers, touched_users};
