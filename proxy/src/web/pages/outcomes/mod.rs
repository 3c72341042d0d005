//! What became of the items of a project: in words, as a chart, and as tables.

mod left_out;
mod outcome_chart;
mod outcome_range;
mod outcome_tables;
mod outcome_words;

pub(super) use left_out::left_out;
pub(super) use outcome_chart::outcome_chart;
pub(super) use outcome_range::OutcomeRange;
pub(super) use outcome_tables::{by_key, by_reason};
pub(super) use outcome_words::category_words;
