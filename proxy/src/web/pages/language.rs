//! The language of the pages: English, or Chinese.
//!
//! A page is written in English: `t("Issues")`, `fill("{a} of {b}", &[("a", "3"), ("b", "5")])`, `plural(3, "{n} event", "{n} events")`.
//! The files of `language/` have the same texts in Chinese, one file for each part of the pages; a test finds a text that has
//! none. A request runs in the language of its cookie or of its `Accept-Language`, so no function passes it on.

mod chinese;

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use maud::{Markup, PreEscaped, Render};

use super::number_format::number;

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

/// The Chinese text of each English one.
static CHINESE: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| chinese::TEXTS.iter().flat_map(|texts| texts.iter().copied()).collect());

tokio::task_local! {
    static LANGUAGE: Language;
}

/// The cookie with the tag of the language that the viewer has chosen.
pub(super) const COOKIE: &str = "balefire-language";

impl Language {
    /// All languages.
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The language of the request that is handled now; English outside of one.
    pub(super) fn current() -> Self {
        LANGUAGE.try_with(|language| *language).unwrap_or(Self::English)
    }

    /// Runs a request in this language.
    pub(super) async fn scope<T>(self, request: impl Future<Output = T>) -> T {
        LANGUAGE.scope(self, request).await
    }

    /// Runs a function in this language, such as one on another thread.
    pub(super) fn run<T>(self, function: impl FnOnce() -> T) -> T {
        LANGUAGE.sync_scope(self, function)
    }

    /// The language tag: <https://www.rfc-editor.org/rfc/rfc5646>
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of a tag.
    pub(super) fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its own name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The language that the viewer has chosen, or else that the browser asks for.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        chosen(headers).or_else(|| accepted().and_then(preferred)).unwrap_or(Self::English)
    }
}

/// The language of the cookie.
fn chosen(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| Language::from_tag(value).filter(|_| name == COOKIE))
}

/// The language that stands first among those that are known, by weight:
/// <https://www.rfc-editor.org/rfc/rfc9110#name-accept-language>
fn preferred(accepted: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in accepted.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |text| text.parse().ok());
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let language = match () {
            () if primary.eq_ignore_ascii_case("zh") => Language::Chinese,
            () if primary.eq_ignore_ascii_case("en") => Language::English,
            () => continue,
        };
        let Some(weight) = weight.filter(|weight| *weight > 0.0) else { continue };
        if best.is_none_or(|(found, _)| weight > found) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A text in the language of the request.
pub(super) fn t(english: &'static str) -> &'static str {
    match Language::current() {
        Language::English => english,
        Language::Chinese => CHINESE.get(english).copied().unwrap_or(english),
    }
}

/// Marks a text that is given to `t` or `fill` at another place, such as one of a table.
pub(super) const fn text(english: &'static str) -> &'static str {
    english
}

/// A text about one thing or about many, with their number in the place of `{n}`.
pub(super) fn plural(n: u64, one: &'static str, many: &'static str) -> String {
    let number = number(i64::try_from(n).unwrap_or(i64::MAX));
    fill(if n == 1 { one } else { many }, &[("n", &number)])
}

/// A text with values in the place of `{name}`.
pub(super) fn fill(english: &'static str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    pieces(t(english), |piece| match piece {
        Piece::Text(part) => text.push_str(part),
        Piece::Name(name) => {
            text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        }
    });
    text
}

/// A text with markup, such as links, in the place of `{name}`. The text itself is escaped.
pub(super) fn fill_markup(english: &'static str, values: &[(&str, Markup)]) -> Markup {
    let mut markup = String::new();
    pieces(t(english), |piece| match piece {
        Piece::Text(part) => part.render_to(&mut markup),
        Piece::Name(name) => {
            let value = values.iter().find(|(known, _)| *known == name);
            markup.push_str(value.map_or("", |(_, value)| value.0.as_str()));
        }
    });
    PreEscaped(markup)
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces<'a>(text: &'a str, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        each(Piece::Text(before));
        each(Piece::Name(name));
        rest = behind;
    }
    each(Piece::Text(rest));
}

#[cfg(test)]
mod tests;
