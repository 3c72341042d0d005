//! How to send the first event, for each platform. The README and docs/projects.md have the same texts.

use maud::{Markup, html};

use super::super::language::t;
use super::super::links;

/// The name of our crate for Rust apps.
const RUST: &str = "balefire";

/// A platform with a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    ScriptTag,
    Npm,
    Rust,
    Python,
    Django,
    Other,
}

impl Platform {
    pub(super) const ALL: [Self; 6] =
        [Self::ScriptTag, Self::Npm, Self::Rust, Self::Python, Self::Django, Self::Other];

    /// In addresses and in the store.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::ScriptTag => "script-tag",
            Self::Npm => "npm",
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Django => "django",
            Self::Other => "other",
        }
    }

    /// The platform of this code.
    pub(super) fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.code() == code)
    }

    /// For people.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::ScriptTag => t("Script tag"),
            Self::Npm => "npm",
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::Django => "Django",
            Self::Other => t("Other SDKs"),
        }
    }

    /// Where the text belongs.
    fn place(self) -> &'static str {
        match self {
            Self::ScriptTag => t("Put this into the page, before all other scripts:"),
            Self::Npm => t("Run this first, before the rest of the application:"),
            Self::Rust => t("First thing in main, with the crate balefire:"),
            Self::Python => t("At the start of the program, with sentry-sdk from PyPI:"),
            Self::Django => t("At the end of settings.py, with sentry-sdk from PyPI:"),
            Self::Other => t("Every Sentry SDK can send here. Give it this DSN:"),
        }
    }
}

/// The text for a platform, with the DSN and the beginning of the server's addresses.
pub(super) fn snippet(platform: Platform, dsn: &str, public_url: &str) -> String {
    match platform {
        Platform::ScriptTag => format!(
            "<script
  src=\"{public_url}/balefire.min.js\"
  data-dsn=\"{dsn}\"
  data-release=\"shop@1.4.2\"
  data-environment=\"production\"
  crossorigin=\"anonymous\"
></script>"
        ),
        Platform::Npm => format!(
            "import * as Balefire from 'balefire'

Balefire.init({{
  dsn: '{dsn}',
  release: 'shop@1.4.2',
  environment: 'production',
}})"
        ),
        Platform::Rust => format!(
            "// First thing in `main`. The app never ends, so neither does its reporting.
std::mem::forget({RUST}::init((\"{dsn}\", {RUST}::Options {{
    release: {RUST}::release_name!(),
    ..Default::default()
}})));"
        ),
        Platform::Python => format!(
            "import sentry_sdk

sentry_sdk.init(
    dsn=\"{dsn}\",
    release=\"shop@1.4.2\",
    environment=\"production\",
)"
        ),
        Platform::Django => format!(
            "import sentry_sdk

# Finds Django by itself.
sentry_sdk.init(
    dsn=\"{dsn}\",
    release=\"shop@1.4.2\",
    environment=\"production\",
)"
        ),
        Platform::Other => dsn.to_owned(),
    }
}

/// The text with its place and a button that copies it, and links to the other platforms.
pub(super) fn panel(slug: &str, platform: Platform, dsn: &str, public_url: &str) -> Markup {
    html! {
        nav.sections aria-label=(t("Platform")) {
            @for other in Platform::ALL {
                a href={ (links::project(slug)) "?platform=" (other.code()) } aria-current=[(other == platform).then_some("page")] { (other.words()) }
            }
        }
        p { (platform.place()) }
        div.snippet {
            pre #snippet tabindex="0" translate="no" { code { (snippet(platform, dsn, public_url)) } }
            button type="button" data-copy="#snippet" hidden { (t("Copy")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DSN: &str = "http://0123456789abcdef0123456789abcdef@127.0.0.1:8787/1";
    const README: &str = include_str!("../../../../../README.md");
    const PROJECTS: &str = include_str!("../../../../../docs/projects.md");

    #[test]
    fn the_docs_have_the_same_texts() {
        for (platform, text) in [
            (Platform::ScriptTag, README),
            (Platform::Npm, README),
            (Platform::Rust, README),
            (Platform::Python, PROJECTS),
            (Platform::Django, PROJECTS),
        ] {
            let snippet = snippet(platform, DSN, "http://127.0.0.1:8787");
            assert!(text.contains(&snippet), "{snippet}");
        }
    }

    #[test]
    fn codes_are_read_back() {
        for platform in Platform::ALL {
            assert_eq!(Platform::named(platform.code()), Some(platform));
        }
    }
}
