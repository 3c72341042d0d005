//! The page of a link: what will happen and the button, what was done, or why nothing was.

use axum::http::StatusCode;
use maud::{Markup, html};

use crate::model::action_link::{Action, ActionLink};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, fill_markup, t};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{bare_page, links, relative_time};

/// What the page shows of an issue: what each message about it shows too. Its newest event may have other texts than the
/// one that the message was about, so none of these stands here.
pub(super) struct LinkView {
    pub link: ActionLink,
    pub project: String,
    /// Empty for a message.
    pub exception_type: String,
}

/// Why a link does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkProblem {
    Forged,
    Expired,
    NoIssue,
    NoRelease,
    TooMany,
    OtherSite,
    Store,
}

impl LinkProblem {
    /// The status of the answer.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Forged | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::Expired => StatusCode::GONE,
            Self::NoIssue => StatusCode::NOT_FOUND,
            Self::NoRelease | Self::TooMany => StatusCode::CONFLICT,
            Self::Store => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// A page.
pub(super) struct LinkPage {
    title: String,
    content: Markup,
}

/// What will happen, and the button.
pub(super) fn asked(view: &LinkView, now: Timestamp) -> LinkPage {
    let (action, happens) = match view.link.action {
        Action::Resolve => (
            t("Resolve"),
            t(
                "The issue will be marked as resolved. If it happens again, it is reopened and an alert says so.",
            ),
        ),
        Action::MuteHour => (
            t("Mute for an hour"),
            t("Alerts about this issue will not be sent for an hour. Its events are still recorded."),
        ),
        Action::MuteRelease => (
            t("Mute until the next release"),
            t(
                "Alerts about this issue will not be sent until its project has a newer release. Its events are still recorded.",
            ),
        ),
    };
    let end = Timestamp(view.link.expires as f64);
    let content = html! {
        (name(view))
        p { (happens) }
        form method="post" { button.main { (action) } }
        p.quiet {
            (t("The activity of the issue will say that it was done by a link in a chat.")) (t(" "))
            (fill_markup("This link works for whoever can read the message, and expires {when}.", &[("when", relative_time::until(end, now))]))
        }
    };
    page(action, content)
}

/// What was done.
pub(super) fn done(view: &LinkView) -> LinkPage {
    let title = match view.link.action {
        Action::Resolve => t("The issue is resolved"),
        Action::MuteHour => t("The issue is muted for an hour"),
        Action::MuteRelease => t("The issue is muted until the next release"),
    };
    page(title, html! { (name(view)) (open(view.link.issue)) })
}

/// Why nothing was done.
pub(super) fn refused(problem: LinkProblem) -> LinkPage {
    let (title, why) = match problem {
        LinkProblem::Forged => (
            t("This link is not valid"),
            t("It is incomplete, or it was not made by this server, or the server has another key since."),
        ),
        LinkProblem::Expired => (t("This link has expired"), t("Links in messages work for seven days.")),
        LinkProblem::NoIssue => {
            (t("The issue is not there any more"), t("It was deleted, or merged into another one."))
        }
        LinkProblem::NoRelease => (
            t("Nothing was changed"),
            t("The project has no release yet, so there is no next one. Mute the issue for an hour instead."),
        ),
        LinkProblem::TooMany => {
            (t("Nothing was changed"), t("There are 500 silences already: expire one of them first."))
        }
        LinkProblem::OtherSite => (t("Nothing was changed"), t("Open the link itself, and use its button.")),
        LinkProblem::Store => (
            t("Store not available"),
            t("The server cannot read its store; its log says why. Try again in a moment."),
        ),
    };
    page(title, html! { p { (why) } })
}

fn page(title: &str, content: Markup) -> LinkPage {
    LinkPage { title: title.to_owned(), content }
}

fn name(view: &LinkView) -> Markup {
    let number = format!("#{}", view.link.issue);
    html! {
        p.crumb {
            (fill("Issue {number}", &[("number", &number)])) " · " span translate="no" { (reveal_hidden(&view.project)) }
        }
        @if !view.exception_type.is_empty() { p.where translate="no" { (reveal_hidden(&view.exception_type)) } }
    }
}

fn open(issue: i64) -> Markup {
    html! { p { a href=(links::issue(issue)) { (t("Open the issue")) } } }
}

/// The whole page. It has no navigation, because the other pages may need a token.
pub(super) fn render(page: &LinkPage, base: &str) -> Markup {
    bare_page::render(&page.title, &page.content, base)
}
