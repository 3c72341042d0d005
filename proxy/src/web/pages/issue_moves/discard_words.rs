//! Who discarded an issue, in words.

use maud::{Markup, html};

use crate::web::pages::language::{fill_markup, t};
use crate::web::pages::reveal_hidden::reveal_hidden;

/// `by ci`
pub(super) fn who(name: Option<&str>) -> Markup {
    let who = match name {
        Some(name) => html! { (reveal_hidden(name)) },
        None => html! { (t("someone without a token")) },
    };
    fill_markup("by {who}", &[("who", who)])
}
