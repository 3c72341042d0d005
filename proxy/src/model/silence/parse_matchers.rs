//! Reads and writes matchers as text: `project="shop", level=~"error|fatal"`, with commas or line ends between them.
//! <https://prometheus.io/docs/alerting/latest/configuration/#label-matchers>

use super::limits::{InvalidSilence, MATCHERS};
use super::matcher::{Matcher, Operator};

/// The operators as they are written. Those of two characters come first.
const OPERATORS: [Operator; 4] =
    [Operator::Matches, Operator::NotMatches, Operator::NotEqual, Operator::Equal];
/// Most characters of the text that an error repeats.
const REPEATED: usize = 40;

/// The matchers of a text, which may stand in braces. An empty text has none.
pub fn parse_matchers(text: &str) -> Result<Vec<Matcher>, InvalidSilence> {
    let text = text.trim();
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let mut rest = inner.unwrap_or(text).trim_start_matches(is_separator);
    let mut matchers = Vec::new();
    while !rest.is_empty() {
        if matchers.len() == MATCHERS {
            return Err(InvalidSilence::Matchers);
        }
        let (matcher, after) = one(rest)?;
        matchers.push(matcher);
        rest = after;
    }
    Ok(matchers)
}

/// The matchers as a text that [`parse_matchers`] reads.
#[must_use]
pub fn write_matchers(matchers: &[Matcher]) -> String {
    let text = |it: &Matcher| {
        let value = it.value().replace('\\', r"\\").replace('"', "\\\"");
        format!("{}{}\"{value}\"", it.name(), it.operator().as_str())
    };
    matchers.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn is_separator(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// The first matcher, and what is behind it.
fn one(text: &str) -> Result<(Matcher, &str), InvalidSilence> {
    let unread = || InvalidSilence::Syntax(text.chars().take(REPEATED).collect());
    let end = text.find(['=', '!', ',', '\n']).ok_or_else(unread)?;
    let (name, rest) = text.split_at(end);
    let starts = |it: &Operator| rest.starts_with(it.as_str());
    let operator = OPERATORS.into_iter().find(starts).ok_or_else(unread)?;
    let rest = rest.get(operator.as_str().len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted_value(quoted).ok_or_else(unread)?,
        None => {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            let (value, rest) = rest.split_at(end);
            (value.trim().to_owned(), rest)
        }
    };
    let after = rest.trim_start_matches(is_separator);
    // A quoted value ends its matcher.
    if !rest.is_empty() && after.len() == rest.len() {
        return Err(unread());
    }
    Ok((Matcher::new(name, operator, &value)?, after))
}

/// A value up to the quote that ends it, and what is behind that. A backslash stands before a quote or a backslash; before
/// anything else it is part of the value, as in a regular expression.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                escaped @ ('"' | '\\') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, Operator, &str)]) {
        let expect: Vec<_> = expect.iter().map(|(n, o, v)| Matcher::new(n, *o, v).unwrap()).collect();
        let found = parse_matchers(text).unwrap();
        assert_eq!(found, expect, "{text}");
        assert_eq!(parse_matchers(&write_matchers(&found)).unwrap(), expect, "{}", write_matchers(&found));
    }

    #[test]
    fn texts() {
        use Operator::{Equal, Matches, NotEqual, NotMatches};
        check("", &[]);
        check(" {} ", &[]);
        check("project=shop", &[("project", Equal, "shop")]);
        check(
            "{project=\"shop\", level=~\"error|fatal\"}",
            &[("project", Equal, "shop"), ("level", Matches, "error|fatal")],
        );
        check("a != b c\r\n x.y!~z ,\n", &[("a", NotEqual, "b c"), ("x.y", NotMatches, "z")]);
        check(r#"a="say \"hi\", \\ \d""#, &[("a", Equal, r#"say "hi", \ \d"#)]);
        check("a=\"\",b=", &[("a", Equal, ""), ("b", Equal, "")]);
        check("url=https://a.test/?x=1", &[("url", Equal, "https://a.test/?x=1")]);
    }

    #[test]
    fn what_cannot_be_read() {
        for text in ["project", "a!b", "a=\"x", "a=\"x\"y", "a=\"x\\", "!", "project,level=x"] {
            assert!(matches!(parse_matchers(text), Err(InvalidSilence::Syntax(_))), "{text}");
        }
        assert_eq!(parse_matchers("=x"), Err(InvalidSilence::Name));
        assert_eq!(parse_matchers(&"a=b,".repeat(MATCHERS + 1)), Err(InvalidSilence::Matchers));
        assert_eq!(parse_matchers("a=~("), Err(InvalidSilence::Pattern("a".into())));
        let long = format!("{}\"", "x".repeat(1_000_000));
        let Err(InvalidSilence::Syntax(repeated)) = parse_matchers(&long) else { panic!() };
        assert_eq!(repeated.len(), REPEATED);
    }
}
