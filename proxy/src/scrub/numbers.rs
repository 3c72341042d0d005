//! Finds numbers of cards, bank accounts and people. Each must be a whole word, without a letter or digit next to it.

use super::checks::{iban_length, is_card, is_chinese_id, is_iban, is_old_chinese_id};
use super::cuts::Cuts;
use super::words::is_word;
use crate::scan::{run, visit};

/// Fewest and most digits of a card number.
const CARD: (usize, usize) = (13, 19);
/// Longest bank account number.
const IBAN: usize = 34;

/// Finds card numbers: digits in a row, or in groups with the same mark between them.
pub(super) fn cards(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !byte.is_ascii_digit());
        if start == bytes.len() {
            return;
        }
        let before = |back: usize| start.checked_sub(back).and_then(|it| bytes.get(it)).copied();
        // The digits after a decimal point can look like a card number by chance.
        let is_fraction = before(1) == Some(b'.') && before(2).is_some_and(|byte| byte.is_ascii_digit());
        let is_part = is_fraction || before(1).is_some_and(is_word);
        at = if is_part { run(bytes, start, is_word) } else { card_at(bytes, start, cuts) };
    }
}

/// Checks the digits at a place for a card number. Returns where to continue: after the card, or after the first group.
fn card_at(bytes: &[u8], start: usize, cuts: &mut Cuts) -> usize {
    let first = run(bytes, start, |byte| byte.is_ascii_digit());
    let mut digits = Vec::new();
    let mut end = start;
    let mut mark = None;
    let mut found = None;
    while digits.len() <= CARD.1 {
        let group = run(bytes, end, |byte| byte.is_ascii_digit());
        let length = group - end;
        if length > CARD.1 {
            break;
        }
        digits.extend(bytes.get(end..group).unwrap_or_default().iter().map(|byte| byte - b'0'));
        let next = bytes.get(group).copied();
        let is_more = |mark: u8| next == Some(mark) && bytes.get(group + 1).is_some_and(u8::is_ascii_digit);
        // A text may continue after a card, also with a number. A number after a joining mark belongs to the same
        // number.
        let is_end =
            next.is_none_or(|next| !is_word(next)) && !mark.is_some_and(|it| it != b' ' && is_more(it));
        visit(digits.len());
        if is_end && digits.len() >= CARD.0 && is_card(&digits) {
            found = Some(group);
        }
        let joined =
            next.filter(|it| matches!(it, b' ' | b'-' | b'.') && mark.is_none_or(|mark| mark == *it));
        match joined {
            // Each group of a card has three digits or more, so a list of small numbers is excluded.
            Some(it) if is_more(it) && length >= 3 => mark = Some(it),
            _ => break,
        }
        end = group + 1;
    }
    match found {
        Some(end) => {
            cuts.add(start..end);
            end
        }
        None => run(bytes, first, is_word),
    }
}

/// Finds bank account numbers, without spaces or in groups: `DE89370400440532013000`, `DE89 3704 ..`.
pub(super) fn accounts(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !is_word(byte));
        if start == bytes.len() {
            return;
        }
        let word = run(bytes, start, is_word);
        at = word;
        let is_start = bytes.get(start..start + 4).is_some_and(|it| {
            it[..2].iter().all(u8::is_ascii_uppercase) && it[2..].iter().all(u8::is_ascii_digit)
        });
        if is_start && let Some(end) = account_end(bytes, start) {
            cuts.add(start..end);
            at = end;
        }
    }
}

fn account_end(bytes: &[u8], start: usize) -> Option<usize> {
    let wanted = iban_length(bytes.get(start..start + 2)?);
    let mut account = Vec::with_capacity(IBAN);
    let mut end = start;
    while let Some(byte) = bytes.get(end).filter(|_| account.len() < wanted.unwrap_or(IBAN)) {
        visit(1);
        // One space after every four characters.
        let is_gap = matches!(byte, b' ' | b'-') && wanted.is_some() && account.len() % 4 == 0;
        if !is_gap && !byte.is_ascii_alphanumeric() {
            break;
        }
        if !is_gap {
            account.push(*byte);
        } else if !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            break;
        }
        end += 1;
    }
    let is_whole = bytes.get(end).is_none_or(|byte| !is_word(*byte));
    let is_long = wanted.map_or(account.len() >= 15, |wanted| account.len() == wanted);
    (is_whole && is_long && is_iban(&account)).then_some(end)
}

/// Finds US social security numbers: `078-05-1120`.
pub(super) fn social_security(text: &str, cuts: &mut Cuts) {
    each_number(
        text,
        |bytes, start, end| {
            let tail = bytes.get(end..end + 8)?;
            let is_one = end - start == 3
                && tail[0] == b'-'
                && tail[1..3].iter().all(u8::is_ascii_digit)
                && tail[3] == b'-'
                && tail[4..].iter().all(u8::is_ascii_digit);
            let is_whole = bytes.get(end + 8).is_none_or(|byte| !is_word(*byte));
            (is_one && is_whole).then_some(start..end + 8)
        },
        cuts,
    );
}

/// Finds mainland identity cards and mobile numbers.
pub(super) fn chinese(text: &str, cuts: &mut Cuts) {
    each_number(
        text,
        |bytes, start, end| {
            let digits = bytes.get(start..end)?;
            let has_letter = digits.len() == 17 && bytes.get(end).is_some_and(|byte| byte | 0x20 == b'x');
            let end = end + usize::from(has_letter);
            if bytes.get(end).is_some_and(|byte| is_word(*byte)) {
                return None;
            }
            let digits = bytes.get(start..end)?;
            if is_chinese_id(digits) || is_old_chinese_id(digits) || is_mobile(digits) {
                return Some(start..end);
            }
            let end = grouped_mobile(bytes, start, end)?;
            Some(start..end)
        },
        cuts,
    );
}

/// Whether a JSON number is an identity card or a mobile number.
pub(super) fn is_chinese_number(digits: &str) -> bool {
    let digits = digits.as_bytes();
    is_chinese_id(digits) || is_mobile(digits)
}

/// `13800138000`, also with the country code: <https://en.wikipedia.org/wiki/Telephone_numbers_in_China>
fn is_mobile(digits: &[u8]) -> bool {
    let own = ["0086", "86"]
        .iter()
        .find_map(|code| digits.strip_prefix(code.as_bytes()).filter(|it| it.len() == 11));
    let own = own.unwrap_or(digits);
    own.len() == 11 && own.iter().all(u8::is_ascii_digit) && own[0] == b'1' && (b'3'..=b'9').contains(&own[1])
}

/// The end of `138 0013 8000` or `86-138-0013-8000`; `first` is the end of the first group.
fn grouped_mobile(bytes: &[u8], start: usize, first: usize) -> Option<usize> {
    let mark = bytes.get(first).copied().filter(|byte| matches!(byte, b' ' | b'-'))?;
    let mut digits = bytes.get(start..first)?.to_vec();
    let mut end = first;
    while digits.len() < 15 && bytes.get(end) == Some(&mark) {
        let group = run(bytes, end + 1, |byte| byte.is_ascii_digit());
        if !matches!(group - end - 1, 3..=4 | 11) {
            break;
        }
        digits.extend(bytes.get(end + 1..group)?);
        end = group;
        if is_mobile(&digits) {
            return bytes.get(end).is_none_or(|byte| !is_word(*byte)).then_some(end);
        }
    }
    None
}

/// Runs a check on each number that begins a word.
fn each_number(
    text: &str,
    find: impl Fn(&[u8], usize, usize) -> Option<std::ops::Range<usize>>,
    cuts: &mut Cuts,
) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !byte.is_ascii_digit());
        if start == bytes.len() {
            return;
        }
        at = run(bytes, start, |byte| byte.is_ascii_digit());
        let before = start.checked_sub(1).and_then(|it| bytes.get(it));
        if before.is_some_and(|byte| is_word(*byte)) {
            continue;
        }
        if let Some(range) = find(bytes, start, at) {
            at = range.end;
            cuts.add(range);
        }
    }
}
