//! The tabs above the list: the searches that are always there, each with the number of its issues.

use maud::{Markup, html};

use super::filters::Filters;
use crate::search::IssueState;
use crate::store::{IssueQuery, Reader, StoreError};
use crate::web::issue_search::DEFAULT;
use crate::web::pages::language::{t, text};

/// Issues are counted up to one more than this.
const COUNTED: u32 = 100;

/// The states that have a tab: the name, the search, and the state.
const STATES: [(&str, &str, IssueState); 5] = [
    (text("Unresolved"), DEFAULT, IssueState::Unresolved),
    (text("For review"), "is:for_review", IssueState::ForReview),
    (text("Regressed"), "is:regressed", IssueState::Regressed),
    (text("Escalating"), "is:escalating", IssueState::Escalating),
    (text("Archived"), "is:archived", IssueState::Archived),
];

/// The number of issues of each state, within the project, the environment and the time of a query.
pub(super) fn count(store: &dyn Reader, query: &IssueQuery) -> Result<Vec<u32>, StoreError> {
    store.count_states(query, &STATES.map(|(_, _, state)| state), COUNTED + 1)
}

/// The tabs. The last one, all issues, has no number, as it is no work to be done.
pub(super) fn tabs(filters: &Filters, counts: &[u32]) -> Markup {
    let counts = counts.iter().map(Some).chain(std::iter::repeat(None));
    let searches = STATES.iter().map(|(name, search, _)| (*name, *search)).chain([(text("All"), "")]);
    let current = filters.text.as_deref().unwrap_or(DEFAULT).trim();
    html! {
        nav.tabs aria-label=(t("States of issues")) {
            @for ((name, search), count) in searches.zip(counts) {
                a href=(filters.with_text(search).path()) aria-current=[(current == search).then_some("page")] {
                    (t(name))
                    @if let Some(count) = count { " " span.count { (shown(*count)) } }
                }
            }
        }
    }
}

fn shown(count: u32) -> String {
    if count > COUNTED { format!("{COUNTED}+") } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tab_but_the_last_has_its_number() {
        let html = tabs(&Filters { page: 1, ..Filters::default() }, &[101, 100, 0, 3, 7]).into_string();
        for part in [
            "aria-current=\"page\">Unresolved <span class=\"count\">100+</span></a>",
            ">For review <span class=\"count\">100</span></a>",
            ">Regressed <span class=\"count\">0</span></a>",
            ">Archived <span class=\"count\">7</span></a>",
            "<a href=\"/?q=\">All</a>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_searches_are_those_that_are_counted() {
        for (_, search, state) in STATES {
            let parsed = crate::search::parse(search, crate::model::timestamp::Timestamp(0.0)).unwrap();
            let [term] = parsed.terms.as_slice() else { panic!("{search}") };
            assert_eq!(term.condition, crate::search::Condition::Is(state));
        }
    }
}
