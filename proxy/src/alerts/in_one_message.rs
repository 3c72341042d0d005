//! Which alerts of a channel share a message: pure.

use crate::store::StoredAlert;

/// Divides alerts that are due into messages of at most `most`, in their order. Those of a message that may have arrived
/// stay together and by themselves, so that it is sent again as it was.
pub(super) fn in_one_message(due: Vec<StoredAlert>, uncertain: &[i64], most: usize) -> Vec<Vec<StoredAlert>> {
    let (again, new): (Vec<_>, Vec<_>) = due.into_iter().partition(|stored| uncertain.contains(&stored.id));
    let messages = |alerts: Vec<StoredAlert>| {
        let mut alerts = alerts.into_iter();
        std::iter::from_fn(move || {
            let message: Vec<_> = alerts.by_ref().take(most.max(1)).collect();
            (!message.is_empty()).then_some(message)
        })
    };
    messages(again).chain(messages(new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::stored;

    #[track_caller]
    fn check(ids: &[i64], uncertain: &[i64], most: usize, expect: &[&[i64]]) {
        let due = ids.iter().map(|id| stored(*id, Some("mail"))).collect();
        let messages = in_one_message(due, uncertain, most);
        let found: Vec<Vec<i64>> =
            messages.iter().map(|message| message.iter().map(|stored| stored.id).collect()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn as_many_as_a_message_takes() {
        check(&[], &[], 3, &[]);
        check(&[4, 1, 2], &[], 1, &[&[4], &[1], &[2]]);
        check(&[4, 1, 2, 3], &[], 3, &[&[4, 1, 2], &[3]]);
    }

    #[test]
    fn what_may_have_arrived_is_sent_again_as_it_was() {
        check(&[4, 1, 2, 3], &[1, 3], 3, &[&[1, 3], &[4, 2]]);
        check(&[4, 1], &[1, 4, 9], 3, &[&[4, 1]]);
    }
}
