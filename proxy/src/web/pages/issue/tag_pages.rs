//! The pages of an issue's tags: all tags with their most frequent values, and all values of one tag.

use maud::{Markup, html};

use super::super::language::{fill, t};
use super::super::layout::{PageContent, Tab};
use super::super::number_format::number;
use super::super::reveal_hidden::reveal_hidden;
use super::super::{links, paging};
use super::time_range::{TimeRange, choice};
use crate::model::issue::Issue;
use crate::web::issue_events::{TagSpread, TagValues};

/// Values of a tag on the page of all tags.
const TOP: usize = 5;
/// Tags with values on that page; those behind them are links.
const CARDS: usize = 25;
/// Such links. The store counts no more tags of an issue.
const LINKS: usize = 200;

/// The page of all tags.
pub(super) fn all_tags(issue: &Issue, spread: &TagSpread, range: TimeRange) -> PageContent {
    let content = html! {
        (head(issue, t("Tags"), None))
        (choice(range, |range| links::issue_tags(issue.id, range.key())))
        (bound(spread))
        @if spread.tags.is_empty() {
            (nothing(issue))
        } @else {
            div.tag-cards {
                @for tag in spread.tags.iter().take(CARDS) {
                    section.panel.spread {
                        h2 { a href=(links::issue_tag(issue.id, &tag.key, range.key(), 1)) { (reveal_hidden(&tag.key)) } }
                        (values(tag, tag.values.get(..TOP).unwrap_or(&tag.values)))
                        @if tag.values.len() > TOP {
                            p.quiet { (others(tag)) }
                        }
                    }
                }
            }
            @if spread.tags.len() > CARDS {
                section.panel.spread {
                    h2 { (t("More tags")) }
                    p {
                        @for tag in spread.tags.iter().skip(CARDS).take(LINKS) {
                            a href=(links::issue_tag(issue.id, &tag.key, range.key(), 1)) { (reveal_hidden(&tag.key)) } " "
                        }
                    }
                }
            }
        }
    };
    let title = fill("Tags of {issue}", &[("issue", &issue.description.title)]);
    PageContent::new(&title, Tab::Issues, content)
}

/// A page of the values of one tag.
pub(super) struct TagPage<'a> {
    pub issue: &'a Issue,
    pub key: &'a str,
    pub spread: &'a TagSpread,
    pub range: TimeRange,
    pub page: u32,
}

/// Values of a tag on its page.
const VALUES: usize = 50;

/// The page of one tag.
pub(super) fn one_tag(shown: &TagPage<'_>) -> PageContent {
    let TagPage { issue, key, spread, range, page } = *shown;
    let tag = spread.tags.iter().find(|tag| tag.key == key);
    let first = (page as usize - 1).saturating_mul(VALUES);
    let of_page = tag.and_then(|tag| tag.values.get(first..)).unwrap_or_default();
    let has_more = of_page.len() > VALUES;
    let of_page = of_page.get(..VALUES).unwrap_or(of_page);
    let content = html! {
        (head(issue, key, Some(range)))
        (choice(range, |range| links::issue_tag(issue.id, key, range.key(), 1)))
        (bound(spread))
        @match tag.filter(|_| !of_page.is_empty()) {
            None => (nothing(issue)),
            Some(tag) => {
                @if let Some(most) = tag.most {
                    p.quiet { (fill("At most {count} values of a tag are counted; others may be missing.", &[("count", &number(most as i64))])) }
                }
                section.panel.spread.one-tag { (values(tag, of_page)) }
            },
        }
        (paging::named_links(t("Pages of values"), (t("Before"), t("More")), page, has_more, |page| {
            links::issue_tag(issue.id, key, range.key(), page)
        }))
    };
    let title = fill("{tag} of {issue}", &[("tag", key), ("issue", &issue.description.title)]);
    PageContent::new(&title, Tab::Issues, content)
}

fn head(issue: &Issue, title: &str, tags_in: Option<TimeRange>) -> Markup {
    html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / "
                a href=(links::issue(issue.id)) { "#" (issue.id) }
                @if let Some(range) = tags_in { " / " a href=(links::issue_tags(issue.id, range.key())) { (t("Tags")) } }
            }
            h1 { (reveal_hidden(title)) }
            p.value { (reveal_hidden(&issue.description.title)) }
        }
    }
}

/// Says which events were counted, if not all.
fn bound(spread: &TagSpread) -> Markup {
    html! {
        @if let Some(newest) = spread.newest {
            p.quiet { (fill("Counted over the newest {count} events of this range.", &[("count", &number(newest.into()))])) }
        }
    }
}

fn nothing(issue: &Issue) -> Markup {
    html! {
        section.panel.empty {
            h2 { (t("No tags in this range")) }
            p { (t("Choose a longer range, or look at the events.")) }
            p { a href=(links::events(issue.id, 1)) { (t("All events")) } }
        }
    }
}

/// How many values are not on the card.
fn others(tag: &TagValues) -> String {
    let count = number((tag.values.len() - TOP) as i64);
    match tag.most {
        Some(_) => fill("and at least {count} more", &[("count", &count)]),
        None => fill("and {count} more", &[("count", &count)]),
    }
}

/// Values with their shares of all events that have the tag.
fn values(tag: &TagValues, shown: &[(String, u64)]) -> Markup {
    html! {
        ul {
            @for (value, count) in shown {
                @let percent = count.saturating_mul(100) / tag.total.max(1);
                @let events = number(i64::try_from(*count).unwrap_or(i64::MAX));
                li {
                    span.name { @if value.is_empty() { (t("(empty)")) } @else { (reveal_hidden(value)) } }
                    span.share { @if percent == 0 && *count > 0 { "< 1" } @else { (percent) } " % · " (events) }
                    svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                        rect.back width="100" height="4" {}
                        rect width=(percent.max(1)) height="4" {}
                    }
                }
            }
        }
    }
}
