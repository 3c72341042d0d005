//! The parts of a list that a page has room for. Pages stay small whatever an event has in it.

use maud::{Markup, html};

use super::language::plural;

/// Longest text of one value, in bytes.
const VALUE: usize = 1_000;

/// The first parts of a list, and the number of the others.
pub(super) struct Fitting {
    pub shown: Vec<Markup>,
    pub left_out: usize,
}

impl Fitting {
    /// Parts until they have so many bytes together. The first one is there whatever its size.
    pub(super) fn within(bytes: usize, parts: impl IntoIterator<Item = Markup>) -> Self {
        let mut fitting = Self { shown: Vec::new(), left_out: 0 };
        let mut size = 0_usize;
        for part in parts {
            size = size.saturating_add(part.0.len());
            if fitting.left_out == 0 && (size <= bytes || fitting.shown.is_empty()) {
                fitting.shown.push(part);
            } else {
                fitting.left_out += 1;
            }
        }
        fitting
    }

    /// Where the others are.
    pub(super) fn note(&self) -> Markup {
        html! {
            @if self.left_out > 0 {
                p.quiet { (plural(self.left_out as u64, "{n} more entry is in the JSON of the event.", "{n} more entries are in the JSON of the event.")) }
            }
        }
    }
}

/// The beginning of a long value.
pub(super) fn beginning(value: &str) -> String {
    if value.len() <= VALUE {
        return value.to_owned();
    }
    let end = value.floor_char_boundary(VALUE);
    format!("{}…", value.get(..end).unwrap_or_default())
}

/// So many characters of a text.
pub(super) fn clipped(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use maud::PreEscaped;

    use super::*;

    #[test]
    fn parts_fit_until_one_does_not() {
        for (bytes, sizes, shown) in
            [(10, &[4, 6, 1][..], 2), (10, &[4, 7, 1], 1), (10, &[40, 1], 1), (10, &[], 0), (0, &[1], 1)]
        {
            let fitting = Fitting::within(bytes, sizes.iter().map(|size| PreEscaped("x".repeat(*size))));
            assert_eq!((fitting.shown.len(), fitting.left_out), (shown, sizes.len() - shown), "{sizes:?}");
        }
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(beginning("abc"), "abc");
        let cut = beginning(&"漢".repeat(1_000));
        assert_eq!((clipped("漢字", 2), clipped("漢字x", 2)), ("漢字".into(), "漢字…".into()));
        assert!(cut.len() <= VALUE + '…'.len_utf8() && cut.ends_with("漢…"), "{}", cut.len());
    }
}
