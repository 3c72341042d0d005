//! Check digits of cards, bank accounts and identity cards. They separate such a number from any other number.

/// Whether the digits are a card number. Checks the prefixes and lengths that are in use,
/// <https://en.wikipedia.org/wiki/Payment_card_number>, and the Luhn check digit.
pub(super) fn is_card(digits: &[u8]) -> bool {
    let start = |n: usize| digits.iter().take(n).fold(0, |number, digit| number * 10 + u32::from(*digit));
    let is_issued = match digits.len() {
        13 | 19 => start(1) == 4 || digits.len() == 19 && start(2) == 62,
        14 => matches!(start(3), 300..=305) || matches!(start(2), 36 | 38 | 39),
        15 => matches!(start(2), 34 | 37),
        16 => {
            start(1) == 4
                || matches!(start(2), 51..=55 | 35 | 62 | 65)
                || matches!(start(4), 2221..=2720 | 6011)
        }
        _ => false,
    };
    let doubled = |(at, digit): (usize, &u8)| match (at % 2, u32::from(*digit)) {
        (0, digit) => digit,
        (_, digit) if digit > 4 => digit * 2 - 9,
        (_, digit) => digit * 2,
    };
    is_issued && digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// The check of ISO 13616: <https://en.wikipedia.org/wiki/International_Bank_Account_Number#Validating_the_IBAN>
pub(super) fn is_iban(account: &[u8]) -> bool {
    let (country, rest) = account.split_at(4.min(account.len()));
    let mut letters = rest.iter().chain(country).map(|byte| char::from(*byte).to_digit(36));
    let remainder = letters.try_fold(0, |remainder, digit| {
        let digit = digit?;
        Some((remainder * if digit > 9 { 100 } else { 10 } + digit) % 97)
    });
    remainder == Some(1)
}

/// The length of a country's account numbers; `None` for a country outside the registry:
/// <https://www.swift.com/standards/data-standards/iban-international-bank-account-number>
pub(super) fn iban_length(country: &[u8]) -> Option<usize> {
    const LENGTHS: [(usize, &str); 20] = [
        (15, "NO"),
        (16, "BE"),
        (18, "DK FK FI FO GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
        (24, "DZ"),
        (28, "SN"),
    ];
    let country = std::str::from_utf8(country).ok()?;
    let is_it = |countries: &str| countries.split(' ').any(|it| it == country);
    LENGTHS.iter().find(|(_, countries)| is_it(countries)).map(|(length, _)| *length)
}

/// A current mainland identity card: place, date of birth, and the check digit of GB 11643-1999 (ISO 7064, MOD 11-2).
pub(super) fn is_chinese_id(text: &[u8]) -> bool {
    const CHECKS: [u8; 11] = *b"10X98765432";
    if text.len() != 18 || !text.iter().take(17).all(u8::is_ascii_digit) {
        return false;
    }
    let sum: usize = (0..17).map(|at| usize::from(text[at] - b'0') * ((1_usize << (17 - at)) % 11)).sum();
    let year = number(&text[6..10]);
    CHECKS[sum % 11] == text[17].to_ascii_uppercase()
        && (1900..2100).contains(&year)
        && is_born(&text[..2], number(&text[10..12]), number(&text[12..14]))
}

/// An identity card from before 1999, which has no check digit. Its place and its date of birth must be valid.
pub(super) fn is_old_chinese_id(text: &[u8]) -> bool {
    text.len() == 15
        && text.iter().all(u8::is_ascii_digit)
        && is_born(&text[..2], number(&text[8..10]), number(&text[10..12]))
}

/// Whether the province is in GB/T 2260, and the month and the day are valid.
fn is_born(province: &[u8], month: u32, day: u32) -> bool {
    let province = number(province);
    let is_province =
        matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    is_province && (1..=days).contains(&day)
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit.wrapping_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
    }

    #[test]
    fn cards() {
        for card in ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011000990139424"] {
            assert!(is_card(&digits(card)), "{card}");
        }
        for other in ["4111111111111112", "1700000000000", "1234567812345670", "4111"] {
            assert!(!is_card(&digits(other)), "{other}");
        }
    }

    #[test]
    fn bank_accounts() {
        assert!(is_iban(b"DE89370400440532013000"));
        assert!(is_iban(b"GB82WEST12345698765432"));
        assert!(!is_iban(b"DE89370400440532013001"));
        assert_eq!((iban_length(b"DE"), iban_length(b"ZZ")), (Some(22), None));
    }

    #[test]
    fn identity_cards() {
        assert!(is_chinese_id(b"11010519491231002X"));
        assert!(!is_chinese_id(b"110105194912310021"));
        assert!(!is_chinese_id(b"11010519491331002X"));
        assert!(is_old_chinese_id(b"130503670401001"));
        assert!(!is_old_chinese_id(b"990503670401001") && !is_old_chinese_id(b"130503671301001"));
    }
}
