//! A search for issues: any text is read or refused, and what was read runs on the store.

use std::sync::{LazyLock, Mutex, PoisonError};

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::search::{LONGEST, TERMS, parse};
use balefire_proxy::store::{IssueQuery, IssueSort, Issues, Sqlite};

static STORE: LazyLock<Mutex<(Sqlite, tempfile::TempDir)>> = LazyLock::new(|| {
    let directory = tempfile::tempdir().expect("a directory");
    Mutex::new((Sqlite::open(directory.path()).expect("a store"), directory))
});

/// The store answers every search that can be read, and what cannot be read says why.
pub fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let now = Timestamp(1.8e9);
    let search = match parse(text, now) {
        Ok(search) => search,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(text.chars().count() <= LONGEST && search.terms.len() <= TERMS);
    let search = search.asked_by(Some("ci"));
    let query = IssueQuery { search, now, limit: 5, sort: IssueSort::Trend, ..IssueQuery::default() };
    let store = STORE.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(store.0.issues(&query).expect("an answer").is_empty());
    assert_eq!(store.0.count_issues(&query, 9).expect("a number"), 0);
}
