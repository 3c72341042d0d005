//! The issue that a path names: by number, or as `SHOP-1Z`.

use serde::Deserialize;

use crate::model::issue::Issue;
use crate::store::Reader;
use crate::web::read_error::ReadError;

/// The part of a path that names an issue. Paths begin with `/api/0/issues/` or with that of an organization.
#[derive(Debug, Deserialize)]
pub(super) struct IssuePath {
    /// The number or short id.
    pub id: String,
}

/// The issue with this number or short id.
pub(super) fn issue(store: &dyn Reader, asked: &str) -> Result<Issue, ReadError> {
    let (project, id) = parse(asked).ok_or(ReadError::NotFound)?;
    let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
    let is_it = project.is_none_or(|project| project.eq_ignore_ascii_case(&issue.project));
    if is_it { Ok(issue) } else { Err(ReadError::NotFound) }
}

/// The project, if it is named, and the number.
fn parse(asked: &str) -> Option<(Option<&str>, i64)> {
    if let Ok(id) = asked.parse() {
        return Some((None, id));
    }
    let (project, number) = asked.rsplit_once('-')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some((Some(project), is_number.then(|| i64::from_str_radix(number, 36).ok()).flatten()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_short_ids() {
        for (asked, expect) in [
            ("17", Some((None, 17))),
            ("-17", Some((None, -17))),
            ("SHOP-1Z", Some((Some("SHOP"), 71))),
            ("web-shop-a", Some((Some("web-shop"), 10))),
            ("SHOP-", None),
            ("SHOP", None),
            ("SHOP-+1", None),
            ("SHOP-zzzzzzzzzzzzzzzz", None),
            ("", None),
        ] {
            assert_eq!(parse(asked), expect, "{asked}");
        }
    }
}
