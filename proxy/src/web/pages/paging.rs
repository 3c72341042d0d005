//! The pages of a list.

use maud::{Markup, html};

use super::language::{fill, t};
use crate::web::parameters;

/// Issues or events on a page.
pub(super) const PAGE: u32 = 25;
/// The last page of a list that can be asked for; older entries are found by a search.
const LAST_PAGE: u32 = 10_000;

/// The page that a query asks for, within bounds.
pub(super) fn page_number(page: Option<&str>) -> u32 {
    page.and_then(parameters::number).unwrap_or(1).clamp(1, LAST_PAGE)
}

/// The entries of a page out of one more than fit on it, and whether there are more pages.
pub(super) fn cut<T>(mut entries: Vec<T>) -> (Vec<T>, bool) {
    let has_more = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    (entries, has_more)
}

/// Links to the pages before and after, of a list with the newest entries first; nothing if there is only one page.
pub(super) fn links(label: &str, page: u32, has_more: bool, to: impl Fn(u32) -> String) -> Markup {
    named_links(label, (t("Newer"), t("Older")), page, has_more, to)
}

/// The same for a list in another order.
pub(super) fn named_links(
    label: &str,
    (before, after): (&str, &str),
    page: u32,
    has_more: bool,
    to: impl Fn(u32) -> String,
) -> Markup {
    html! {
        @if page > 1 || has_more {
            nav.pages aria-label=(label) {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (before) } } @else { span {} }
                span { (fill("Page {n}", &[("n", &page.to_string())])) }
                @if has_more { a rel="next" href=(to(page + 1)) { (after) " →" } } @else { span {} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        for (text, page) in
            [(None, 1), (Some("x"), 1), (Some("0"), 1), (Some("7"), 7), (Some("99999999999"), LAST_PAGE)]
        {
            assert_eq!(page_number(text), page, "{text:?}");
        }
    }

    #[test]
    fn one_more_than_fits_says_that_there_are_more() {
        assert_eq!(cut(vec![0; PAGE as usize]), (vec![0; PAGE as usize], false));
        assert_eq!(cut(vec![0; PAGE as usize + 1]), (vec![0; PAGE as usize], true));
    }
}
