//! The page: which channel, which alert, and the message.

use maud::{Markup, html};

use super::message_view;
use crate::alerts::preview::Preview;
use crate::alerts::sample_notices::SampleKind;
use crate::web::pages::language::{fill_markup, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::{exact, reveal_hidden};

/// The alert that is shown.
pub(super) enum About {
    /// One about an invented issue.
    Sample(SampleKind),
    /// One about the issue of this number, as it was typed.
    Issue(String),
}

/// What the page shows.
pub(super) struct PreviewView {
    /// Names and kinds of all channels.
    pub(super) channels: Vec<(String, &'static str)>,
    /// The chosen one.
    pub(super) channel: Option<String>,
    pub(super) about: About,
    /// None without a channel, or if there is no such issue.
    pub(super) preview: Option<Preview>,
}

/// The page.
pub(super) fn page(view: &PreviewView) -> PageContent {
    let content = html! {
        div.head { h1 { (t("Message preview")) } }
        p.quiet { (t("The message that a channel would get. Nothing is sent.")) }
        @if view.channels.is_empty() {
            section.panel.empty {
                h2 { (t("No channel is configured")) }
                p {
                    (fill_markup(
                        "Configure one in {file}, for example {dingtalk} or {webhook}.",
                        &[
                            ("file", html! { code { "balefire.toml" } }),
                            ("dingtalk", html! { code { "[alert.dingtalk.<name>]" } }),
                            ("webhook", html! { code { "[alert.webhook.<name>]" } }),
                        ],
                    ))
                }
            }
        } @else {
            (form(view))
            @match &view.preview {
                Some(preview) => (message_view::message(preview)),
                None => p.note { (t("There is no issue with this number.")) },
            }
        }
    };
    PageContent::new(t("Message preview"), Tab::Alerts, content)
}

fn form(view: &PreviewView) -> Markup {
    let (sample, issue) = match &view.about {
        About::Sample(sample) => (Some(*sample), ""),
        About::Issue(text) => (None, text.as_str()),
    };
    html! {
        form.finder method="get" action="/alerts/preview/" {
            div.choices {
                label { (t("Channel"))
                    select name="channel" translate="no" {
                        @for (name, kind) in &view.channels {
                            option value=(exact(name)) selected[view.channel.as_ref() == Some(name)] { (reveal_hidden(name)) " (" (kind) ")" }
                        }
                    }
                }
                label { (t("Alert"))
                    select name="sample" {
                        @for kind in SampleKind::ALL {
                            option value=(kind.code()) selected[sample == Some(kind)] { (sample_name(kind)) }
                        }
                    }
                }
                label { (t("or issue number"))
                    input name="issue" inputmode="numeric" maxlength="20" size="8" value=(exact(issue));
                }
                button { (t("Show")) }
            }
        }
    }
}

fn sample_name(kind: SampleKind) -> &'static str {
    match kind {
        SampleKind::NewIssue => t("New issue"),
        SampleKind::Regression => t("Regression"),
        SampleKind::Threshold => t("Too many events"),
        SampleKind::NothingHeard => t("Nothing heard"),
        SampleKind::Recovered => t("Recovered"),
        SampleKind::Digest => t("Digest of many issues"),
        SampleKind::Relayed => t("Message of another program"),
        SampleKind::ChannelFails => t("A channel fails"),
        SampleKind::Test => t("Test message"),
    }
}
