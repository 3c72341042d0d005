//! Which alerts of a channel share a message: pure.

use crate::store::StoredAlert;

/// Divides alerts that are due into messages of at most `most`, in their order. The alerts of each message that may have
/// arrived stay together and by themselves, so that it is sent again as it was.
pub(super) fn in_one_message(
    due: Vec<StoredAlert>,
    uncertain: &[Vec<i64>],
    most: usize,
) -> Vec<Vec<StoredAlert>> {
    let mut messages = Vec::new();
    let mut new = due;
    for ids in uncertain {
        let (again, others): (Vec<_>, Vec<_>) = new.into_iter().partition(|stored| ids.contains(&stored.id));
        messages.push(again);
        new = others;
    }
    let mut new = new.into_iter();
    loop {
        let message: Vec<_> = new.by_ref().take(most.max(1)).collect();
        if message.is_empty() {
            break;
        }
        messages.push(message);
    }
    messages.retain(|message| !message.is_empty());
    messages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::stored;

    #[track_caller]
    fn check(ids: &[i64], uncertain: &[&[i64]], most: usize, expect: &[&[i64]]) {
        let due = ids.iter().map(|id| stored(*id, Some("mail"))).collect();
        let uncertain: Vec<_> = uncertain.iter().map(|ids| ids.to_vec()).collect();
        let messages = in_one_message(due, &uncertain, most);
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
        check(&[4, 1, 2, 3], &[&[1, 3]], 3, &[&[1, 3], &[4, 2]]);
        check(&[4, 1], &[&[1, 4, 9]], 3, &[&[4, 1]]);
        check(&[4, 1, 2, 3], &[&[3], &[9], &[1, 4]], 3, &[&[3], &[4, 1], &[2]]);
    }
}
