//! A release, as a link to its page.

use maud::{Markup, html};

use super::links;
use super::reveal_hidden::reveal_hidden;

/// The release with the link.
pub(super) fn release_link(project_id: i64, release: &str) -> Markup {
    html! { a href=(links::release(project_id, release)) translate="no" { (reveal_hidden(release)) } }
}
