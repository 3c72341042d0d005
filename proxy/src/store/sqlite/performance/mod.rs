//! Performance data: segments and spans as they came, vitals until they are final, and distributions of all of them.

mod coarse;
mod coarse_since;
mod distributions;
mod expire;
mod fold;
mod measure_code;
mod of_project;
mod open_vitals;
mod page_view;
mod page_view_name;
mod range;
mod read;
mod record;
mod role;
mod segment_list;
mod segments;
mod spans;
mod summary;
mod trace_errors;
mod vitals;

pub(super) use expire::newest_arrival;
pub(super) use of_project::{TABLES, delete_some};
pub(super) use record::TraceSums;
