//! The Chinese texts, one file for each part of the pages: pairs of the English text and the Chinese one.

mod layout;

/// All texts.
pub(super) const TEXTS: &[&[(&str, &str)]] = &[layout::TEXTS];
