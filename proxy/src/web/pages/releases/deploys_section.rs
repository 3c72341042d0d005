//! The deploys of a version, as a section of its page.

use maud::{Markup, html};

use crate::model::timestamp::Timestamp;
use crate::store::Deploy;
use crate::web::pages::language::{fill_markup, plural, t};
use crate::web::pages::links::safe_link;
use crate::web::pages::relative_time::ago;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Longest address that is linked, in bytes, and longest text of a link, in characters: a page is small.
const LINKED: usize = 1_024;
const TEXT: usize = 64;

/// The last deploys of all; nothing without any, as most builds note none.
pub(super) fn deploys(last: &[Deploy], count: u64, now: Timestamp) -> Markup {
    html! {
        @if !last.is_empty() {
            section.panel.breakdown #deploys {
                h2 { (t("Deploys")) }
                table.cells {
                    thead {
                        tr {
                            th scope="col" { (t("Environment")) }
                            th scope="col" { (t("Name")) }
                            th.num scope="col" { (t("Deployed")) }
                        }
                    }
                    tbody { @for deploy in last { (row(deploy, now)) } }
                }
                @if count > last.len() as u64 { p.quiet { (plural(count, "The last ones of {n} deploy", "The last ones of {n} deploys")) } }
            }
        }
    }
}

fn row(deploy: &Deploy, now: Timestamp) -> Markup {
    let of = &deploy.of;
    let name = if of.name.is_empty() { &of.url } else { &of.name };
    let name: String = name.chars().take(TEXT).collect();
    html! {
        tr {
            th.what scope="row" translate="no" { (reveal_hidden(&of.environment)) }
            td data-label=(t("Name")) translate="no" {
                @match safe_link(&of.url).filter(|link| link.len() <= LINKED) {
                    Some(link) => a href=(link) rel="noopener noreferrer nofollow" { (reveal_hidden(&name)) },
                    None if name.is_empty() => span.quiet { "–" },
                    None => (reveal_hidden(&name)),
                }
            }
            td.num data-label=(t("Deployed")) {
                (ago(of.finished, now))
                @if let Some(started) = of.started { div.quiet { (fill_markup("started {time}", &[("time", ago(started, now))])) } }
            }
        }
    }
}
