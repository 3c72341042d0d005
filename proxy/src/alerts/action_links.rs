//! The links at the end of a message about an issue.

use crate::model::action_link::{Action, ActionLink, LinkKey};
use crate::model::timestamp::Timestamp;

/// The addresses of an issue in a message. All but the first work without a login, for seven days; each leads to a page that
/// asks before it does something, because chats open links by themselves to preview them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The page of the issue, which may ask for a token.
    pub open: String,
    /// Resolves the issue.
    pub resolve: String,
    /// Sends no alerts of the issue for an hour.
    pub mute_hour: String,
    /// Sends no alerts of the issue until its project has a newer release.
    pub mute_release: String,
}

/// The links of an issue. `public_url` has no slash at its end.
#[must_use]
pub fn action_links(public_url: &str, issue: i64, now: Timestamp, key: &LinkKey) -> Links {
    let link = |action| format!("{public_url}/links/{}/", ActionLink::new(issue, action, now).sign(key));
    Links {
        open: format!("{public_url}/issues/{issue}/"),
        resolve: link(Action::Resolve),
        mute_hour: link(Action::MuteHour),
        mute_release: link(Action::MuteRelease),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leads_to_its_action_below_the_path_of_the_server() {
        let (key, now) = (LinkKey::new([1; 32]), Timestamp(1_000.0));
        let links = action_links("https://b.test/errors", 7, now, &key);
        assert_eq!(links.open, "https://b.test/errors/issues/7/");
        for (url, action) in [
            (&links.resolve, Action::Resolve),
            (&links.mute_hour, Action::MuteHour),
            (&links.mute_release, Action::MuteRelease),
        ] {
            let text = url.strip_prefix("https://b.test/errors/links/").unwrap().strip_suffix('/').unwrap();
            assert_eq!(ActionLink::read(text, &key, now).unwrap().action, action);
        }
    }
}
