//! What the server's `/metrics` says became of what it was sent.

use std::collections::BTreeMap;

use crate::http::{Connection, ExchangeError};
use crate::load::Target;

const COUNTER: &str = "balefire_outcomes_total";

/// Counts by name and labels, as they stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes(pub BTreeMap<String, u64>);

/// Asks the server.
pub async fn outcomes(target: &Target) -> Result<Outcomes, ExchangeError> {
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {}\r\n\r\n", target.address);
    let answer = Connection::open(&target.address).await?.ask(request.as_bytes()).await?;
    Ok(Outcomes::parse(&String::from_utf8_lossy(&answer.body)))
}

impl Outcomes {
    fn parse(text: &str) -> Self {
        let counters = text.lines().filter(|line| line.starts_with(COUNTER));
        let counts = counters.filter_map(|line| {
            let (name, count) = line.rsplit_once(' ')?;
            Some((name.to_string(), count.parse().ok()?))
        });
        Self(counts.collect())
    }

    /// How many are stored, whatever other labels say of them.
    pub fn stored(&self) -> u64 {
        let is_accepted =
            |name: &str| name.split(['{', ',', '}']).any(|label| label == "outcome=\"accepted\"");
        self.0.iter().filter(|(name, _)| is_accepted(name)).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, stored: u64) {
        assert_eq!(Outcomes::parse(text).stored(), stored);
    }

    #[test]
    fn nothing_yet() {
        check("# HELP balefire_outcomes_total What became\n# TYPE balefire_outcomes_total counter\n", 0);
    }

    #[test]
    fn two_labels() {
        check(
            "balefire_outcomes_total{outcome=\"accepted\",reason=\"\"} 3\n\
             balefire_outcomes_total{outcome=\"invalid\",reason=\"malformed\"} 1\n",
            3,
        );
    }

    #[test]
    fn more_labels_in_any_order_are_added_up() {
        check(
            "balefire_outcomes_total{category=\"error\",outcome=\"accepted\",reason=\"\"} 3\n\
             balefire_outcomes_total{outcome=\"accepted\",reason=\"\",category=\"transaction\"} 4\n\
             balefire_other_total{outcome=\"accepted\"} 9\n",
            7,
        );
    }
}
