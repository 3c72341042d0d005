//! Why a change is not made, in words.

use super::change_form::FormError;
use crate::model::issue_state::InvalidChange;
use crate::store::ChangeError;
use crate::web::pages::language::{fill, t};
use crate::web::read_error::ReadError;

/// Why a form cannot be read.
pub(super) fn of_form(error: FormError) -> &'static str {
    match error {
        FormError::NoIssue => t("No issue was chosen: tick the issues that the action is for."),
        FormError::Issue => t("The form names something that is no issue."),
        FormError::Action => t("No action was chosen, or this server does not know it."),
        FormError::Number => t("A number is missing: write how many, in digits."),
    }
}

/// Why a change is not made; an error if the store failed.
pub(super) fn of_change(error: ChangeError) -> Result<String, ReadError> {
    match error {
        ChangeError::Invalid(invalid) => Ok(of_limit(invalid).to_owned()),
        ChangeError::NoRelease(project) => {
            Ok(fill("The project {project} has no release yet.", &[("project", &project)]))
        }
        ChangeError::TooManyComments => Ok(t("An issue has at most 1,000 comments.").to_owned()),
        ChangeError::Store(error) => Err(error.into()),
    }
}

fn of_limit(invalid: InvalidChange) -> &'static str {
    match invalid {
        InvalidChange::Issues => t("At most 1,000 issues are changed at once."),
        InvalidChange::Assignee => t("The name of an assignee has 1 to 200 characters."),
        InvalidChange::Release => t("A release has 1 to 250 characters."),
        InvalidChange::Environment => t("An environment has 1 to 64 characters."),
        InvalidChange::Minutes => t("An issue is archived for at least a minute and at most ten years."),
        InvalidChange::More => t("The number of events or users is at least 1 and at most 1,000,000,000."),
        InvalidChange::Comment => t("A comment has 1 to 10,000 characters."),
    }
}
