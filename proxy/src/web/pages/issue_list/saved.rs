//! Saved searches, beside the list.

use maud::{Markup, html};

use super::filters::Filters;
use crate::store::SavedSearch;
use crate::web::pages::language::{fill, t};
use crate::web::pages::reveal_hidden::{exact, reveal_hidden};

/// Longest name of a saved search, in characters.
pub(super) const NAME: usize = 60;

/// The saved searches, with a form to save the present one and forms to delete.
pub(super) fn section(saved: &[SavedSearch], filters: &Filters, may_change: bool) -> Markup {
    html! {
        @if may_change || !saved.is_empty() {
            details.searches {
                summary { (t("Saved searches")) @if !saved.is_empty() { " (" (saved.len()) ")" } }
                @if saved.is_empty() { p.quiet { (t("No search is saved yet. A saved search is there for all who use this server.")) } }
                @if !saved.is_empty() {
                    ul {
                        @for search in saved {
                            li {
                                a href=(filters.of_saved(&search.query).path()) translate="no" { (reveal_hidden(&search.name)) }
                                " " code translate="no" { (reveal_hidden(&search.query)) }
                                @if may_change { (delete(search)) }
                            }
                        }
                    }
                }
                @if may_change { (save(filters)) }
            }
        }
    }
}

fn delete(search: &SavedSearch) -> Markup {
    let label = fill("Delete the saved search {name}", &[("name", &search.name)]);
    html! {
        form method="post" action={ "/searches/" (search.id) "/delete/" } {
            button.plain aria-label=(label) { (t("Delete")) }
        }
    }
}

fn save(filters: &Filters) -> Markup {
    html! {
        form method="post" action="/searches/" {
            input type="hidden" name="query" value=(exact(&filters.as_search()));
            input type="hidden" name="to" value=(exact(&filters.path()));
            label for="search-name" { (t("Save the present search as")) }
            input #search-name name="name" maxlength=(NAME) required;
            button { (t("Save")) }
        }
    }
}
