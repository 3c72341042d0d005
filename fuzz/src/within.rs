//! Where borrowed parts lie.

/// Whether a part lies in the bytes it is said to be of; one without bytes lies anywhere.
pub fn is_within(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    part.is_empty() || (whole.start <= part.start && part.end <= whole.end)
}
