//! Judges captures by their kind.

pub mod panic;
