//! The ways in which an issue is named: by its number, or as `SHOP-1Z`.

/// The project, if it is named, and the number.
///
/// ```
/// use balefire_proxy::model::issue_id::parse;
/// assert_eq!(parse("web-shop-1Z"), Some((Some("web-shop"), 71)));
/// ```
#[must_use]
pub fn parse(asked: &str) -> Option<(Option<&str>, i64)> {
    if let Ok(id) = asked.parse() {
        return Some((None, id));
    }
    let (project, number) = asked.rsplit_once('-')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some((Some(project), is_number.then(|| i64::from_str_radix(number, 36).ok()).flatten()?))
}

/// `SHOP-1Z`: the project, and the issue's number in base 36.
#[must_use]
pub fn short(project: &str, id: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = id.unsigned_abs();
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit((rest % 36) as u32, 36).unwrap_or('0').to_ascii_uppercase());
        rest /= 36;
    }
    format!("{}-{}", project.to_uppercase(), digits.iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_id_is_read_again() {
        for (project, id, expect) in
            [("shop", 71, "SHOP-1Z"), ("web-shop", 0, "WEB-SHOP-0"), ("a", i64::MAX, "A-1Y2P0IJ32E8E7")]
        {
            let short = short(project, id);
            assert_eq!(short, expect);
            assert_eq!(parse(&short), Some((Some(&expect[..project.len()]), id)));
        }
    }

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
