//! What an alert says.

use crate::alert::Alert;
use crate::process::Event;
use crate::store::Issue;

/// The message about an issue.
#[must_use]
pub fn message(issue: &Issue, _event: &Event, robot: Option<&str>, public_url: &str) -> Alert {
    Alert {
        issue_id: issue.id,
        robot: robot.map(str::to_owned),
        title: issue.title.clone(),
        text: format!("{}\n\n{public_url}/issues/{}/", issue.title, issue.id),
    }
}
