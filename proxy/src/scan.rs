//! Reading a text forward, byte by byte, in steps that a test can count.
//!
//! Every rule that looks for something in the text of a stranger reads through these functions, so that a test can say
//! how its work grows with the text. Nothing here reads backward further than its caller says.

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
    all, any, bytes, char_at, chars, count, first_line, is_same, run_of_chars, split, trim, trim_end,
    trim_space_end, trim_space_start,
};
pub(crate) use visits::visit;

pub(crate) use runs::{run, run_back, run_within, stands_at};
