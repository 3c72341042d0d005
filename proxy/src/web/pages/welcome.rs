//! The start page of a fresh install: how to send the first event.

use maud::{Markup, html};

use crate::model::project::Project;

/// The script tag and the DSN of the first project.
pub(super) fn panel(projects: &[Project], public_url: &str) -> Markup {
    let dsn = projects.first().and_then(|project| dsn(project, public_url));
    html! {
        section.panel.empty {
            h1 { "Nothing has burned yet" }
            p { "When a page breaks, it shows up here. Put one line into the page, before all other scripts:" }
            @if let Some(dsn) = &dsn {
                pre { code { "<script src=\"" (public_url) "/balefire.min.js\"\n        data-dsn=\"" (dsn) "\"\n        crossorigin=\"anonymous\"></script>" } }
                p { "Any Sentry SDK can send here, too. The DSN of the project "
                    strong { (projects.first().map(|project| project.slug.as_str()).unwrap_or_default()) } " is:" }
                pre { code { (dsn) } }
            } @else {
                p { "There is no project yet. Make one:" }
                pre { code { "balefire-proxy dsn --project demo" } }
            }
            p { "Or try it now: " a href="/demo/" { "the demo page" } " misbehaves on purpose." }
        }
    }
}

fn dsn(project: &Project, public_url: &str) -> Option<String> {
    let (scheme, host) = public_url.split_once("://")?;
    Some(format!("{scheme}://{}@{host}/{}", project.keys.first()?, project.id))
}
