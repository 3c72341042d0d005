//! A page without navigation and without anything of the store: for readers who may not see the other pages.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::language::Language;
use crate::web::base_path::with_base_path;

/// The whole page, for a server below this path.
pub(super) fn render(title: &str, content: &Markup, base: &str) -> Markup {
    let page = html! {
        (DOCTYPE)
        html lang=(Language::current().tag()) {
            head {
                meta charset="utf-8";
                title { (title) " · Balefire" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                link rel="stylesheet" href="/links/style.css";
            }
            body {
                main #content.wide {
                    section.panel.empty.confirm {
                        h1 { (title) }
                        (content)
                    }
                }
            }
        }
    };
    PreEscaped(with_base_path(page.into_string(), base))
}
