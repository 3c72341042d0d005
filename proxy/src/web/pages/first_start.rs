//! The first start: before anything was ever sent, the issue list leads to the page that says how to send.

use maud::{Markup, html};

use super::language::t;
use super::links;
use super::projects::has_sent;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{IssueQuery, Reader, StoreError};

/// The path of the page that says how to send; none once anything was sent.
pub(super) fn setup_path(store: &dyn Reader, now: Timestamp) -> Result<Option<String>, StoreError> {
    // Most servers have an issue, and one question is enough.
    if has_issue(store, now)? || store.dead_letter_totals()?.count > 0 {
        return Ok(None);
    }
    for detail in store.project_details()? {
        if has_sent(store, &detail, now)? {
            return Ok(None);
        }
    }
    Ok(Some(path_of(&store.projects()?)))
}

/// Whether there is any issue at all.
pub(super) fn has_issue(store: &dyn Reader, now: Timestamp) -> Result<bool, StoreError> {
    let all = IssueQuery { limit: 1, now, ..IssueQuery::default() };
    Ok(store.count_issues(&all, 1)? > 0)
}

/// One project is the one to send to; among several, or without one, people choose.
fn path_of(projects: &[Project]) -> String {
    match projects {
        [project] => links::project(&project.slug),
        _ => "/projects/".to_owned(),
    }
}

/// The list of issues where something was sent, but there is no issue: all is well, or the issues are gone.
pub(super) fn no_issues() -> Markup {
    html! {
        section.panel.empty {
            h1 { (t("No issues")) }
            p { (t("Data has arrived, and there is no error in it that is still stored.")) }
            p { a.button href="/projects/" { (t("See what became of the data")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_project_is_chosen_for_people() {
        let project = |slug: &str| Project { id: 1, slug: slug.into(), keys: Vec::new() };
        for (slugs, expect) in
            [(&[][..], "/projects/"), (&["a b"], "/projects/a%20b/"), (&["a", "b"], "/projects/")]
        {
            let projects: Vec<_> = slugs.iter().map(|slug| project(slug)).collect();
            assert_eq!(path_of(&projects), expect);
        }
    }
}
