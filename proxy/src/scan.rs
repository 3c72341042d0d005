//! Reads a text forward, byte by byte, in steps that a test can count.
//!
//! Every rule that searches an untrusted text uses these functions, so that a test can measure how its work grows with
//! the text. Functions that read backward stop at a limit that the caller sets.

#[cfg(test)]
pub(crate) mod linear;
mod needle;
mod runs;
mod texts;
#[cfg(test)]
mod uncounted;
pub(crate) mod visits;

pub(crate) use needle::{contains, find, rsplit_once, split_once};
pub(crate) use texts::{
    all, any, bytes, char_at, chars, count, first_line, is_same, lines_of, run_of_chars, split, trim,
    trim_end, trim_space_end, trim_space_start,
};
pub(crate) use visits::visit;

pub(crate) use runs::{run, run_back, run_within, stands_at};
