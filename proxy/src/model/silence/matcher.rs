//! A matcher: the name of a label, an operator, and a value.

use regex::{Regex, RegexBuilder};

use super::labels::Labels;
use super::limits::{InvalidSilence, NAME, PATTERN_SIZE, VALUE};

/// How a value is compared: <https://prometheus.io/docs/alerting/latest/configuration/#label-matchers>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`: the regular expression matches the whole value.
    Matches,
    /// `!~`
    NotMatches,
}

impl Operator {
    /// The operator of Alertmanager's two flags.
    #[must_use]
    pub fn of_flags(is_regex: bool, is_equal: bool) -> Self {
        match (is_regex, is_equal) {
            (false, true) => Self::Equal,
            (false, false) => Self::NotEqual,
            (true, true) => Self::Matches,
            (true, false) => Self::NotMatches,
        }
    }

    /// The operator of a text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Equal, Self::NotEqual, Self::Matches, Self::NotMatches]
            .into_iter()
            .find(|it| it.as_str() == text)
    }

    /// Whether the value is a regular expression.
    #[must_use]
    pub fn is_regex(self) -> bool {
        matches!(self, Self::Matches | Self::NotMatches)
    }

    /// Whether the value has to be there, and not to be absent.
    #[must_use]
    pub fn is_equal(self) -> bool {
        matches!(self, Self::Equal | Self::Matches)
    }

    /// The operator as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Matches => "=~",
            Self::NotMatches => "!~",
        }
    }
}

/// A checked matcher.
#[derive(Debug, Clone)]
pub struct Matcher {
    name: String,
    operator: Operator,
    value: String,
    pattern: Option<Regex>,
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.operator, &self.value) == (&other.name, other.operator, &other.value)
    }
}

impl Matcher {
    /// Checks a matcher. A regular expression takes time linear in the value, and little memory.
    pub fn new(name: &str, operator: Operator, value: &str) -> Result<Self, InvalidSilence> {
        let name = name.trim();
        if name.is_empty() || name.chars().nth(NAME).is_some() || name.contains(char::is_control) {
            return Err(InvalidSilence::Name);
        }
        if value.chars().nth(VALUE).is_some() || value.contains(char::is_control) {
            return Err(InvalidSilence::Value(name.to_owned()));
        }
        let build = |pattern: &str| RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build();
        let compile = || {
            // Alone first: `x)|(?:.*` is an expression only within a group, which it leaves.
            let compiled = build(value).and_then(|_| build(&format!("^(?:{value})$")));
            compiled.map_err(|_| InvalidSilence::Pattern(name.to_owned()))
        };
        let pattern = operator.is_regex().then(compile).transpose()?;
        Ok(Self { name: name.to_owned(), operator, value: value.to_owned(), pattern })
    }

    /// A matcher of one value, such as the number of an issue.
    pub fn equal(name: &str, value: &str) -> Result<Self, InvalidSilence> {
        Self::new(name, Operator::Equal, value)
    }

    /// The name of the label.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The operator.
    #[must_use]
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The value or the regular expression.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value, if the label has to be equal to it.
    #[must_use]
    pub fn equal_to(&self, name: &str) -> Option<&str> {
        (self.operator == Operator::Equal && self.name == name).then_some(self.value.as_str())
    }

    /// Whether the labels of a firing fit.
    #[must_use]
    pub fn matches(&self, labels: &Labels<'_>) -> bool {
        self.fits(&labels.get(&self.name))
    }

    /// Whether a firing without the label fits. Alertmanager refuses a silence of such matchers alone.
    #[must_use]
    pub fn matches_empty(&self) -> bool {
        self.fits("")
    }

    fn fits(&self, value: &str) -> bool {
        let is_it = self.pattern.as_ref().map_or(self.value == value, |pattern| pattern.is_match(value));
        is_it == self.operator.is_equal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator() {
        let labels = Labels { project: "shop", level: "error", ..Labels::default() };
        for (name, operator, value, expect) in [
            ("project", Operator::Equal, "shop", true),
            ("project", Operator::Equal, "Shop", false),
            ("project", Operator::NotEqual, "shop", false),
            ("project", Operator::NotEqual, "api", true),
            ("level", Operator::Matches, "error|fatal", true),
            // The whole value, as in Alertmanager.
            ("level", Operator::Matches, "err", false),
            ("level", Operator::Matches, "err.*", true),
            ("level", Operator::NotMatches, "err.*", false),
            ("level", Operator::NotMatches, "info", true),
            // An alternative stays within the anchors.
            ("level", Operator::Matches, "x|y|err", false),
            // A label that is missing is empty.
            ("browser", Operator::Equal, "", true),
            ("browser", Operator::NotEqual, "", false),
            ("browser", Operator::Matches, ".+", false),
            ("browser", Operator::NotEqual, "Firefox", true),
        ] {
            let matcher = Matcher::new(name, operator, value).unwrap();
            assert_eq!(matcher.matches(&labels), expect, "{name}{}{value}", operator.as_str());
        }
    }

    #[test]
    fn limits() {
        let long = |n: usize| "é".repeat(n);
        assert!(Matcher::equal(&long(NAME), &long(VALUE)).is_ok());
        assert_eq!(Matcher::equal(&long(NAME + 1), ""), Err(InvalidSilence::Name));
        assert_eq!(Matcher::equal(" ", "x"), Err(InvalidSilence::Name));
        assert_eq!(Matcher::equal("a", &long(VALUE + 1)), Err(InvalidSilence::Value("a".into())));
        assert_eq!(Matcher::equal("a", "x\ny"), Err(InvalidSilence::Value("a".into())));
        for bad in ["(", "[", "(?<n", "a{1000}{1000}", ")(", "(?:a{200}){200}", "x)|(?:.*"] {
            let refused = Matcher::new("level", Operator::Matches, bad);
            assert_eq!(refused, Err(InvalidSilence::Pattern("level".into())), "{bad}");
        }
    }
}
