//! Whom a message calls: the people of the channel and those of the rule.

use crate::config::channels::Robot;
use crate::model::alert::{Alert, Notice};
use crate::model::alert_rule::Mentions;

/// Most people one message may call.
const MAX_MENTIONS: usize = 50;

/// The people whom an alert calls through a robot, each once.
pub(super) fn mentions(robot: &Robot, alert: &Alert) -> Mentions {
    let own = Mentions {
        mobiles: robot.at_mobiles.clone(),
        user_ids: robot.at_user_ids.clone(),
        all: robot.at_all,
    };
    let more = match &alert.notice {
        Notice::Fired(firing) => Some(&firing.mentions),
        Notice::Recovered(recovery) => Some(&recovery.mentions),
        // Another program says itself whom it calls.
        Notice::Relayed(message) => return bounded(&[&message.at]),
        Notice::NewIssue(_)
        | Notice::Digest(_)
        | Notice::Channel(_)
        | Notice::Test
        | Notice::Rendered { .. } => None,
    };
    let all: Vec<&Mentions> = std::iter::once(&own).chain(more).collect();
    bounded(&all)
}

/// Whether somebody is called.
pub(super) fn calls_somebody(mentions: &Mentions) -> bool {
    mentions.all || !mentions.mobiles.is_empty() || !mentions.user_ids.is_empty()
}

/// The names with their `@`: a mention works only if it stands in `at` and in the text.
pub(super) fn names(mentions: &Mentions) -> Option<String> {
    let names: Vec<String> =
        mentions.mobiles.iter().chain(&mentions.user_ids).map(|who| format!("@{who}")).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

fn bounded(lists: &[&Mentions]) -> Mentions {
    let mut left = MAX_MENTIONS;
    let mut unique = |of: fn(&Mentions) -> &Vec<String>| {
        let mut found: Vec<String> = Vec::new();
        for name in lists.iter().flat_map(|list| of(list)) {
            if left > 0 && is_name(name) && !found.contains(name) {
                found.push(name.clone());
                left -= 1;
            }
        }
        found
    };
    let mobiles = unique(|list| &list.mobiles);
    let user_ids = unique(|list| &list.user_ids);
    Mentions { mobiles, user_ids, all: lists.iter().any(|list| list.all) }
}

/// Whether a text can be a mobile number or a user id, and so is no markup in the text: `+852-12345678`, `manager4220`.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_.$:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{robot, stored};
    use crate::model::firing::{Firing, Relayed};

    fn list(mobiles: &[&str], user_ids: &[&str]) -> Mentions {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Mentions { mobiles: texts(mobiles), user_ids: texts(user_ids), all: false }
    }

    fn called(notice: Notice) -> Mentions {
        let robot = Robot { at_mobiles: vec!["138".into()], at_user_ids: vec!["u1".into()], ..robot() };
        mentions(&robot, &Alert { notice, ..stored(1, None).alert })
    }

    #[test]
    fn those_of_the_channel_and_of_the_rule_each_once() {
        let firing = Firing { mentions: list(&["139", "138"], &["u2"]), ..Firing::default() };
        assert_eq!(called(Notice::Fired(Box::new(firing))), list(&["138", "139"], &["u1", "u2"]));
        assert_eq!(called(Notice::Test), list(&["138"], &["u1"]));
    }

    #[test]
    fn a_relayed_message_says_itself_whom_it_calls() {
        let relayed = |at| called(Notice::Relayed(Box::new(Relayed { at, ..Relayed::default() })));
        assert_eq!(relayed(list(&[], &[])), list(&[], &[]));
        assert_eq!(relayed(list(&["1"], &["[x](http://evil.test)", ""])), list(&["1"], &[]));
        assert_eq!(names(&relayed(list(&["+852-1"], &["u"]))), Some("@+852-1 @u".into()));
        assert!(!calls_somebody(&relayed(list(&[], &[]))));
    }

    #[test]
    fn fifty_at_most() {
        let many: Vec<String> = (0..60).map(|n| format!("1380000{n:04}")).collect();
        let at = Mentions { mobiles: many, user_ids: vec!["u".into()], all: true };
        let called = called(Notice::Relayed(Box::new(Relayed { at, ..Relayed::default() })));
        assert_eq!((called.mobiles.len(), called.user_ids.len(), called.all), (50, 0, true));
    }
}
