//! Searches for issues in Sentry's syntax, as far as it is known here.

use balefire_protocol::event_id;

use crate::model::issue::Issue;
use crate::store::{IssueQuery, Reader, StoreError};

/// The query with the text of a search. None: the search asks for issues in another state than unresolved, and all
/// issues here are unresolved.
pub(super) fn with_text(query: IssueQuery, search: Option<&str>) -> Option<IssueQuery> {
    let mut words = Vec::new();
    for word in search.unwrap_or_default().split_whitespace() {
        match word {
            "is:unresolved" => {}
            state if state.starts_with("is:") => return None,
            word => words.push(word),
        }
    }
    Some(IssueQuery { text: (!words.is_empty()).then(|| words.join(" ")), ..query })
}

/// The issue of the event whose id is searched for, as Sentry finds it.
pub(super) fn issue_of_event(store: &dyn Reader, query: &IssueQuery) -> Result<Option<Issue>, StoreError> {
    let Some(event_id) = query.text.as_deref().and_then(event_id::read) else { return Ok(None) };
    let Some(event) = store.event(query.project.as_deref(), &event_id)? else { return Ok(None) };
    store.issue(event.issue_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_texts() {
        let text = |search| with_text(IssueQuery::default(), search).map(|query| query.text);
        assert_eq!(text(None), Some(None));
        assert_eq!(text(Some("is:unresolved")), Some(None));
        assert_eq!(text(Some("is:unresolved  a   b")), Some(Some("a b".into())));
        assert_eq!(text(Some("a is:resolved")), None);
    }
}
